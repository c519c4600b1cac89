import Autodiff
import Gym
import Learning
import PolicyLearning
import Randomness
import Testing

@Suite struct GaussianActorTests {
  let policy = GaussianPolicy(
    network: MLPShape(inputs: 3, hidden: [5, 4], outputs: 2),
    normalization: ObservationNormalization(mean: [0, 0.3, -0.1], scale: [1, 2, 0.5]))
  var parameters: Parameters { policy.initialParameters(logStd: -0.5, using: RandomStream(seed: 3)) }
  let observations: [Float] = [0.1, -0.2, 0.3, 1, 0, -1]

  /// The actor's forward pass without a graph is the policy's mean.
  @Test func actorActsWithThePolicysMean() {
    var actor = GaussianActor(policy, parameters).likeliest
    var actions = [Float](repeating: 0, count: 4)
    var streams = [RandomStream(seed: 1), RandomStream(seed: 2)]
    var span = actions.mutableSpan
    actor.act(on: observations.span, streams: &streams, into: &span)
    let mean = policy(Tensor(observations, shape: [2, 3]), parameters).mean.values
    for (a, b) in zip(actions, mean) { #expect(abs(a - b) < 1e-5) }
    #expect(streams == [RandomStream(seed: 1), RandomStream(seed: 2)], "a deterministic actor draws nothing")
  }

  @Test func actorsNoiseHasThePolicysDeviation() {
    var actor = GaussianActor(policy, parameters)
    var streams = (0..<2000).map { RandomStream(seed: UInt64($0)) }
    let rows = (0..<2000).flatMap { _ in observations[0..<3] }
    var actions = [Float](repeating: 0, count: 4000)
    var span = actions.mutableSpan
    actor.act(on: rows.span, streams: &streams, into: &span)
    let mean = policy(Tensor(Array(observations[0..<3]), shape: [1, 3]), parameters).mean.values
    var square: Float = 0
    for row in 0..<2000 {
      let deviation = actions[2 * row] - mean[0]
      square += deviation * deviation / 2000
    }
    #expect(abs(square.squareRoot() - 0.6065307) < 0.04)
  }
}
