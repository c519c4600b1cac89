import Autodiff
import Gym
import Learning
import MetaLearning
import TestSupport
import Testing
import Randomness

/// The policy-gradient problem of a golden file as a learning task: its experience is there already.
struct GoldenPolicyTask: PolicyLearningTask {
  let file: GoldenPolicyGradient
  let policy: GaussianPolicy
  let innerSurrogate: Surrogate

  init(_ file: GoldenPolicyGradient) throws {
    self.file = file
    let activation: Activation = file.activation == "relu" ? .relu : .tanh
    policy = GaussianPolicy(
      network: MLP(
        inputs: file.observationSize, hidden: file.hiddenSizes, outputs: file.actionSize,
        activation: activation))
    innerSurrogate = try #require(Surrogate(rawValue: file.innerSurrogate))
  }

  var parameters: Parameters {
    policy.initialParameters(using: RandomStream(seed: 0)).unflattened(file.parameters)
  }
  var query: PolicyBatch { Self.batch(file.query) }

  static func batch(_ batch: GoldenPolicyGradient.Batch) -> PolicyBatch {
    let rows = batch.observations.count
    return PolicyBatch(
      observations: Tensor(Array(batch.observations.joined()), shape: [rows, batch.observations[0].count]),
      actions: Tensor(Array(batch.actions.joined()), shape: [rows, batch.actions[0].count]),
      advantages: Tensor(batch.advantages, shape: [rows]))
  }

  func gather(with parameters: Parameters, stage: Int, using stream: RandomStream) -> PolicyBatch {
    Self.batch(file.support[stage])
  }
  func logProbability(_ parameters: Parameters, on batch: PolicyBatch) -> Tensor {
    policy.logProbability(of: batch.actions, given: batch.observations, parameters)
  }
  func loss(_ parameters: Parameters, on support: PolicyBatch) -> Tensor {
    innerSurrogate.loss(
      logProbability: logProbability(parameters, on: support), advantages: support.advantages)
  }
  func outerLoss(_ parameters: Parameters, on query: PolicyBatch) -> Tensor {
    Surrogate.ratio.loss(
      logProbability: logProbability(parameters, on: query), advantages: query.advantages)
  }
  func advantages(of batch: PolicyBatch) -> Tensor { batch.advantages }
  func movedLoss(_ parameters: Parameters, on batch: PolicyBatch, old: Tensor) -> Tensor {
    innerSurrogate.loss(
      logProbability: logProbability(parameters, on: batch), old: old, advantages: batch.advantages)
  }
  func distribution(_ parameters: Parameters, on batch: PolicyBatch) -> DiagonalGaussian {
    policy(batch.observations, parameters)
  }
  func summary(of batch: PolicyBatch) -> EpisodeSummary {
    EpisodeSummary(meanReturn: 0, successRate: 0, steps: 0)
  }
}

/// The regression problem of a golden file: the same MAML code serves it.
struct GoldenRegressionTask: LearningTask {
  struct Pairs: Sendable {
    var x: Tensor
    var y: Tensor
  }
  let file: GoldenRegression
  let network: MLP

  init(_ file: GoldenRegression) {
    self.file = file
    network = MLP(
      inputs: 1, hidden: file.hiddenSizes, outputs: 1,
      activation: file.activation == "relu" ? .relu : .tanh)
  }

  var parameters: Parameters {
    Parameters(network.initialEntries(using: RandomStream(seed: 0))).unflattened(file.parameters)
  }
  var query: Pairs { Self.pairs(file.query) }

  static func pairs(_ pairs: GoldenRegression.Pairs) -> Pairs {
    Pairs(
      x: Tensor(pairs.x, shape: [pairs.x.count, 1]), y: Tensor(pairs.y, shape: [pairs.y.count, 1]))
  }

  func gather(with parameters: Parameters, stage: Int, using stream: RandomStream) -> Pairs {
    Self.pairs(file.support)
  }
  func loss(_ parameters: Parameters, on pairs: Pairs) -> Tensor {
    (network(pairs.x, parameters) - pairs.y).square().mean()
  }
}
