public import Autodiff
public import Randomness

/// The description of a network over sequences that looks back by attention, and what it computes with parameters that
/// stand elsewhere: layers that encode a step's input, blocks, and a perceptron that reads what the last one says.
///
/// A block adds to what it reads, x, twice (Vaswani et al. 2017; normalised first: Xiong et al. 2020):
///
///     x ← x + O attention(P norm(x))      x ← x + outer(relu(inner(norm(x))))
///
/// and h = norm(x) behind the last one. norm has no scale and shift of its own, since a linear layer follows wherever it
/// stands. What tells an earlier step from a later one is a bias that each head learns for each distance (Raffel et al.
/// 2020, §2.1): trials may be longer than any in training.
///
/// Tensors, in order: `encoder.I.weight`, `encoder.I.bias`, …; `embed.weight`, `embed.bias`; of each block
/// `blocks.I.project.weight` (queries, keys, values), `.project.bias`, `.distance`, `.output.weight`, `.output.bias`,
/// `.inner.weight`, `.inner.bias`, `.outer.weight`, `.outer.bias`; those of the perceptron under `head.`.
public struct AttentionShape: Sendable, Hashable, Codable {
  /// Numbers of a step's input.
  public var inputs: Int
  /// Sizes of rectified layers before the embedding.
  public var encoder: [Int]
  /// Numbers of a step within, and of h.
  public var width: Int
  /// Divides `width`.
  public var heads: Int
  public var blocks: Int
  /// Units of each block's rectified layer.
  public var inner: Int
  /// Steps that attention looks back at, the step itself included.
  public var window: Int
  /// Sizes of rectified layers behind the blocks.
  public var head: [Int]
  public var outputs: Int
  /// As for `SequenceShape`.
  public var generated: Int?

  /// - Precondition: every size is positive, `heads` divides `width`.
  public init(
    inputs: Int, encoder: [Int], width: Int, heads: Int, blocks: Int, inner: Int, window: Int, head: [Int],
    outputs: Int, generated: Int? = nil
  ) {
    precondition(
      ([inputs, width, heads, blocks, inner, window, outputs] + encoder + head).allSatisfy { $0 > 0 }
        && width % heads == 0 && (1...inputs).contains(generated ?? inputs),
      "a network of \(blocks) blocks of \(inner), \(width) in \(heads) heads, a window of \(window) and layers "
        + "\([inputs] + encoder) and \(head + [outputs])")
    self.inputs = inputs
    self.encoder = encoder
    self.width = width
    self.heads = heads
    self.blocks = blocks
    self.inner = inner
    self.window = window
    self.head = head
    self.outputs = outputs
    self.generated = generated
  }

  private var reader: SequenceReader {
    SequenceReader(hidden: width, generated: generated, sizes: head, outputs: outputs)
  }
  private static let tensorsOfBlock = 9
  private var embedPlace: Int { 2 * encoder.count }
  private func place(ofBlock block: Int) -> Int { embedPlace + 2 + block * Self.tensorsOfBlock }
  private var readerPlace: Int { place(ofBlock: blocks) }

  /// Name and shape of every tensor, in order.
  public var layout: [(name: String, shape: [Int])] {
    let sizes = [inputs] + encoder
    var layout = encoder.indices.flatMap { i in
      [("encoder.\(i).weight", [sizes[i + 1], sizes[i]]), ("encoder.\(i).bias", [sizes[i + 1]])]
    }
    layout += [("embed.weight", [width, sizes[encoder.count]]), ("embed.bias", [width])]
    for i in 0..<blocks {
      layout += [
        ("blocks.\(i).project.weight", [3 * width, width]), ("blocks.\(i).project.bias", [3 * width]),
        ("blocks.\(i).distance", [heads, Self.distances]),
        ("blocks.\(i).output.weight", [width, width]), ("blocks.\(i).output.bias", [width]),
        ("blocks.\(i).inner.weight", [inner, width]), ("blocks.\(i).inner.bias", [inner]),
        ("blocks.\(i).outer.weight", [width, inner]), ("blocks.\(i).outer.bias", [width]),
      ]
    }
    return layout + reader.layout
  }

  /// Orthogonal matrices, those before a rectifier √2 as large, those whose results are added up 1/√(2 · blocks);
  /// biases zero, those of distances too: at first all steps are alike.
  /// - Parameter outputScale: of the last layer.
  public func initialParameters(outputScale: Float = 1, using stream: RandomStream) -> Parameters {
    Parameters(
      layout.enumerated().map { place, entry in
        let (name, shape) = entry
        var branch = stream.split(place)
        if name.hasPrefix("head.") {
          return (name, reader.initial(name, shape, outputScale: outputScale, using: branch))
        }
        guard shape.count == 2, !name.hasSuffix(".distance") else { return (name, .zeros(shape)) }
        if name.hasSuffix(".project.weight") {
          return (
            name, concatenated((0..<3).map { _ in .orthogonal([width, width], using: &branch) })
          )
        }
        let isAdded = name.hasSuffix(".output.weight") || name.hasSuffix(".outer.weight")
        let gain =
          isAdded ? 1 / Float(2 * blocks).squareRoot() : name == "embed.weight" ? 1 : Float(2).squareRoot()
        return (name, .orthogonal(shape, gain: gain, using: &branch))
      })
  }

