import Autodiff
import TestSupport
import Testing

/// Layers and cells with fixed weights do what the operations on tensors do.
@Suite struct LayerKernelTests {
  private static let sizes = [(1, 1), (3, 2), (2, 5), (7, 16), (33, 17), (64, 192)]

  private func tensor(_ shape: [Int], _ seed: UInt64) -> Tensor {
    Tensor(noise(shape.reduce(1, *), seed: seed), shape: shape)
  }

  /// Within rounding: a layer adds up in another order than `linear` does. A row's bits depend on no other row.
  @Test(arguments: sizes, [Activation.relu, .tanh, .identity])
  func aLayerIsLinear(_ size: (Int, Int), _ activation: Activation) {
    let (inputs, outputs) = size
    let (weight, bias) = (tensor([outputs, inputs], 1), tensor([outputs], 2))
    let layer = Kernels.Layer(weight: weight, bias: bias, activation: activation)
    #expect(layer.inputs == inputs && layer.outputs == outputs)
    let x = tensor([5, inputs], 3)
    func says(_ x: [Float], _ rows: Int) -> [Float] {
      var out = [Float](repeating: 7, count: rows * outputs + 2)
      var span = out.mutableSpan
      layer(x.span, rows: rows, into: &span)
      #expect(out.suffix(2) == [7, 7], "more room is left as it is")
      return Array(out.dropLast(2))
    }
    let got = says(x.values, 5)
    let want = linear(x, weight, bias, activation: activation).values
    #expect(relativeError(got, want.map(Double.init)) < 1e-6)
    let alone = (0..<5).flatMap { says(Array(x.values[$0 * inputs..<($0 + 1) * inputs]), 1) }
    #expect(alone == got)
    #expect(says([], 0).isEmpty)
  }

  /// With gates as its input, through an identity, a cell's steps are a scan's to the bit.
  @Test(arguments: Recurrence.allCases, [1, 3, 5, 16, 17, 64])
  func aCellStepsAsAScan(_ kind: Recurrence, hidden: Int) {
    let (time, rows) = (4, 3)
    let (width, memory) = (kind.gates * hidden, kind.memories * hidden)
    let (weight, bias) = (tensor([width, hidden], 1), tensor([width], 2))
    let (gates, initial) = (tensor([time, rows, width], 3), tensor([rows, memory], 4))
    let identity = Tensor(
      (0..<width * width).map { $0 % (width + 1) == 0 ? 1 : 0 }, shape: [width, width])
    let cell = Kernels.Cell(
      kind, inputWeight: identity, inputBias: .zeros([width]), weight: weight, bias: bias)
    #expect(cell.memory == memory && cell.gates == width && cell.inputs == width && cell.hidden == hidden)
    var (state, room) = (initial.values, [Float](repeating: 0, count: rows * width))
    let want = scan(kind, gates: gates, weight: weight, bias: bias, initial: initial)
    for t in 0..<time {
      let x = gates.slice(t..<t + 1).values
      cell.step(x, rows: rows, gates: &room, state: &state)
      #expect(state == want.slice(t..<t + 1).values, "step \(t)")
    }
  }

  /// The gates are W x + b, within rounding.
  @Test(arguments: Recurrence.allCases)
  func aCellsGatesAreALayer(_ kind: Recurrence) {
    let (hidden, inputs, rows) = (6, 4, 3)
    let width = kind.gates * hidden
    let (input, inputBias) = (tensor([width, inputs], 1), tensor([width], 2))
    let (weight, bias) = (tensor([width, hidden], 3), tensor([width], 4))
    let cell = Kernels.Cell(kind, inputWeight: input, inputBias: inputBias, weight: weight, bias: bias)
    let (x, initial) = (tensor([rows, inputs], 5), tensor([rows, kind.memories * hidden], 6))
    var (state, room) = (initial.values, [Float](repeating: 0, count: rows * width))
    cell.step(x.values, rows: rows, gates: &room, state: &state)
    let gates = linear(x, input, inputBias)
    #expect(relativeError(room, gates.values.map(Double.init)) < 1e-6)
    let want = scan(
      kind, gates: gates.reshaped([1, rows, width]), weight: weight, bias: bias, initial: initial)
    #expect(relativeError(state, want.values.map(Double.init)) < 1e-6)
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Kernels.Layer(weight: .zeros([3, 2]), bias: .zeros([2]), activation: .identity)
    }
    await #expect(processExitsWith: .failure) {
      let layer = Kernels.Layer(weight: .zeros([3, 2]), bias: .zeros([3]), activation: .identity)
      var out = [Float](repeating: 0, count: 3)
      var span = out.mutableSpan
      let x: [Float] = [0, 0, 0]
      layer(x.span, rows: 2, into: &span)
    }
    await #expect(processExitsWith: .failure) {
      _ = Kernels.Cell(
        .lstm, inputWeight: .zeros([9, 2]), inputBias: .zeros([9]), weight: .zeros([9, 3]), bias: .zeros([9]))
    }
    await #expect(processExitsWith: .failure) {
      let cell = Kernels.Cell(
        .gru, inputWeight: .zeros([9, 2]), inputBias: .zeros([9]), weight: .zeros([9, 3]), bias: .zeros([9]))
      var (state, room) = ([Float](repeating: 0, count: 3), [Float](repeating: 0, count: 18))
      cell.step([0, 0, 0, 0], rows: 2, gates: &room, state: &state)
    }
  }
}

extension Kernels.Cell {
  fileprivate func step(_ x: [Float], rows: Int, gates: inout [Float], state: inout [Float]) {
    var room = gates.mutableSpan
    var states = state.mutableSpan
    self(x.span, rows: rows, gates: &room, state: &states)
  }
}
