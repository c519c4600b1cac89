import MetaLearning

/// The meta-learners and baselines that `--algorithm` names.
///
/// There is one training loop; a name stands for the few choices below and for the settings in `prepare`, which
/// `--set` may change.
public enum Algorithm: String, Sendable, Codable, CaseIterable {
  /// MAML with exact second derivatives (Finn, Abbeel and Levine 2017).
  case maml
  /// First-order MAML.
  case fomaml
  /// Moves towards adapted parameters (Nichol, Achiam and Schulman 2018).
  case reptile
  /// MAML that learns a step size for every parameter (Li et al. 2017).
  case metaSGD = "meta-sgd"
  /// MAML whose inner steps change the policy's last layer and noise only (Raghu et al. 2020).
  case anil
  /// Proximal meta-policy search (Rothfuss et al. 2019).
  case promp
  /// One policy for all training tasks, fine-tuned to a new one: plain transfer.
  case pretrain
  /// A fresh policy, fine-tuned to a new task: no training at all.
  case scratch
  /// One policy that sees what the tasks hide: an upper bound.
  case oracle

  /// The algorithm of a command line.
  /// - Throws: what is expected, where there is none of that name.
  public init(option name: String) throws(ConfigurationError) {
    guard let algorithm = Self(rawValue: name) else {
      throw .unknownName(key: "--algorithm", value: name, names: Self.allCases.map(\.rawValue))
    }
    self = algorithm
  }

  /// Whether training takes the inner steps.
  public var adaptsInTraining: Bool {
    switch self {
    case .maml, .fomaml, .reptile, .metaSGD, .anil, .promp: true
    case .pretrain, .scratch, .oracle: false
    }
  }

  /// Whether the policy observes what its task hides from others.
  public var seesTheTask: Bool { self == .oracle }

  /// Settings without which the algorithm would not be itself.
  func prepare(_ configuration: inout RunConfiguration) {
    switch self {
    case .maml, .fomaml: break
    case .anil:
      // The last layer takes larger steps than all layers together.
      configuration.innerRates = configuration.innerRates.map { 2 * $0 }
    case .metaSGD:
      configuration.learnedRates = .perParameter
    case .reptile:
      configuration.update = .adam
      configuration.metaRate = 0.003
      configuration.learnedRates = .fixed
    case .promp:
      configuration.update = .proximal
      configuration.learnedRates = .fixed
      configuration.metaRate = 0.002
      configuration.innerDivergenceWeight = 0.0005
    case .pretrain, .scratch:
      configuration.learnedRates = .fixed
      if self == .scratch { configuration.iterations = 0 }
    case .oracle:
      configuration.learnedRates = .fixed
      configuration.evaluationSteps = 0
      configuration.maxDivergence = 0.05
      configuration.discount = 0.9
      // An upper bound should be near its own; without inner steps an iteration costs a tenth.
      configuration.iterations *= 5
    }
  }
}
