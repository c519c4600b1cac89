import Randomness

@testable import PolicyLearning

/// What a rule makes of one row's logits.
func chosen(_ logits: [Float], isDeterministic: Bool = false, using stream: inout RandomStream) -> Int {
  var (numbers, streams, actions) = (logits, [stream], [Float(0)])
  var row = numbers.mutableSpan
  var action = actions.mutableSpan
  ChoiceRule(count: logits.count, isDeterministic: isDeterministic)(&row, streams: &streams, into: &action)
  stream = streams[0]
  return Int(actions[0])
}
