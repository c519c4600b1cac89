import Randomness
import Testing

@Suite struct SplitTests {
  /// A fifth for tests, a twentieth for validation, by the numbers alone.
  @Test func everySplitHasItsShare() {
    var stream = RandomStream(seed: 12)
    var counts: [Split: Int] = [:]
    for _ in 0..<20_000 {
      let numbers = [stream.uniform(), stream.uniform()]
      counts[Split(of: numbers), default: 0] += 1
      #expect(Split(of: numbers) == Split(of: numbers))
    }
    // Within five deviations of a binomial count.
    for (split, share) in [(Split.train, 0.75), (.validation, 0.05), (.test, 0.2)] {
      let deviation = (20_000 * share * (1 - share)).squareRoot()
      #expect(abs(Double(counts[split] ?? 0) - 20_000 * share) < 5 * deviation, "\(split)")
    }
  }
}
