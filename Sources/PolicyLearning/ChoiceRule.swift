import Autodiff
import Learning
import Randomness

/// How logits become choices, one for each row: drawn as `Categorical` draws, or the first of the likeliest.
///
/// Logits that are no finite numbers give no choice but NaN, which environments refuse.
struct ChoiceRule: Sendable {
  let count: Int
  let isDeterministic: Bool

  /// - Parameters:
  ///   - logits: `[rows, count]`; written over.
  ///   - actions: `[rows]`
  func callAsFunction(
    _ logits: inout MutableSpan<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    if !isDeterministic { Kernels.softmax(&logits, rows: streams.count, classes: count) }
    for row in streams.indices {
      let numbers = logits.span.extracting(row * count..<(row + 1) * count)
      guard Self.areFinite(numbers) else {
        actions[row] = .nan
        continue
      }
      actions[row] = Float(
        isDeterministic ? Self.firstLargest(numbers) : Categorical.draw(from: numbers, using: &streams[row]))
    }
  }

  private static func areFinite(_ numbers: Span<Float>) -> Bool {
    for i in 0..<numbers.count where !numbers[i].isFinite { return false }
    return true
  }

  private static func firstLargest(_ numbers: Span<Float>) -> Int {
    var best = 0
    for i in 1..<max(numbers.count, 1) where numbers[i] > numbers[best] { best = i }
    return best
  }
}
