import Autodiff

/// A network of attention with fixed parameters, ready to act: a step looks back at keys and values that are kept,
/// builds no graph and reuses its buffers.
public struct AttentionStepper: Sendable {
  struct Block: Sendable {
    let project: Kernels.Layer
    let cache: Kernels.AttentionCache
    let output: Kernels.Layer
    let inner: Kernels.Layer
    let outer: Kernels.Layer
  }

  private var encoder: LayerChain
  private let blocks: [Block]
  private var reader: ReaderStepper
  private var room = Room()

  /// What a step works in.
  private struct Room: Sendable {
    /// `[rows, width]`: what blocks add to, the same normalised, and what they add.
    var x: [Float] = []
    var normal: [Float] = []
    var added: [Float] = []
    /// `[rows, 3 · width]` and `[rows, inner]`
    var wide: [Float] = []
    /// `[rows]`
    var scales: [Float] = []
  }

  init(encoder: LayerChain, blocks: [Block], reader: ReaderStepper) {
    precondition(!blocks.isEmpty, "attention of no blocks")
    self.encoder = encoder
    self.blocks = blocks
    self.reader = reader
  }

  private var width: Int { blocks[0].cache.width }

  /// Numbers that a row remembers.
  public var memory: Int { 1 + blocks.count * blocks[0].cache.memory }

  /// - Parameters:
  ///   - x: `[rows, inputs]`
  ///   - state: `[rows, memory]`; becomes the next one.
  ///   - out: `[rows, outputs]`
  public mutating func callAsFunction(
    _ x: Span<Float>, rows: Int, state: inout MutableSpan<Float>, into out: inout MutableSpan<Float>
  ) {
    // Taken out of self while in use, so that reading one and writing another is no overlapping access.
    var room = Room()
    swap(&room, &self.room)
    if room.scales.count < rows {
      room.x = Array(repeating: 0, count: rows * width)
      (room.normal, room.added) = (room.x, room.x)
      room.wide = Array(repeating: 0, count: rows * max(3 * width, blocks.map(\.inner.outputs).max() ?? 0))
      room.scales = Array(repeating: 0, count: rows)
    }
    var first = room.x.mutableSpan
    encoder(x, rows: rows, into: &first)
    for (i, block) in blocks.enumerated() {
      normalize(room.x, rows, into: &room.normal, scales: &room.scales)
      apply(block.project, room.normal, rows, into: &room.wide)
      look(block.cache, room.wide, rows, &state, place: 1 + i * block.cache.memory, into: &room.normal)
      apply(block.output, room.normal, rows, into: &room.added)
      add(room.added, rows, to: &room.x)
      normalize(room.x, rows, into: &room.normal, scales: &room.scales)
      apply(block.inner, room.normal, rows, into: &room.wide)
      apply(block.outer, room.wide, rows, into: &room.added)
      add(room.added, rows, to: &room.x)
    }
    normalize(room.x, rows, into: &room.normal, scales: &room.scales)
    reader(room.normal.span, x, rows: rows, into: &out)
    for row in 0..<rows { state[row * memory] = next(state[row * memory]) }
    swap(&room, &self.room)
  }

  private func apply(_ layer: Kernels.Layer, _ x: [Float], _ rows: Int, into out: inout [Float]) {
    var target = out.mutableSpan
    layer(x.span, rows: rows, into: &target)
  }

  private func look(
    _ cache: Kernels.AttentionCache, _ projected: [Float], _ rows: Int, _ state: inout MutableSpan<Float>,
    place: Int, into out: inout [Float]
  ) {
    var target = out.mutableSpan
    cache(projected.span, rows: rows, state: &state, pitch: memory, place: place, into: &target)
  }

  private func normalize(_ x: [Float], _ rows: Int, into out: inout [Float], scales: inout [Float]) {
    var target = out.mutableSpan
    var room = scales.mutableSpan
    Kernels.normalize(x.span, rows: rows, width: width, into: &target, scales: &room)
  }

  private func add(_ added: [Float], _ rows: Int, to x: inout [Float]) {
    for i in 0..<rows * width { x[i] += added[i] }
  }

  /// Steps seen, or a number from the window on that leaves the same rest: it never leaves what a float counts.
  private func next(_ count: Float) -> Float {
    let window = Float(blocks[0].cache.window)
    return count + 1 < 2 * window ? count + 1 : window
  }
}
