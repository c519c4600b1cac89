import Autodiff
import Randomness

/// What stands at the end of a network over sequences and reads h, the network's view of all that it has seen: a
/// perceptron, of which there are two kinds.
///
/// One with weights of its own reads h itself: y = f(h; θ). One with generated weights reads the first numbers s of a
/// step's input, and h says what it makes of them (Beck, Jackson, Vuorio and Whiteson 2022, §4; a hypernetwork):
///
///     y = f(s; φ)      φ = W h + b
///
/// with φ all weights and biases of f, layer by layer, each weight row by row. It begins with W = 0 and in b the weights
/// that f would begin with by itself (their "Bias-HyperInit", §5): at first f is a plain network that does not depend on
/// h. Tensors are those of f under `head.`, or `head.generator.weight` W and `head.generator.bias` b.
struct SequenceReader {
  /// Numbers of h.
  let hidden: Int
  /// Numbers of a step's input that generated weights read; nil where there are none such.
  let generated: Int?
  /// f
  let network: MLPShape

  /// - Parameter sizes: of the rectified layers of f.
  init(hidden: Int, generated: Int?, sizes: [Int], outputs: Int) {
    self.hidden = hidden
    self.generated = generated
    network = MLPShape(inputs: generated ?? hidden, hidden: sizes, outputs: outputs, activation: .relu)
  }

  private static let generator = "head.generator"
  /// Numbers of φ.
  private var count: Int { network.layout.reduce(0) { $0 + $1.shape.reduce(1, *) } }

  var layout: [(name: String, shape: [Int])] {
    generated == nil
      ? network.layout.map { ("head.\($0.name)", $0.shape) }
      : [("\(Self.generator).weight", [count, hidden]), ("\(Self.generator).bias", [count])]
  }

  /// One of its tensors before training: orthogonal matrices, √2 as large before a rectifier; biases zero.
  /// - Parameter outputScale: of the last layer.
  func initial(_ name: String, _ shape: [Int], outputScale: Float, using stream: RandomStream) -> Tensor {
    func own(_ name: String, _ shape: [Int], _ stream: RandomStream) -> Tensor {
      var stream = stream
      guard shape.count == 2 else { return .zeros(shape) }
      return .orthogonal(
        shape, gain: name.hasSuffix("head.weight") ? outputScale : Float(2).squareRoot(), using: &stream)
    }
    guard generated != nil else { return own(name, shape, stream) }
    guard shape.count == 1 else { return .zeros(shape) }
    return concatenated(
      network.layout.enumerated().map { own($1.name, $1.shape, stream.split($0)).reshaped([-1]) })
  }

  /// - Parameters:
  ///   - h: `[rows, hidden]`
  ///   - x: the step's inputs, `[rows, inputs]`
  ///   - place: of its first tensor in `parameters`.
  /// - Returns: `[rows, outputs]`
  func callAsFunction(_ h: Tensor, _ x: Tensor, _ parameters: Parameters, from place: Int) -> Tensor {
    guard let generated else { return MLP(network, parameters, from: place)(h) }
    let weights = linear(h, parameters[place], parameters[place + 1])
    let rows = h.shape[0]
    var (y, first) = (x.slice(0..<generated, axis: 1), 0)
    for layer in 0..<network.layerCount {
      let size = network.size(ofLayer: layer)
      let weight = weights.slice(first..<first + size.outputs * size.inputs, axis: 1)
      first += size.outputs * size.inputs
      let bias = weights.slice(first..<first + size.outputs, axis: 1)
      first += size.outputs
      let sums = batchedMatmul(
        y.reshaped([rows, 1, size.inputs]), weight.reshaped([rows, size.outputs, size.inputs]),
        transposeB: true)
      y = sums.reshaped([rows, size.outputs]) + bias
      if layer < network.layerCount - 1 { y = y.relu() }
    }
    return y
  }

  /// The same with fixed parameters, a step at a time.
  func stepper(_ parameters: Parameters, from place: Int) -> ReaderStepper {
    guard generated != nil else { return .own(LayerChain(network, parameters, from: place)) }
    return .generated(
      GeneratedPerceptron(
        generator: Kernels.Layer(
          weight: parameters[place], bias: parameters[place + 1], activation: .identity), network: network))
  }
}

/// A reader with fixed parameters: a call builds no graph and reuses its buffers.
enum ReaderStepper: Sendable {
  case own(LayerChain)
  case generated(GeneratedPerceptron)

  /// - Parameters:
  ///   - h: `[rows, hidden]`
  ///   - x: the step's inputs, `[rows, inputs]`
  ///   - out: `[rows, outputs]`
  mutating func callAsFunction(
    _ h: Span<Float>, _ x: Span<Float>, rows: Int, into out: inout MutableSpan<Float>
  ) {
    // Taken out of self, so that its buffers have no second owner and are not copied.
    switch consume self {
    case .own(var own):
      own(h, rows: rows, into: &out)
      self = .own(own)
    case .generated(var own):
      own(h, x, rows: rows, into: &out)
      self = .generated(own)
    }
  }
}

/// A perceptron whose weights a layer makes of h, for each row its own.
struct GeneratedPerceptron: Sendable {
  let generator: Kernels.Layer
  let network: MLPShape
  /// φ of each row.
  private var weights: [Float] = []
  private var front: [Float]
  private var back: [Float]

  init(generator: Kernels.Layer, network: MLPShape) {
    self.generator = generator
    self.network = network
    front = Array(repeating: 0, count: (network.hidden + [network.inputs, network.outputs]).max() ?? 0)
    back = front
  }

  mutating func callAsFunction(
    _ h: Span<Float>, _ x: Span<Float>, rows: Int, into out: inout MutableSpan<Float>
  ) {
    // Taken out of self while in use, so that reading one and writing another is no overlapping access.
    var (weights, front, back): ([Float], [Float], [Float]) = ([], [], [])
    swap(&weights, &self.weights)
    swap(&front, &self.front)
    swap(&back, &self.back)
    if weights.count < rows * generator.outputs {
      weights = Array(repeating: 0, count: rows * generator.outputs)
    }
    var target = weights.mutableSpan
    generator(h, rows: rows, into: &target)
    let (inputs, outputs) = (x.count / max(rows, 1), network.outputs)
    for row in 0..<rows {
      var first = row * generator.outputs
      for i in 0..<network.inputs { front[i] = x[row * inputs + i] }
      for layer in 0..<network.layerCount {
        let size = network.size(ofLayer: layer)
        let weight = weights.span.extracting(first..<first + size.outputs * size.inputs)
        first += size.outputs * size.inputs
        let bias = weights.span.extracting(first..<first + size.outputs)
        first += size.outputs
        var target = back.mutableSpan
        Kernels.linear(
          front.span, rows: 1, weight: weight, bias: bias, outputs: size.outputs,
          activation: network.activation(ofLayer: layer), into: &target)
        swap(&front, &back)
      }
      for i in 0..<outputs { out[row * outputs + i] = front[i] }
    }
    swap(&weights, &self.weights)
    swap(&front, &self.front)
    swap(&back, &self.back)
  }
}
