import Autodiff
import Foundation
import Learning
import Randomness
import Testing

@Suite struct CategoricalPolicyTests {
  let policy = CategoricalPolicy(
    network: MLPShape(inputs: 2, hidden: [5], outputs: 3),
    normalization: ObservationNormalization(mean: [0.3, -0.1], scale: [2, 0.5]))

  @Test func layoutIsThatOfTheNetwork() throws {
    let names = ["layers.0.weight", "layers.0.bias", "head.weight", "head.bias"]
    #expect(policy.layout.map(\.name) == names && policy.layout[2].shape == [3, 5])
    #expect(policy.initialParameters(using: RandomStream(seed: 1)).names == names)
    #expect(policy.observationCount == 2 && policy.choiceCount == 3)
    let text = try JSONEncoder().encode(policy)
    #expect(try JSONDecoder().decode(CategoricalPolicy.self, from: text) == policy)
  }

  /// Weights of the last layer that are 0 make all choices alike.
  @Test func aScaleOfZeroKnowsNothing() {
    let parameters = policy.initialParameters(outputScale: 0, using: RandomStream(seed: 1))
    let p = policy(Tensor([1, 2, -3, 0], shape: [2, 2]), parameters).probabilities.values
    for value in p { #expect(abs(value - 1 / 3) < 1e-6) }
  }

  /// Logits by hand: observations are shifted and scaled first.
  @Test func logitsComeFromScaledObservations() {
    let linear = CategoricalPolicy(
      network: MLPShape(inputs: 2, hidden: [], outputs: 2), normalization: policy.normalization)
    let parameters = Parameters([
      ("head.weight", Tensor([1, 2, 3, 4], shape: [2, 2])), ("head.bias", Tensor([0.5, -0.5])),
    ])
    // (1 − 0.3) · 2 = 1.4 and (0.9 + 0.1) / 2 = 0.5
    let logits = linear(Tensor([1, 0.9], shape: [1, 2]), parameters).logits.values
    for (got, want) in zip(logits, [1.4 + 1 + 0.5, 4.2 + 2 - 0.5]) { #expect(abs(Double(got) - want) < 1e-5) }
  }

  /// A row draws the same however many rows stand beside it.
  @Test func aRowsDrawIsItsOwn() {
    let logits: [Float] = (0..<40).map { sin(Float($0)) }
    let all = Categorical(logits: Tensor(logits, shape: [8, 5])).sample(using: RandomStream(seed: 4))
    for row in 0..<8 {
      let one = Categorical(logits: Tensor(Array(logits[5 * row..<5 * row + 5]), shape: [1, 5]))
      var streams = [RandomStream(seed: 4).split(row)]
      #expect(one.sample(using: &streams) == [all[row]])
    }
  }
}
