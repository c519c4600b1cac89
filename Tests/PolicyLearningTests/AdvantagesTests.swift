import Gym
import PolicyLearning
import TestSupport
import Testing

@Suite struct AdvantagesTests {
  @Test(arguments: try Golden<GoldenAdvantages>.files(ofKind: "gae"))
  func golden(_ file: Golden<GoldenAdvantages>) {
    let g = file.content
    func column<T>(_ rows: [[T]], _ i: Int) -> [T] { rows.map { $0[i] } }
    var advantages: [[Float]] = g.rewards
    var returns: [[Float]] = g.rewards
    for i in g.rewards[0].indices {
      let result = generalizedAdvantages(
        rewards: column(g.rewards, i), values: column(g.values, i), finalValues: column(g.finalValues, i),
        terminated: column(g.terminated, i), truncated: column(g.truncated, i), discount: g.discount,
        lambda: g.lambda)
      for t in g.rewards.indices {
        advantages[t][i] = result.advantages[t]
        returns[t][i] = result.returns[t]
      }
    }
    #expect(relativeError(Array(advantages.joined()), Array(g.expected.advantages.joined())) < 1e-4)
    #expect(relativeError(Array(returns.joined()), Array(g.expected.returns.joined())) < 1e-4)
  }

  /// Columns of different lengths, padded; scaled over all valid steps. A trial flows across the ends inside it: only
  /// those at a column's last step are told.
  @Test(arguments: try Golden<GoldenMaskedAdvantages>.files(ofKind: "masked-gae"), [true, false])
  func goldenMasked(_ file: Golden<GoldenMaskedAdvantages>, byTrial: Bool) {
    let g = file.content
    func column<T>(_ rows: [[T]], _ i: Int) -> [T] { rows.map { $0[i] } }
    func columns(_ rows: [[Double]]) -> [Double] { rows[0].indices.flatMap { column(rows, $0) } }
    let estimates = g.rewards[0].indices.map { i in
      let mask = column(g.mask, i)
      func ends(_ flags: [[Bool]]) -> [Bool] {
        column(flags, i).enumerated().map { $1 && (!byTrial || $0 == mask.count { $0 } - 1) }
      }
      return generalizedAdvantages(
        rewards: column(g.rewards, i), values: column(g.values, i), finalValues: column(g.finalValues, i),
        terminated: ends(g.terminated), truncated: ends(g.truncated), mask: mask, discount: g.discount,
        lambda: g.lambda)
    }
    let want = byTrial ? g.expected.trial : g.expected.episode
    let advantages = estimates.flatMap(\.advantages)
    let mask = g.mask[0].indices.flatMap { column(g.mask, $0) }
    #expect(relativeError(advantages, columns(want.advantages)) < 1e-4)
    #expect(relativeError(estimates.flatMap(\.returns), columns(want.returns)) < 1e-4)
    let scaled = standardized(advantages, mask: mask)
    #expect(relativeError(scaled, columns(want.normalised)) < 1e-4)
    #expect(mask.contains(false) && zip(mask, scaled).allSatisfy { $0 || $1 == 0 })
  }

  /// Two steps by hand: δ = (1, 2), γλ = 0.5; a weight of the later step shortens what the earlier one hears of it.
  @Test(arguments: [(0.25, 1 + 0.5 * 0.25 * 2, 0.25), (1, 2, 1), (3, 2, 1)] as [(Float, Float, Float)])
  func stepsOfAnotherPolicyCountLess(ratio: Float, first: Float, weight: Float) {
    func estimate(_ ratios: [Float]?) -> (advantages: [Float], returns: [Float]) {
      generalizedAdvantages(
        rewards: [1, 2], values: [0, 0], finalValues: [0, 0], terminated: [false, true],
        truncated: [false, false], ratios: ratios, discount: 1, lambda: 0.5)
    }
    let (advantages, returns) = estimate([0.5, ratio])
    #expect(advantages == [first, 2] && returns == [0.5 * first, 2 * weight])
    #expect(estimate([1, 7]) == estimate(nil))
  }

  @Test func terminationDoesNotBootstrapAndTruncationDoes() {
    func last(terminated: Bool) -> Float {
      generalizedAdvantages(
        rewards: [1], values: [2], finalValues: [10], terminated: [terminated], truncated: [!terminated],
        discount: 0.5, lambda: 1
      ).advantages[0]
    }
    #expect(last(terminated: true) == 1 - 2)
    #expect(last(terminated: false) == 1 + 0.5 * 10 - 2)
  }

  @Test func discountedReturnsOfThreeRewards() {
    #expect(discountedReturns([1, 2, 4], discount: 0.5) == [3, 4, 4])
    #expect(discountedReturns([1], discount: 0.5, finalValue: 8) == [5])
  }

  @Test func standardizedHasMeanZeroAndUnitDeviation() {
    let z = standardized([1, 2, 3, 6])
    #expect(abs(z.reduce(0, +)) < 1e-6)
    let square: Float = z.map { $0 * $0 }.reduce(0, +) / 4
    #expect(abs(square - 1) < 1e-5)
    #expect(standardized([3, 3]) == [0, 0])
    #expect(standardized([0, 0]) == [0, 0])
  }

  /// Noise that is small beside the returns it was made of stays small; what is large enough is scaled all the same.
  @Test func standardizedKnowsTheScaleOfTheReturns() {
    let noise = standardized([1e-6, -1e-6, 2e-6, -2e-6], scale: 10)
    #expect(noise.allSatisfy { abs($0) < 0.01 } && noise[0] > 0)
    let signal = standardized([0.1, -0.1, 0.2, -0.2], scale: 10)
    let square: Float = signal.reduce(0) { $0 + $1 * $1 } / 4
    #expect(abs(square - 1) < 1e-3)
  }
}
