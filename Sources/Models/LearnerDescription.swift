import Autodiff
import Files
public import Learning
public import MetaLearning
public import PolicyLearning
import Randomness

/// All that a learner is apart from its θ: what a policy file holds to make it again, and what a run is made of.
///
/// The one factory: run, checkpoint, policy file and viewer get their learners here.
public enum LearnerDescription: Sendable, Hashable, Codable {
  case gradientPolicy(GradientPolicy<GaussianPolicy>)
  case categoricalPolicy(GradientPolicy<CategoricalPolicy>)
  case gradientRegression(GradientRegression)
  case trialPolicy(TrialPolicy)
  case sequenceRegression(SequenceRegression)
  case attentionRegression(AttentionRegression)

  /// A policy that adapts by policy gradients on episodes.
  public struct GradientPolicy<Policy: PerceptronPolicy>: Sendable, Hashable, Codable {
    public var policy: Policy
    public var advantages: AdvantageSettings
    public var surrogate: Surrogate
    public var steps: GradientSteps
    /// Of the episodes that it learns from; nil where the longest one tells.
    public var horizon: Int?
    /// Before training, of a policy that has a deviation.
    public var initialLogStd: Float = 0
    public var outputScale: Float = 1

    public init(
      policy: Policy, advantages: AdvantageSettings, surrogate: Surrogate, steps: GradientSteps
    ) {
      self.policy = policy
      self.advantages = advantages
      self.surrogate = surrogate
      self.steps = steps
    }

    public func makeLearner() -> GradientLearner<PolicyCriterion<Policy>> {
      var criterion = PolicyCriterion(policy, advantages: advantages, surrogate: surrogate)
      criterion.horizon = horizon
      criterion.initialLogStd = initialLogStd
      criterion.outputScale = outputScale
      return GradientLearner(criterion, steps: steps)
    }
  }

  /// A network that adapts by gradients of its squared error on examples.
  public struct GradientRegression: Sendable, Hashable, Codable {
    public var model: Regressor
    public var loss: RegressionLoss
    public var steps: GradientSteps
    /// Before training.
    public var initialization = WeightInitialization.glorot

    public init(model: Regressor, loss: RegressionLoss, steps: GradientSteps) {
      self.model = model
      self.loss = loss
      self.steps = steps
    }

