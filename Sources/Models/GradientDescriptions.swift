public import Learning
public import MetaLearning
public import PolicyLearning

// Learners that adapt by gradient steps.

extension LearnerDescription {
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
}

extension LearnerDescription.GradientPolicy: DescribedLearner {
  var episodeLearner: (any EpisodeLearner)? { makeLearner() }
  var choosesActions: Bool { Policy.self == CategoricalPolicy.self }
  var gradientSteps: GradientSteps? { steps }
  var interface: (inputs: Int, outputs: Int) { (policy.network.inputs, policy.network.outputs) }
  var hidden: [Int] { policy.network.hidden }
  var summary: String { policy.network.summary + (choosesActions ? ", choices" : "") }
  func isOfSameModel(as other: Self) -> Bool { policy == other.policy }

  var problem: String? {
    if let problem = policy.network.problem(with: steps) { return problem }
    guard horizon.map((1...1_000_000).contains) ?? true else { return "has an impossible horizon" }
    guard advantages.discount > 0, advantages.discount <= 1, (0...1).contains(advantages.lambda),
      advantages.baseline.ridge >= 0, advantages.baseline.ridge.isFinite
    else { return "has impossible advantages" }
    return Models.problem(ofScales: [(policy.normalization, policy.network.inputs)]) ?? steps.problem
  }
}

extension LearnerDescription.GradientRegression: DescribedLearner {
  var exampleLearner: (any ExampleLearner)? { makeLearner() }
  var gradientSteps: GradientSteps? { steps }
  var interface: (inputs: Int, outputs: Int) { (model.network.inputs, model.network.outputs) }
  var hidden: [Int] { model.network.hidden }
  var summary: String { model.network.summary }
  func isOfSameModel(as other: Self) -> Bool { model == other.model }

  var problem: String? {
    model.network.problem(with: steps)
      ?? Models.problem(
        ofScales: [(model.inputs, model.network.inputs), (model.outputs, model.network.outputs)])
      ?? steps.problem
  }
}

extension MLPShape {
  /// As in `8-64-64-2 tanh`.
  fileprivate var summary: String {
    ([inputs] + hidden + [outputs]).map(String.init).joined(separator: "-") + " \(activation)"
  }

  fileprivate func problem(with steps: GradientSteps) -> String? {
    Models.problem(ofSizes: [inputs] + hidden + [outputs])
      ?? Models.problem(
        ofTensors: layout, copies: steps.learnedRates == .perParameter ? 1 + steps.rates.count : 1)
  }
}
