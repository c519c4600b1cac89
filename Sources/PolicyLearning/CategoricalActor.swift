public import Autodiff
public import Gym
public import Learning
public import Randomness

/// A categorical policy with fixed parameters, ready to act: forward passes reuse its buffers and build no graph.
///
/// An action is one number, that of the choice. Logits that are no finite numbers give no choice but NaN, which
/// environments refuse.
public struct CategoricalActor: Policy, Sendable {
  private var pass: NetworkPass
  private let choices: Int
  private let deterministic: Bool
  private var logits: [Float] = []

  /// - Parameter deterministic: act with the first of the likeliest choices, and draw nothing.
  public init(_ policy: CategoricalPolicy, _ parameters: Parameters, deterministic: Bool = false) {
    pass = NetworkPass(policy.network, policy.normalization, parameters)
    choices = policy.choiceCount
    self.deterministic = deterministic
  }

  /// Draws as `Categorical` does.
  public mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    let rows = streams.count
    // Taken out of self while in use.
    var logits: [Float] = []
    swap(&logits, &self.logits)
    if logits.count < rows * choices { logits = Array(repeating: 0, count: rows * choices) }
    var span = logits.mutableSpan
    pass(observations, rows: rows, into: &span)
    if !deterministic { Kernels.softmax(&span, rows: rows, classes: choices) }
    for row in 0..<rows {
      let numbers = span.span.extracting(row * choices..<(row + 1) * choices)
      actions[row] =
        !Self.areFinite(numbers)
        ? .nan
        : Float(
          deterministic
            ? Self.firstLargest(numbers) : Categorical.draw(from: numbers, using: &streams[row]))
    }
    swap(&logits, &self.logits)
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
