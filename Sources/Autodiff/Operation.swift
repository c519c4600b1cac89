/// A row of the table that is all of calculus: what an operation computes, and its derivative in both directions.
///
/// Both rules are written in tensor operations, which are traced in turn where an outer derivative is being
/// taken; second and higher orders follow without further rules.
protocol Operation: Sendable {
  /// The output for constant inputs.
  func evaluate(_ inputs: [Tensor]) -> Tensor
  /// Reverse: from the cotangent of the output one per input (transposed Jacobian times cotangent); nil is
  /// zero. Contributions to inputs that `application` does not need are ignored.
  func pullback(_ cotangent: Tensor, _ application: Application) -> [Tensor?]
  /// Forward: from the tangents of the inputs, nil where zero, that of the output (Jacobian times tangent).
  /// At least one tangent is not nil.
  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor?
  /// Bytes that the operation itself keeps, beside its inputs and output; 0 for most.
  var keptBytes: Int { get }
}

extension Operation {
  var keptBytes: Int { 0 }
}

/// An operation with the inputs and the output that it had.
struct Application: Sendable {
  let operation: any Operation
  let inputs: [Tensor]
  let output: Tensor
  /// Per input its place on the tape, negative where no derivative with respect to it is wanted.
  let parents: [Int]

  func needs(_ input: Int) -> Bool { parents[input] >= 0 }
}

/// Computes `operation` and traces it at every open level that its inputs belong to.
func apply<O: Operation>(_ operation: O, _ inputs: [Tensor]) -> Tensor {
  var level: Level?
  for input in inputs where input.trace != nil {
    if let trace = input.openTrace, trace.level.number > level?.number ?? 0 { level = trace.level }
  }
  guard let level else { return operation.evaluate(inputs) }

  var lowered = inputs
  var parents = [Int](repeating: -1, count: inputs.count)
  var tangents = [Tensor?](repeating: nil, count: level.mode == .forward ? inputs.count : 0)
  for i in inputs.indices {
    guard let trace = inputs[i].openTrace, trace.level === level else { continue }
    lowered[i] = inputs[i].traced(by: trace.below)
    parents[i] = trace.index
    if level.mode == .forward { tangents[i] = trace.tangent }
  }
  let output = apply(operation, lowered)
  let application = Application(operation: operation, inputs: lowered, output: output, parents: parents)
  switch level.mode {
  case .reverse:
    return level.record(application)
  case .forward:
    guard let tangent = operation.pushforward(tangents, application) else { return output }
    return level.dual(output, tangent: tangent)
  }
}

/// An operation of one input that is linear in it: its Jacobian is itself.
protocol LinearMap: Operation {
  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor
}

extension LinearMap {
  func pullback(_ cotangent: Tensor, _ application: Application) -> [Tensor?] {
    [transposed(cotangent, application)]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    tangents[0].map { apply(self, [$0]) }
  }
}

/// The sum of two tangents of which either may be zero.
func sum(_ a: Tensor?, _ b: Tensor?) -> Tensor? {
  guard let a else { return b }
  guard let b else { return a }
  return a + b
}
