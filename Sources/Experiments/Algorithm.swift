/// The meta-learners and baselines that `--algorithm` names: presets of learner, outer update and loss.
public enum Algorithm: String, Sendable, Codable, CaseIterable {
  /// MAML with exact second derivatives, given step sizes, the loss after the last step (Finn, Abbeel and Levine 2017).
  case maml
  /// MAML with learned step sizes for each tensor and step, and weighted losses of all steps (Antoniou, Edwards and
  /// Storkey 2019).
  case mamlPlusPlus = "maml++"
  /// First-order MAML.
  case fomaml
  /// Moves towards adapted parameters (Nichol, Achiam and Schulman 2018).
  case reptile
  /// MAML that learns a step size for every parameter (Li et al. 2017).
  case metaSGD = "meta-sgd"
  /// MAML whose inner steps change the last layer, and a policy's noise, only (Raghu et al. 2020).
  case anil
  /// Proximal meta-policy search (Rothfuss et al. 2019).
  case promp
  /// A policy with a memory, trained over whole trials of new tasks (Duan et al. 2016; Wang et al. 2016).
  case rl2
  /// The same, which looks back by attention in place of a recurrence (Mishra et al. 2018; Parisotto et al. 2020).
  case rl2Attention = "rl2-attention"
  /// A policy with a memory that imitates a teacher, which sees the task, before it learns from rewards (Ross et al. 2011).
  case distill
  /// A recurrent network that learns a function from a sequence of its examples (Hochreiter et al. 2001).
  case recurrent
  /// Attention over a function's examples (Garg et al. 2022).
  case attention
  /// One model for all training tasks, fine-tuned to a new one: plain transfer.
  case pretrain
  /// A fresh model, fine-tuned to a new task: no training at all.
  case scratch
  /// One policy that sees neither what tasks hide nor rewards: what can be had without adapting.
  case blind
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

  /// Whether the policy observes what its task hides from others.
  public var seesTheTask: Bool { self == .oracle }

  /// Whether it learns from episodes only.
  public var needsEpisodes: Bool { self == .promp || learnsOverTrials }

  /// Whether it learns from examples only.
  public var needsExamples: Bool { self == .recurrent || self == .attention }

  /// Whether its policy has a memory, is trained over trials, and adapts, if at all, as it acts.
  public var learnsOverTrials: Bool {
    switch self {
    case .rl2, .rl2Attention, .distill, .blind, .oracle: true
    default: false
    }
  }

  /// Whether it adapts by gradient steps: it has settings `learner`.
  public var takesGradientSteps: Bool { !learnsOverTrials && !needsExamples }

  /// For lists and help.
  public var summary: String {
    switch self {
    case .maml: "exact second derivatives, given step sizes (Finn et al. 2017)"
    case .mamlPlusPlus: "learned step sizes, every step counts (Antoniou et al. 2019)"
    case .fomaml: "first derivatives only"
    case .reptile: "moves towards adapted parameters (Nichol et al. 2018)"
    case .metaSGD: "a learned step size for every parameter (Li et al. 2017)"
    case .anil: "adapts the last layer only (Raghu et al. 2020)"
    case .promp: "clipped proximal updates through the adaptation (Rothfuss et al. 2019)"
    case .rl2: "a memory that learns over whole trials (Duan et al. 2016; Wang et al. 2016)"
    case .rl2Attention: "rl2 that looks back by attention (Mishra et al. 2018; Parisotto et al. 2020)"
    case .distill: "rl2 that imitates the expert first (Ross et al. 2011)"
    case .attention: "attention over a function's examples (Garg et al. 2022)"
    case .recurrent: "a memory that learns from a sequence of examples (Hochreiter et al. 2001)"
    case .pretrain: "one model for all tasks, fine-tuned"
    case .scratch: "a fresh model, fine-tuned"
    case .blind: "one policy that sees neither what tasks hide nor rewards: a lower bound"
    case .oracle: "one policy that sees what the tasks hide: an upper bound"
    }
  }
}
