internal import CKernels

/// A gated recurrence, in PyTorch's layout of gates.
public enum Recurrence: String, Sendable, Hashable, Codable, CaseIterable {
  /// Cho et al. 2014: gates reset, update, new; the state is h.
  case gru
  /// Hochreiter and Schmidhuber 1997: gates input, forget, cell, output; the state is h, then the cell.
  case lstm

  /// Gates of a unit.
  public var gates: Int { self == .gru ? 3 : 4 }
  /// Numbers that a unit remembers.
  public var memories: Int { self == .gru ? 1 : 2 }

  var kernel: lk_cell { self == .gru ? LK_GRU : LK_LSTM }
}

/// The states of a recurrence after each step of sequences that lie side by side.
///
/// One kernel forward and one backward for the whole sequence; derivatives of higher order come from operations.
/// - Parameters:
///   - gates: W x + b, `[time, rows, gates · hidden]`
///   - weight: U, `[gates · hidden, hidden]`
///   - bias: c, `[gates · hidden]`
///   - initial: `[rows, memories · hidden]`
///   - starts: `[time, rows]`, not 0 where a sequence begins, before whose step the state is zero; nil for nowhere.
/// - Returns: `[time, rows, memories · hidden]`
public func scan(
  _ kind: Recurrence, gates: Tensor, weight: Tensor, bias: Tensor, initial: Tensor, starts: Tensor? = nil
) -> Tensor {
  let hidden = weight.shape.last ?? 0
  precondition(
    gates.rank == 3 && gates.shape[0] > 0 && weight.shape == [kind.gates * hidden, hidden] && hidden > 0
      && gates.shape[2] == kind.gates * hidden && bias.shape == [kind.gates * hidden]
      && initial.shape == [gates.shape[1], kind.memories * hidden]
      && starts.map { $0.shape == [gates.shape[0], gates.shape[1]] } ?? true,
    "scan: gates \(gates.shape), weight \(weight.shape), bias \(bias.shape), initial \(initial.shape), "
      + "starts \(starts.map { "\($0.shape)" } ?? "none") do not agree")
  let inputs = [gates, weight, bias, initial]
  let pass = ScanPass(kind, inputs, starts, keeping: !areConstants(inputs))
  return areConstants(inputs) ? pass.states : apply(Scan(pass: pass), inputs)
}

/// One way through the sequences, and what the way back needs of it.
private final class ScanPass: Sendable {
  let kind: Recurrence
  let starts: Tensor?
  let states: Tensor
  /// h before each step, `[time, rows, hidden]`; empty where there is no way back.
  let previous: Tensor
  let kept: Tensor

  init(_ kind: Recurrence, _ inputs: [Tensor], _ starts: Tensor?, keeping: Bool) {
    self.kind = kind
    self.starts = starts?.detached()
    let (gates, initial) = (inputs[0], inputs[3])
    let (time, rows, hidden) = (gates.shape[0], gates.shape[1], inputs[1].shape[1])
    var r = recurrence(kind, inputs, starts)
    previous = Tensor(
      storage: Storage(count: keeping ? time * rows * hidden : 0), shape: [time, rows, hidden])
    let keeps = lk_recurrence_kept(&r)
    kept = Tensor(storage: Storage(count: keeping ? time * rows * keeps : 0), shape: [time, rows, keeps])
    let (h, k) = (previous.storage.pointer, kept.storage.pointer)
    states = Tensor(shape: [time, rows, initial.shape[1]]) { out in
      lk_recurrence_forward(
        4, &r, gates.pointer, initial.pointer, out, keeping ? h : nil, keeping ? k : nil)
    }
  }