  // MARK: Distances

  /// Distances that have a bias of their own: 0 to 7 one each, then four an octave, the last one for all beyond.
  static let distances = 32

  /// Where the bias of a distance stands.
  static func place(ofDistance distance: Int) -> Int {
    guard distance >= 8 else { return distance }
    // 8 · 2^(octave + k/4) for k = 1, 2, 3, rounded up, in the octave from 8 on.
    let octave = Int.bitWidth - 1 - distance.leadingZeroBitCount - 3
    let share = (distance << 8) >> octave
    let quarter = [2436, 2897, 3445].count { share >= $0 }
    return min(8 + 4 * octave + quarter, distances - 1)
  }

  /// Biases of `span` steps, from the farthest to the step itself, `[heads, span]`.
  private func biases(_ table: Tensor, span: Int) -> Tensor {
    table.gathered((0..<span).map { Self.place(ofDistance: span - 1 - $0) }, axis: 1)
  }

  // MARK: Whole sequences

  /// What the network says at every step, and h after each.
  /// - Parameters:
  ///   - x: `[time, rows, inputs]`
  ///   - parameters: the network's tensors, at their places from 0 on.
  ///   - starts: `[time, rows]`, not 0 where a sequence begins anew; nil for nowhere.
  /// - Returns: `[time · rows, outputs]` and `[time · rows, width]`, time by time.
  public func callAsFunction(
    _ x: Tensor, _ parameters: Parameters, starts: Tensor? = nil
  ) -> (outputs: Tensor, hidden: Tensor) {
    precondition(x.rank == 3 && x.shape[2] == inputs, "a sequence \(x.shape) for \(inputs) inputs")
    let (time, rows) = (x.shape[0], x.shape[1])
    let x = x.reshaped([time * rows, inputs])
    var y = x
    for i in 0...encoder.count {
      y = linear(
        y, parameters[2 * i], parameters[2 * i + 1], activation: i < encoder.count ? .relu : .identity)
    }
    for block in 0..<blocks {
      let p = place(ofBlock: block)
      func layer(_ x: Tensor, _ place: Int, _ activation: Activation = .identity) -> Tensor {
        linear(x, parameters[p + place], parameters[p + place + 1], activation: activation)
      }
      let seen = causalAttention(
        layer(y.normalized(), 0).reshaped([time, rows, 3 * width]),
        bias: biases(parameters[p + 2], span: min(time, window)), window: window, starts: starts)
      y = y + layer(seen.reshaped([time * rows, width]), 3)
      y = y + layer(layer(y.normalized(), 5, .relu), 7)
    }
    let h = y.normalized()
    return (reader(h, x, parameters, from: readerPlace), h)
  }

  // MARK: A step at a time

  /// Numbers that a row remembers from one step to the next: how many steps it has seen, then each block's keys and
  /// values.
  public var memory: Int {
    let cached = Kernels.AttentionCache.memory(width: width, window: window)
    return 1 + blocks * cached
  }

  /// The network with fixed parameters, a step at a time.
  public func stepper(_ parameters: Parameters) -> AttentionStepper {
    func layer(_ place: Int, _ activation: Activation = .identity) -> Kernels.Layer {
      Kernels.Layer(weight: parameters[place], bias: parameters[place + 1], activation: activation)
    }
    return AttentionStepper(
      encoder: LayerChain((0...encoder.count).map { layer(2 * $0, $0 < encoder.count ? .relu : .identity) }),
      blocks: (0..<blocks).map { block in
        let p = place(ofBlock: block)
        return AttentionStepper.Block(
          project: layer(p),
          cache: Kernels.AttentionCache(width: width, bias: biases(parameters[p + 2], span: window)),
          output: layer(p + 3), inner: layer(p + 5, .relu), outer: layer(p + 7))
      },
      reader: reader.stepper(parameters, from: readerPlace))
  }

  /// Makes a row's state that of one that has seen nothing, at the cost of what it holds.
  func forget(_ state: inout MutableSpan<Float>) {
    let count = Int(state[0])
    for block in 0..<blocks {
      Kernels.AttentionCache.clear(
        &state, place: 1 + block * ((memory - 1) / blocks), count: count, width: width, window: window)
    }
    state[0] = 0
  }
}
