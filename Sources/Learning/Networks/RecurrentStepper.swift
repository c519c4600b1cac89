import Autodiff

/// A recurrent network with fixed parameters, ready to act: a step builds no graph and reuses its buffers.
public struct RecurrentStepper: Sendable {
  private var encoder: LayerChain?
  private let encoded: Int
  private let cell: Kernels.Cell
  private var reader: ReaderStepper
  private var input: [Float] = []
  private var gates: [Float] = []
  private var h: [Float] = []

  init(encoder: [Kernels.Layer], cell: Kernels.Cell, reader: ReaderStepper) {
    self.encoder = encoder.isEmpty ? nil : LayerChain(encoder)
    encoded = encoder.last?.outputs ?? 0
    self.cell = cell
    self.reader = reader
  }

  /// Numbers that a row remembers.
  public var memory: Int { cell.memory }

  /// - Parameters:
  ///   - x: `[rows, inputs]`
  ///   - state: `[rows, memory]`; becomes the next one.
  ///   - out: `[rows, outputs]`
  public mutating func callAsFunction(
    _ x: Span<Float>, rows: Int, state: inout MutableSpan<Float>, into out: inout MutableSpan<Float>
  ) {
    // Taken out of self while in use, so that reading one and writing another is no overlapping access.
    var (input, gates, h): ([Float], [Float], [Float]) = ([], [], [])
    swap(&input, &self.input)
    swap(&gates, &self.gates)
    swap(&h, &self.h)
    if gates.count < rows * cell.gates {
      input = Array(repeating: 0, count: rows * encoded)
      gates = Array(repeating: 0, count: rows * cell.gates)
      h = Array(repeating: 0, count: rows * cell.hidden)
    }
    var room = gates.mutableSpan
    if encoder == nil {
      cell(x, rows: rows, gates: &room, state: &state)
    } else {
      var target = input.mutableSpan
      encoder?(x, rows: rows, into: &target)
      cell(input.span, rows: rows, gates: &room, state: &state)
    }
    // h stands first in a row's state.
    for row in 0..<rows {
      for i in 0..<cell.hidden { h[row * cell.hidden + i] = state[row * cell.memory + i] }
    }
    reader(h.span, x, rows: rows, into: &out)
    swap(&input, &self.input)
    swap(&gates, &self.gates)
    swap(&h, &self.h)
  }
}
