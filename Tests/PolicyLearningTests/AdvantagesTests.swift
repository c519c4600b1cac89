import Gym
import Learning
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
  }
}
