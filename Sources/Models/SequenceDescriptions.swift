import Autodiff
public import Learning
public import MetaLearning
public import PolicyLearning

extension LearnerDescription {
  /// A policy with a memory, which adapts as it acts.
  public struct TrialPolicy: Sendable, Hashable, Codable, DescribedLearner {
    public var policy: SequencePolicy
    public var loss: SequenceLoss
    /// Of the last layer before training.
    public var outputScale: Float = 0.01

    public init(policy: SequencePolicy, loss: SequenceLoss) {
      self.policy = policy
      self.loss = loss
    }

    public func makeLearner() -> SequenceLearner {
      var learner = SequenceLearner(policy, loss: loss)
      learner.outputScale = outputScale
      return learner
    }

    var layout: [(name: String, shape: [Int])] { policy.layout }
    var episodeLearner: (any EpisodeLearner)? { makeLearner() }
    var choosesActions: Bool { if case .choices = policy.head { true } else { false } }
    var interface: (inputs: Int, outputs: Int) { (policy.observationCount, policy.head.width) }
    var hidden: [Int] { policy.network.hiddenSizes }
    var summary: String { policy.network.summary }

    /// How it was trained does not matter.
    func isOfSameModel(as other: Self) -> Bool {
      policy.network == other.policy.network && policy.critic == other.policy.critic
        && policy.head == other.policy.head && policy.normalization == other.policy.normalization
        && policy.pictures == other.policy.pictures && policy.context == other.policy.context
        && policy.rewardScale == other.policy.rewardScale
        && policy.features == other.policy.features
    }

    var problem: String? {
      let (network, critic) = (policy.network, policy.critic)
      let sizes = [critic.inputs, critic.outputs] + critic.hidden
      if let problem = network.problem ?? Models.problem(ofSizes: sizes)
        ?? Models.problem(ofTensors: policy.layout)
      {
        return problem
      }
      if case .box(let low, let high) = policy.head {
        guard low.count == high.count, zip(low, high).allSatisfy({ $0 <= $1 && $0.isFinite && $1.isFinite })
        else { return "acts in an impossible box" }
      }
      guard policy.hasRoomForPictures else {
        return "has pictures that are not in what it sees, expected one behind the other"
      }
      guard policy.head.width > 0, policy.head.width == network.outputs, critic.outputs == 1,
        network.inputs
          == SequencePolicy.tokenCount(
            observations: policy.observationCount, head: policy.head, features: policy.features),
        critic.inputs == network.hidden + policy.context.count + SequencePolicy.placeCount,
        network.generated.map({ $0 == policy.observationCount }) ?? true
      else { return "has parts that do not fit together" }
      if let problem = Models.problem(
        ofScales: [policy.normalization, policy.context].map { ($0, $0.count) })
      {
        return problem
      }
      let schedule = policy.deviation
      guard policy.rewardScale > 0, policy.rewardScale.isFinite, (1...1_000_000).contains(policy.horizon),
        (1...1000).contains(policy.episodes), schedule.from > 0, schedule.to > 0, schedule.from.isFinite,
        schedule.to.isFinite, (0...10_000_000).contains(schedule.over), outputScale >= 0, outputScale.isFinite
      else { return "has an impossible reward scale, horizon, trial or deviation" }
      return loss.problem
    }
  }
}

extension SequencePolicy {
  /// Whether pictures stand one behind the other in what the policy sees, and the critic sees all else of it.
  fileprivate var hasRoomForPictures: Bool {
    var (end, shown) = (0, 0)
    for picture in pictures ?? [] {
      guard picture.lowerBound >= end, picture.upperBound <= observationCount else { return false }
      (end, shown) = (picture.upperBound, shown + picture.count)
    }
    return context.count + shown >= observationCount
  }
}

extension LearnerDescription {
  /// A network with a memory, which learns functions from sequences of their examples.
  public struct SequenceRegression: Sendable, Hashable, Codable, DescribedLearner {
    public var model: SequenceRegressor

    public init(model: SequenceRegressor) { self.model = model }

    public func makeLearner() -> SequenceRegressionLearner { SequenceRegressionLearner(model) }

    var layout: [(name: String, shape: [Int])] { model.network.layout }
    var exampleLearner: (any ExampleLearner)? { makeLearner() }
    var interface: (inputs: Int, outputs: Int) { (model.inputs.count, model.outputs.count) }
    var hidden: [Int] { model.network.hiddenSizes }
    var summary: String { model.network.summary }

