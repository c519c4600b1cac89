public import Autodiff
public import Gym
public import Learning

/// A problem drawn from a family of problems: it can gather experience, and has a differentiable loss on it.
///
/// A reinforcement-learning task gathers episodes with the given parameters; a supervised task draws labelled
/// examples and ignores them. The meta-learners cannot tell which.
public protocol LearningTask: Sendable {
  associatedtype Experience: Sendable

  /// Fresh experience.
  /// - Parameters:
  ///   - stage: how many inner steps `parameters` have behind them.
  ///   - stream: the only source of randomness.
  func gather(with parameters: Parameters, stage: Int, using stream: RandomStream) throws -> Experience

  /// What an inner step descends on support data: a scalar.
  func loss(_ parameters: Parameters, on support: Experience) -> Tensor

  /// What the outer update descends on query data, at adapted parameters: a scalar.
  func outerLoss(_ parameters: Parameters, on query: Experience) -> Tensor
}

extension LearningTask {
  public func outerLoss(_ parameters: Parameters, on query: Experience) -> Tensor {
    loss(parameters, on: query)
  }
}

/// A learning task whose parameters are those of a stochastic policy, so that updates can be bounded by how much
/// the policy's distribution moves.
public protocol PolicyLearningTask: LearningTask {
  /// The policy's distribution over actions at the observations of `experience`.
  func distribution(_ parameters: Parameters, on experience: Experience) -> DiagonalGaussian

  /// `[rows]`, constants.
  func advantages(of experience: Experience) -> Tensor

  /// `loss` as a function of parameters that have moved away from those that gathered the support data with
  /// log-probabilities `old` `[rows]`. Where they have not moved its first two derivatives are those of `loss`,
  /// which the meta-gradient was made of: an update that retraces the inner steps has to see the same function.
  func movedLoss(_ parameters: Parameters, on support: Experience, old: Tensor) -> Tensor

  /// `[rows]`
  func logProbability(_ parameters: Parameters, on experience: Experience) -> Tensor

  /// What a training log wants to know of the experience.
  func summary(of experience: Experience) -> EpisodeSummary
}

extension PolicyLearningTask {
  /// The loss of `parameters` on experience gathered when log-probabilities were `old` `[rows]`.
  public func importanceLoss(
    _ parameters: Parameters, on experience: Experience, old: Tensor
  ) -> Tensor {
    Learning.importanceLoss(
      logProbability: logProbability(parameters, on: experience), old: old,
      advantages: advantages(of: experience))
  }

  /// The same, with ratios beyond 1 ± `clip` no longer rewarded.
  public func clippedLoss(
    _ parameters: Parameters, on experience: Experience, old: Tensor, clip: Float
  ) -> Tensor {
    Learning.clippedLoss(
      logProbability: logProbability(parameters, on: experience), old: old,
      advantages: advantages(of: experience), clip: clip)
  }
}

/// Mean undiscounted return and success rate of some episodes, and the steps they took.
public struct EpisodeSummary: Sendable, Hashable {
  public var meanReturn: Double
  public var successRate: Double
  public var steps: Int

  public init(meanReturn: Double, successRate: Double, steps: Int) {
    self.meanReturn = meanReturn
    self.successRate = successRate
    self.steps = steps
  }

  public init(_ trajectories: [Trajectory]) {
    let count = Double(max(trajectories.count, 1))
    meanReturn = trajectories.reduce(0) { $0 + Double($1.totalReward) } / count
    successRate = trajectories.reduce(0) { $0 + ($1.success ? 1 : 0) } / count
    steps = trajectories.reduce(0) { $0 + $1.length }
  }
}

/// A distribution of learning tasks whose train and test halves share no task.
public protocol TaskDistribution: Sendable {
  associatedtype Task: LearningTask

  /// A task of the given half; the same stream gives the same task.
  func task(from split: Split, using stream: RandomStream) throws -> Task
}
