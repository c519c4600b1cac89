import Autodiff
import Gym
import Learning
import TestSupport
import Testing
import Randomness

@testable import MetaLearning

/// A line search may only judge what the meta-gradient differentiates: the objective as it is retraced at other
/// parameters has the meta-gradient as its derivative where nothing has moved.
@Suite struct RetracingTests {
  @Test(arguments: Surrogate.allCases, [nil, [1, 1, 2], [0, 3, 1]] as [[Float]?])
  func theRetracedObjectiveHasTheMetaGradient(surrogate: Surrogate, stageWeights: [Float]?) throws {
    let policy = GaussianPolicy(network: MLP(inputs: 2, hidden: [8], outputs: 2))
    var settings = PolicyTaskSettings()
    settings.episodesPerTask = 10
    settings.innerSurrogate = surrogate
    var maml = MAML(rates: [.scalar(0.3), .scalar(0.2)])
    maml.stageWeights = stageWeights
    let learner = MetaLearner(
      PolicyTaskDistribution(PointFamily(), policy: policy, settings: settings), maml: maml,
      update: .trustRegion(TrustRegion()), tasksPerIteration: 3, threads: 1)
    let theta = policy.initialParameters(logStd: -0.5, using: RandomStream(seed: 5))
    let samples = try (0..<3).map {
      try learner.sample($0, MetaState(parameters: theta), using: RandomStream(seed: 7).split($0))
    }
    let stages = samples.map(learner.stages(of:))
    let gradient = mean(samples.map(\.metaGradient.gradient))

    let there = try learner.surrogate(at: theta, samples, stages)
    #expect(abs(there.divergence) < 1e-5)
    for direction in [gradient * (1 / gradient.norm), policy.initialParameters(using: RandomStream(seed: 9))]
    {
      func loss(_ distance: Float) throws -> Float {
        try learner.surrogate(at: theta.adding(direction, scaledBy: distance), samples, stages).loss
      }
      let h: Float = 0.01
      let slope = try (loss(h) - loss(-h)) / (2 * h)
      let expected = gradient.dot(direction)
      #expect(abs(slope - expected) < 0.03 * gradient.norm * direction.norm, "\(slope), not \(expected)")
    }
    #expect(
      try learner.surrogate(at: theta.adding(gradient, scaledBy: 0.1), samples, stages).divergence > 1e-5)
  }
}
