import Autodiff
import Foundation
import PolicyLearning
import Testing

@Suite struct SurrogateTests {
  /// Ratios 1.5 and 0.5 with ε = 0.2, each with an advantage of 2 and of −2: the worse of the two products counts.
  @Test func clippingTakesTheWorseOfTheTwo() {
    let ratios = Tensor([1.5, 1.5, 0.5, 0.5])
    let advantages = Tensor([2, -2, 2, -2])
    func loss(_ logProbability: Tensor) -> Tensor {
      clippedLoss(
        logProbability: logProbability, old: .zeros([4]), advantages: advantages, clip: 0.2)
    }
    // min(3, 2.4), min(−3, −2.4), min(1, 1.6), min(−1, −1.6)
    #expect(abs(loss(ratios.log()).scalar - (-(2.4 - 3 + 1 - 1.6) / 4)) < 1e-6)
    // What went too far in the advantage's direction is no longer rewarded, what went against it is still drawn back.
    let gradient = gradient(of: { loss($0[0]) }, at: Parameters([("log π", ratios.log())])).flattened()
    for (got, want) in zip(gradient, [0, 0.75, -0.25, 0] as [Float]) { #expect(abs(got - want) < 1e-6) }
  }

  /// With a bound of 3, ratios of 2, 5 and e²⁰⁰, each with an advantage of 2 and of −2: beyond it nothing is drawn back
  /// any more, and nothing leaves the numbers.
  @Test func aBoundHoldsWhatTheClipDoesNot() {
    let old = Tensor([0, 0, 0, 0, 0, 0])
    let moved = Tensor([log(2), log(2), log(5), log(5), 200, 200])
    func loss(_ logProbability: Tensor) -> Tensor {
      clippedLoss(
        logProbability: logProbability, old: old, advantages: Tensor([2, -2, 2, -2, 2, -2]), clip: 0.2,
        bound: 3)
    }
    // Three of min(_, 2.4), then −4, and −6 twice.
    #expect(abs(loss(moved).scalar - (-(3 * 2.4 - 4 - 6 - 6) / 6)) < 1e-5)
    let gradient = gradient(of: { loss($0[0]) }, at: Parameters([("log π", moved)])).flattened()
    for (got, want) in zip(gradient, [0, 4 / 6, 0, 0, 0, 0] as [Float]) { #expect(abs(got - want) < 1e-5) }
  }

  /// Within the clip all losses agree; the importance-weighted one goes on beyond.
  @Test func importanceWeights() {
    let old = Tensor([-1, -2])
    let moved = old + Tensor([0.1, -0.1])
    let advantages = Tensor([3, -1])
    let want = -(3 * Float(1.1051709) - Float(0.9048374)) / 2
    #expect(
      abs(importanceLoss(logProbability: moved, old: old, advantages: advantages).scalar - want) < 1e-5)
    #expect(
      abs(clippedLoss(logProbability: moved, old: old, advantages: advantages, clip: 0.2).scalar - want)
        < 1e-5)
    #expect(abs(Surrogate.ratio.loss(logProbability: moved, advantages: advantages).scalar + 1) < 1e-6)
    let score = Surrogate.score.loss(logProbability: moved, advantages: advantages).scalar
    #expect(abs(score - (-(3 * -0.9 + 2.1) / 2)) < 1e-5)
  }
}