    var problem: String? {
      if let problem = Models.problem(ofSizes: model.network.sizes)
        ?? Models.problem(ofTensors: model.network.layout)
      {
        return problem
      }
      guard model.network.inputs == model.inputs.count + model.outputs.count,
        model.network.outputs == model.outputs.count,
        (1...model.network.inputs).contains(model.network.generated ?? model.network.inputs)
      else { return "has parts that do not fit together" }
      return Models.problem(ofScales: [model.inputs, model.outputs].map { ($0, $0.count) })
    }
  }
}

extension LearnerDescription {
  /// Attention over examples, which learns functions from them.
  public struct AttentionRegression: Sendable, Hashable, Codable, DescribedLearner {
    public var model: AttentionRegressor

    public init(model: AttentionRegressor) { self.model = model }

    public func makeLearner() -> AttentionRegressionLearner { AttentionRegressionLearner(model) }

    /// As in `2-64-attention 64 × 2-1`.
    var summary: String {
      ([model.tokenCount] + model.encoder).map { "\($0)-" }.joined()
        + "attention \(model.width) × \(model.blocks)-"
        + (model.head + [model.outputs.count]).map(String.init).joined(separator: "-")
    }

    var layout: [(name: String, shape: [Int])] { model.layout }
    var exampleLearner: (any ExampleLearner)? { makeLearner() }
    var interface: (inputs: Int, outputs: Int) { (model.inputs.count, model.outputs.count) }
    var hidden: [Int] { model.encoder + [model.width] + model.head }

    var problem: String? {
      let sizes =
        [model.width, model.heads, model.blocks, model.inputs.count, model.outputs.count] + model.encoder
        + model.head
      guard model.blocks <= 64, (0...65536).contains(model.hidden) else {
        return "has \(model.blocks) blocks of \(model.hidden) units"
      }
      if let problem = Models.problem(ofSizes: sizes) { return problem }
      guard model.width.isMultiple(of: model.heads) else {
        return "has \(model.heads) heads that do not divide its width, \(model.width)"
      }
      return Models.problem(ofTensors: model.layout)
        ?? Models.problem(ofScales: [model.inputs, model.outputs].map { ($0, $0.count) })
    }
  }
}

extension SequenceNetwork {
  fileprivate var summary: String {
    switch self {
    case .recurrent(let own): own.summary
    case .attention(let own): own.summary
    }
  }

  fileprivate var hiddenSizes: [Int] {
    switch self {
    case .recurrent(let own): own.hiddenSizes
    case .attention(let own): own.hiddenSizes
    }
  }

  fileprivate var problem: String? {
    switch self {
    case .recurrent(let own): Models.problem(ofSizes: own.sizes)
    case .attention(let own): own.problem
    }
  }
}

extension AttentionShape {
  /// As in `9-64-attention 64 × 2-64-2`.
  fileprivate var summary: String {
    ([inputs] + encoder).map { "\($0)-" }.joined() + "attention \(width) × \(blocks)-"
      + (head + [outputs]).map(String.init).joined(separator: "-") + (generated == nil ? "" : ", generated")
  }

  fileprivate var hiddenSizes: [Int] { encoder + [width] + head }

  /// What a row remembers must be counted in bytes that any machine has.
  fileprivate var problem: String? {
    let sizes = [inputs, width, heads, inner, window, outputs, generated ?? 1] + encoder + head
    guard (1...64).contains(blocks) else { return "has \(blocks) blocks" }
    if let problem = Models.problem(ofSizes: sizes) { return problem }
    guard width.isMultiple(of: heads) else {
      return "has \(heads) heads that do not divide its width, \(width)"
    }
    return memory <= Self.mostRemembered
      ? nil : "remembers \(memory) numbers of a trial, expected at most \(Self.mostRemembered)"
  }

  private static var mostRemembered: Int { 1 << 24 }
}

extension SequenceShape {
  /// As in `9-64-gru 64-64-2`.
  fileprivate var summary: String {
    ([inputs] + encoder).map { "\($0)-" }.joined() + "\(kind.rawValue) "
      + ([hidden] + head + [outputs]).map(String.init).joined(separator: "-")
      + (generated == nil ? "" : ", generated")
  }

  fileprivate var hiddenSizes: [Int] { encoder + [hidden] + head }
  fileprivate var sizes: [Int] { [inputs] + hiddenSizes + [outputs, generated ?? 1] }
}