    /// What was no field yet when a file was written has its default.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        model: try container.decode(Regressor.self, forKey: .model),
        loss: try container.decode(RegressionLoss.self, forKey: .loss),
        steps: try container.decode(GradientSteps.self, forKey: .steps))
      initialization =
        try container.decodeIfPresent(WeightInitialization.self, forKey: .initialization) ?? initialization
    }

    public func makeLearner() -> GradientLearner<RegressionCriterion> {
      var criterion = RegressionCriterion(model, loss: loss)
      criterion.initialization = initialization
      return GradientLearner(criterion, steps: steps)
    }
  }

  /// Name and shape of every tensor of θ, in order.
  public var layout: [(name: String, shape: [Int])] {
    func layout(_ theta: Parameters) -> [(name: String, shape: [Int])] {
      zip(theta.names, theta.tensors).map { ($0, $1.shape) }
    }
    let stream = RandomStream(seed: 0)
    return switch self {
    case .gradientPolicy(let own): layout(own.makeLearner().initialParameters(using: stream))
    case .categoricalPolicy(let own): layout(own.makeLearner().initialParameters(using: stream))
    case .gradientRegression(let own): layout(own.makeLearner().initialParameters(using: stream))
    case .trialPolicy(let own): own.policy.layout
    case .sequenceRegression(let own): own.model.network.layout
    case .attentionRegression(let own): own.model.layout
    }
  }

  public func group(ofTensor name: String) -> ParameterGroup {
    switch self {
    case .gradientPolicy(let own): own.makeLearner().group(ofTensor: name)
    case .categoricalPolicy(let own): own.makeLearner().group(ofTensor: name)
    case .gradientRegression(let own): own.makeLearner().group(ofTensor: name)
    case .trialPolicy, .sequenceRegression, .attentionRegression: .model
    }
  }

  /// The learner, where it learns by acting; nil where from examples.
  public var episodeLearner: (any EpisodeLearner)? {
    switch self {
    case .gradientPolicy(let own): own.makeLearner()
    case .categoricalPolicy(let own): own.makeLearner()
    case .gradientRegression, .sequenceRegression, .attentionRegression: nil
    case .trialPolicy(let own): own.makeLearner()
    }
  }

  /// Whether it acts by choosing, not by numbers.
  public var choosesActions: Bool {
    switch self {
    case .categoricalPolicy: true
    case .trialPolicy(let own): if case .choices = own.policy.head { true } else { false }
    case .gradientPolicy, .gradientRegression, .sequenceRegression, .attentionRegression: false
    }
  }

  /// Whether it learns from examples, not by acting.
  public var predicts: Bool {
    switch self {
    case .gradientRegression, .sequenceRegression, .attentionRegression: true
    case .gradientPolicy, .categoricalPolicy, .trialPolicy: false
    }
  }

  /// As in `8-64-64-2 tanh`, or `2-32-5 tanh, choices`.
  public var summary: String {
    guard let network = perceptron else {
      if case .attentionRegression(let own) = self { return own.summary }
      return sequence?.summary ?? "no network"
    }
    return ([network.inputs] + network.hidden + [network.outputs]).map(String.init).joined(separator: "-")
      + " \(network.activation)\(choosesActions ? ", choices" : "")"
  }

  /// Whether θ of one means the same in the other, learned step sizes apart.
  public func isOfSameModel(as other: LearnerDescription) -> Bool {
    switch (self, other) {
    case (.gradientPolicy(let a), .gradientPolicy(let b)): a.policy == b.policy
    case (.categoricalPolicy(let a), .categoricalPolicy(let b)): a.policy == b.policy
    case (.gradientRegression(let a), .gradientRegression(let b)): a.model == b.model
    case (.sequenceRegression(let a), .sequenceRegression(let b)): a == b
    case (.attentionRegression(let a), .attentionRegression(let b)): a == b
    case (.trialPolicy(let a), .trialPolicy(let b)):
      a.policy.network == b.policy.network && a.policy.critic == b.policy.critic
        && a.policy.head == b.policy.head && a.policy.normalization == b.policy.normalization
        && a.policy.context == b.policy.context && a.policy.rewardScale == b.policy.rewardScale
        && a.policy.features == b.policy.features
    default: false
    }
  }

  /// Numbers that it sees, and that it says.
  public var interface: (inputs: Int, outputs: Int) {
    switch self {
    case .trialPolicy(let own): return (own.policy.observationCount, own.policy.head.width)
    case .sequenceRegression(let own): return (own.model.inputs.count, own.model.outputs.count)
    case .attentionRegression(let own): return (own.model.inputs.count, own.model.outputs.count)
    case .gradientPolicy, .categoricalPolicy, .gradientRegression: break
    }
    return perceptron.map { ($0.inputs, $0.outputs) } ?? (0, 0)
  }

  /// Sizes of its hidden layers.
  public var hidden: [Int] {
    if case .attentionRegression(let own) = self {
      return own.model.encoder + [own.model.width] + own.model.head
    }
    if let sequence { return sequence.encoder + [sequence.hidden] + sequence.head }
    return perceptron?.hidden ?? []
  }

  private var perceptron: MLPShape? {
    switch self {
    case .gradientPolicy(let own): own.policy.network
    case .categoricalPolicy(let own): own.policy.network
    case .gradientRegression(let own): own.model.network
    case .trialPolicy, .sequenceRegression, .attentionRegression: nil
    }
  }

  private var sequence: SequenceShape? {
    switch self {
    case .trialPolicy(let own): own.policy.network
    case .sequenceRegression(let own): own.model.network
    case .gradientPolicy, .categoricalPolicy, .gradientRegression, .attentionRegression: nil
    }
  }

  /// How it takes gradient steps; nil where it takes none.
  public var steps: GradientSteps? {
    switch self {
    case .gradientPolicy(let own): own.steps
    case .categoricalPolicy(let own): own.steps
    case .gradientRegression(let own): own.steps
    case .trialPolicy, .sequenceRegression, .attentionRegression: nil
    }
  }

  private var normalizations: [(ObservationNormalization, count: Int)] {
    switch self {
    case .gradientPolicy(let own): [(own.policy.normalization, own.policy.network.inputs)]
    case .categoricalPolicy(let own): [(own.policy.normalization, own.policy.network.inputs)]
    case .gradientRegression(let own):
      [(own.model.inputs, own.model.network.inputs), (own.model.outputs, own.model.network.outputs)]
    case .trialPolicy, .sequenceRegression, .attentionRegression: []
    }
  }

  /// How episodes become advantages, and how long they may be; nil where it learns from none.
  private var episodes: (advantages: AdvantageSettings, horizon: Int?)? {
    switch self {
    case .gradientPolicy(let own): (own.advantages, own.horizon)
    case .categoricalPolicy(let own): (own.advantages, own.horizon)
    case .gradientRegression, .trialPolicy, .sequenceRegression, .attentionRegression: nil
    }
  }

  /// Of θ: as many as a file can hold, with two moments each beside them.
  public static let maximumNumbers = Safetensors.maximumFile / 4 / 3

  /// What makes it unusable, where it was read from a file; nil where nothing does.
  public var problem: String? {
    if case .trialPolicy(let own) = self { return own.problem }
    if case .sequenceRegression(let own) = self { return own.problem }
    if case .attentionRegression(let own) = self { return own.problem }
    guard let network = perceptron, let steps else { return "has no network" }
    guard
      ([network.inputs, network.outputs] + network.hidden).allSatisfy({ (1...65536).contains($0) }),
      network.hidden.count <= 64
    else { return "has impossible layer sizes \([network.inputs] + network.hidden + [network.outputs])" }
    let model = network.layout.reduce(0) { $0 + $1.shape.reduce(1, *) }
    let numbers = model * (steps.learnedRates == .perParameter ? 1 + steps.rates.count : 1)
    guard numbers <= Self.maximumNumbers else {
      return "has \(numbers) parameters, expected at most \(Self.maximumNumbers)"
    }
    if let (advantages, horizon) = episodes {
      guard horizon.map((1...1_000_000).contains) ?? true else { return "has an impossible horizon" }
      guard advantages.discount > 0, advantages.discount <= 1, (0...1).contains(advantages.lambda),
        advantages.baseline.ridge >= 0, advantages.baseline.ridge.isFinite
      else { return "has impossible advantages" }
    }
    for (normalization, count) in normalizations {
      guard
        normalization.mean.count == count, normalization.scale.count == count,
        (normalization.mean + normalization.scale).allSatisfy(\.isFinite)
      else { return "scales its inputs or outputs by impossible numbers" }
    }
    return steps.problem
  }
}