  /// Cotangents of the four inputs at constants.
  func pullback(_ cotangent: Tensor, _ inputs: [Tensor]) -> [Tensor] {
    let (gates, initial) = (inputs[0], inputs[3])
    var r = recurrence(kind, inputs, starts)
    let recurrent = Storage(count: gates.count)
    let first = Storage(count: initial.count)
    let toGates = Tensor(shape: gates.shape) { out in
      lk_recurrence_backward(
        4, &r, previous.pointer, kept.pointer, cotangent.pointer, out, recurrent.pointer, first.pointer)
    }
    let rows = gates.shape[0] * gates.shape[1]
    let toSums = Tensor(storage: recurrent, shape: [rows, gates.shape[2]])
    return [
      toGates,
      matmul(toSums, previous.detached().reshaped([rows, inputs[1].shape[1]]), transposeA: true),
      toSums.sum(axis: 0), Tensor(storage: first, shape: initial.shape),
    ]
  }
}

private func recurrence(_ kind: Recurrence, _ inputs: [Tensor], _ starts: Tensor?) -> lk_recurrence {
  lk_recurrence(
    kind: kind.kernel, steps: inputs[0].shape[0], rows: inputs[0].shape[1], hidden: inputs[1].shape[1],
    weight: inputs[1].pointer, bias: inputs[2].pointer, turned: nil, starts: starts?.pointer)
}

/// States from gates, U, c and the initial state.
private struct Scan: Operation {
  let pass: ScanPass

  var keptBytes: Int { (pass.previous.storage.count + pass.kept.storage.count) * MemoryLayout<Float>.stride }

  func evaluate(_ inputs: [Tensor]) -> Tensor { pass.states }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    let inputs = application.inputs
    if areConstants(inputs), areConstants([c]) { return pass.pullback(c, inputs) }
    return vectorJacobianProduct(
      of: { composedScan(pass.kind, $0.tensors, pass.starts) }, at: named(inputs), cotangent: c
    ).gradient.tensors
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let inputs = application.inputs
    let along = zip(inputs, tangents).map { $1 ?? Tensor.zeros($0.shape) }
    return jacobianVectorProduct(
      of: { composedScan(pass.kind, $0.tensors, pass.starts) }, at: named(inputs), along: named(along)
    ).tangent
  }

  private func named(_ tensors: [Tensor]) -> Parameters {
    Parameters(names: ["gates", "weight", "bias", "initial"], tensors: tensors)
  }
}

/// The same by operations for each step.
private func composedScan(_ kind: Recurrence, _ inputs: [Tensor], _ starts: Tensor?) -> Tensor {
  let (gates, weight, bias) = (inputs[0], inputs[1], inputs[2])
  let (rows, hidden) = (gates.shape[1], weight.shape[1])
  var state = inputs[3]
  let states = (0..<gates.shape[0]).map { time in
    if let starts {
      let goesOn = 1 - starts.slice(time..<time + 1).reshaped([rows, 1])
      state = state * goesOn
    }
    let own = gates.slice(time..<time + 1).reshaped([rows, -1])
    let sums = linear(state.slice(0..<hidden, axis: 1), weight, bias)
    state = kind == .gru ? gruStep(own, sums, state) : lstmStep(own, sums, state)
    return state.reshaped([1, rows, -1])
  }
  return concatenated(states)
}

private func gruStep(_ gates: Tensor, _ sums: Tensor, _ state: Tensor) -> Tensor {
  let hidden = state.shape[1]
  let both = gates.slice(0..<2 * hidden, axis: 1) + sums.slice(0..<2 * hidden, axis: 1)
  let open = both.sigmoid()
  let (reset, update) = (open.slice(0..<hidden, axis: 1), open.slice(hidden..<2 * hidden, axis: 1))
  let new = 2 * hidden..<3 * hidden
  let candidate = (gates.slice(new, axis: 1) + reset * sums.slice(new, axis: 1)).tanh()
  return candidate + update * (state - candidate)
}

private func lstmStep(_ gates: Tensor, _ sums: Tensor, _ state: Tensor) -> Tensor {
  let hidden = state.shape[1] / 2
  let both = gates + sums
  func gate(_ index: Int) -> Tensor { both.slice(index * hidden..<(index + 1) * hidden, axis: 1) }
  let cell =
    gate(1).sigmoid() * state.slice(hidden..<2 * hidden, axis: 1) + gate(0).sigmoid() * gate(2).tanh()
  return concatenated([gate(3).sigmoid() * cell.tanh(), cell], axis: 1)
}
