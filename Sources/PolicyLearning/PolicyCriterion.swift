public import Autodiff
public import Gym
import Learning
public import MetaLearning
public import Randomness

/// A stochastic policy judged by policy gradients on its episodes.
public struct PolicyCriterion<Model: StochasticPolicy>: Criterion {
  public let policy: Model
  public var advantages: AdvantageSettings
  /// The loss of an inner step; the outer loss is the ratio's.
  public var surrogate: Surrogate
  /// The environment's; nil where the longest episode of a batch tells.
  public var horizon: Int?
  /// Logarithm of the deviation before training.
  public var initialLogStd: Float = 0
  /// Scale of the last layer's initial weights.
  public var outputScale: Float = 1

  public init(_ policy: Model, advantages: AdvantageSettings, surrogate: Surrogate) {
    self.policy = policy
    self.advantages = advantages
    self.surrogate = surrogate
  }

  /// What the policy was when a batch was gathered.
  public struct Reference: Sendable {
    public var distribution: Model.Actions
    /// Of the batch's actions, `[rows]`.
    public var logProbability: Tensor
  }

  public var tensorNames: [String] { policy.tensorNames }

  public func initialParameters(using stream: RandomStream) -> Parameters {
    policy.initialParameters(logStd: initialLogStd, outputScale: outputScale, using: stream)
  }

  public func mapping(_ model: Parameters) -> Model.Actor { policy.actor(model) }

  public func batch(_ experience: [Trajectory]) -> PolicyBatch {
    advantages.batch(experience, horizon: horizon)
  }

  private func logProbability(_ model: Parameters, _ batch: PolicyBatch) -> Tensor {
    policy(batch.observations, model).logProbability(of: policy.draws(batch.actions))
  }

  public func supportLoss(_ model: Parameters, on batch: PolicyBatch) -> Tensor {
    surrogate.loss(logProbability: logProbability(model, batch), advantages: batch.advantages)
  }

  public func supportLoss(_ model: Parameters, on batch: PolicyBatch, since reference: Reference) -> Tensor {
    surrogate.loss(
      logProbability: logProbability(model, batch), old: reference.logProbability,
      advantages: batch.advantages)
  }

  public func queryLoss(_ model: Parameters, on batch: PolicyBatch) -> Tensor {
    Surrogate.ratio.loss(logProbability: logProbability(model, batch), advantages: batch.advantages)
  }

  public func queryLoss(
    _ model: Parameters, on batch: PolicyBatch, since reference: Reference, clip: Float?
  ) -> Tensor {
    let logProbability = logProbability(model, batch)
    guard let clip else {
      return importanceLoss(
        logProbability: logProbability, old: reference.logProbability, advantages: batch.advantages)
    }
    return clippedLoss(
      logProbability: logProbability, old: reference.logProbability, advantages: batch.advantages, clip: clip)
  }

  public func reference(_ model: Parameters, on batch: PolicyBatch) -> Reference {
    let distribution = policy(batch.observations, model)
    return Reference(
      distribution: distribution, logProbability: distribution.logProbability(of: policy.draws(batch.actions))
    )
  }

  /// Every ratio is 1.
  public func queryValue(_ model: Parameters, _ reference: Reference, on batch: PolicyBatch) -> Float {
    -batch.advantages.mean().scalar
  }

  public func divergence(
    since reference: Reference, to model: Parameters, on batch: PolicyBatch
  ) -> Tensor {
    reference.distribution.meanDivergence(to: policy(batch.observations, model))
  }

  public func fisher(
    _ model: Parameters, on batch: PolicyBatch, _ reference: Reference
  ) -> GaussNewtonOperator {
    GaussNewtonOperator(
      of: { policy(batch.observations, $0).outputs }, at: model,
      metric: reference.distribution.fisherMetric)
  }

  public func measures(of experience: [Trajectory], by mapping: Model.Actor) -> Measures {
    Measures(experience)
  }

  public func amount(of experience: [Trajectory]) -> Int { experience.stepCount }
}

extension GradientLearner {
  public init<Model: StochasticPolicy>(
    _ criterion: PolicyCriterion<Model>, steps: GradientSteps
  ) where C == PolicyCriterion<Model> {
    self.init(
      criterion, steps: steps, keepingRatesOf: TensorSelection(criterion.policy.fixedRates))
  }
}
