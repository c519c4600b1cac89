public import Autodiff
public import Gym
public import Learning
public import Randomness

/// A categorical policy with fixed parameters, ready to act: forward passes reuse its buffers and build no graph.
///
/// An action is one number, that of the choice (`ChoiceRule`).
public struct CategoricalActor: Policy, Sendable {
  private var pass: NetworkPass
  private var rule: ChoiceRule
  private var logits: [Float] = []

  public init(_ policy: CategoricalPolicy, _ parameters: Parameters) {
    pass = NetworkPass(policy.network, policy.normalization, parameters)
    rule = ChoiceRule(count: policy.choiceCount, isDeterministic: false)
  }

  /// The same that takes the first of the likeliest choices, and draws nothing.
  public var likeliest: CategoricalActor {
    var copy = self
    copy.rule = ChoiceRule(count: rule.count, isDeterministic: true)
    return copy
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
