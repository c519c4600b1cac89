public import Autodiff
public import Gym
public import Learning
public import Randomness

/// A categorical policy with fixed parameters, ready to act: forward passes reuse its buffers and build no graph.
///
/// An action is one number, that of the choice (`ChoiceRule`).
public struct CategoricalActor: Policy, Sendable {
  private var pass: NetworkPass
  private let rule: ChoiceRule
  private var logits: [Float] = []

  /// - Parameter deterministic: act with the first of the likeliest choices, and draw nothing.
  public init(_ policy: CategoricalPolicy, _ parameters: Parameters, deterministic: Bool = false) {
    pass = NetworkPass(policy.network, policy.normalization, parameters)
    rule = ChoiceRule(count: policy.choiceCount, isDeterministic: deterministic)
  }

  public mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    let rows = streams.count
    // Taken out of self while in use.
    var logits: [Float] = []
    swap(&logits, &self.logits)
    if logits.count < rows * rule.count { logits = Array(repeating: 0, count: rows * rule.count) }
    var span = logits.mutableSpan
    pass(observations, rows: rows, into: &span)
    rule(&span, streams: &streams, into: &actions)
    swap(&logits, &self.logits)
  }
}
