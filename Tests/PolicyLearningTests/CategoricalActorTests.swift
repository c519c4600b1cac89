import Autodiff
import Gym
import Learning
import PolicyLearning
import Randomness
import Testing

@Suite struct CategoricalActorTests {
  let policy = CategoricalPolicy(
    network: MLPShape(inputs: 3, hidden: [5, 4], outputs: 4),
    normalization: ObservationNormalization(mean: [0, 0.3, -0.1], scale: [1, 2, 0.5]))
  var parameters: Parameters { policy.initialParameters(outputScale: 3, using: RandomStream(seed: 3)) }

  private func observations(rows: Int) -> [Float] {
    var stream = RandomStream(seed: 9)
    return (0..<3 * rows).map { _ in stream.normal() }
  }

  private func act(
    _ actor: inout CategoricalActor, _ observations: [Float], _ streams: inout [RandomStream]
  ) -> [Float] {
    var actions = [Float](repeating: -1, count: streams.count)
    var span = actions.mutableSpan
    actor.act(on: observations.span, streams: &streams, into: &span)
    return actions
  }

  /// The draws, and the streams after them, are the distribution's to the bit, for any number of rows and with buffers
  /// that are used again.
  @Test func anActorDrawsAsTheDistributionDoes() {
    var actor = CategoricalActor(policy, parameters)
    for rows in [1, 7, 500, 3] {
      let observations = observations(rows: rows)
      let distribution = policy(Tensor(observations, shape: [rows, 3]), parameters)
      var streams = (0..<rows).map { RandomStream(seed: 5).split($0) }
      var others = streams
      let actions = act(&actor, observations, &streams)
      #expect(actions == distribution.sample(using: &others).map(Float.init))
      #expect(streams == others)
      let expected = distribution.logProbability(of: actions.map { Int($0) })
      let criterion = PolicyCriterion(policy, advantages: AdvantageSettings(), surrogate: .ratio)
      let batch = PolicyBatch(
        observations: Tensor(observations, shape: [rows, 3]), actions: Tensor(actions, shape: [rows, 1]),
        advantages: .zeros([rows]))
      #expect(
        criterion.reference(parameters, on: batch).logProbability.values == expected.values)
    }
  }

  @Test func frequenciesAreProbabilities() {
    var actor = CategoricalActor(policy, parameters)
    let one = observations(rows: 1)
    let rows = 20_000
    var streams = (0..<rows).map { RandomStream(seed: UInt64($0)) }
    let actions = act(&actor, (0..<rows).flatMap { _ in one }, &streams)
    let p = policy(Tensor(one, shape: [1, 3]), parameters).probabilities.values
    for (choice, p) in p.enumerated() {
      let share = Float(actions.count { $0 == Float(choice) }) / Float(rows)
      #expect(abs(share - p) < 4 * (p * (1 - p) / Float(rows)).squareRoot(), "\(choice): \(share), \(p)")
    }
  }

  @Test func aDeterministicActorTakesTheFirstOfTheLikeliest() {
    var actor = CategoricalActor(policy, parameters).likeliest
    let observations = observations(rows: 50)
    var streams = (0..<50).map { RandomStream(seed: 5).split($0) }
    let before = streams
    let actions = act(&actor, observations, &streams)
    let logits = policy(Tensor(observations, shape: [50, 3]), parameters).logits.values
    for (row, action) in actions.enumerated() {
      let own = logits[4 * row..<4 * row + 4]
      #expect(Int(action) == own.firstIndex(of: own.max() ?? .nan).map { $0 - 4 * row })
    }
    #expect(streams == before, "a deterministic actor draws nothing")
    let alike = policy.initialParameters(outputScale: 0, using: RandomStream(seed: 3))
    actor = CategoricalActor(policy, alike).likeliest
    #expect(act(&actor, observations, &streams) == [Float](repeating: 0, count: 50))
  }

  /// A policy that has left the finite numbers is not taken for one that likes the last choice.
  @Test(arguments: [false, true]) func nothingIsChosenByNoNumbers(deterministic: Bool) {
    for bad in [Float.nan, .infinity] {
      let broken = parameters.map { Tensor($0.values.map { _ in bad }, shape: $0.shape) }
      let drawing = CategoricalActor(policy, broken)
      var actor = deterministic ? drawing.likeliest : drawing
      var streams = [RandomStream(seed: 1), RandomStream(seed: 2)]
      let actions = act(&actor, observations(rows: 2), &streams)
      #expect(actions.count { $0.isNaN } == 2)
    }
  }
}
