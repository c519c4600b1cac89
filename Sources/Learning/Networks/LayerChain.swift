import Autodiff

/// Layers with fixed weights, one behind another: a call builds no graph and reuses its buffers.
struct LayerChain: Sendable {
  private let layers: [Kernels.Layer]
  private var front: [Float] = []
  private var back: [Float] = []

  /// - Precondition: there are some.
  init(_ layers: [Kernels.Layer]) {
    precondition(!layers.isEmpty, "a chain of no layers")
    self.layers = layers
  }

  /// A perceptron with the tensors of `parameters` from place `first` on.
  init(_ shape: MLPShape, _ parameters: Parameters, from first: Int) {
    self.init(
      (0..<shape.layerCount).map {
        Kernels.Layer(
          weight: parameters[first + 2 * $0], bias: parameters[first + 2 * $0 + 1],
          activation: shape.activation(ofLayer: $0))
      })
  }

  /// x `[rows, inputs]` to `[rows, outputs]`; more room than that is left as it is.
  mutating func callAsFunction(_ x: Span<Float>, rows: Int, into out: inout MutableSpan<Float>) {
    // Taken out of self while in use, so that reading one and writing another is no overlapping access.
    var (front, back): ([Float], [Float]) = ([], [])
    swap(&front, &self.front)
    swap(&back, &self.back)
    let widest = layers.dropLast().map(\.outputs).max() ?? 0
    if front.count < rows * widest {
      front = Array(repeating: 0, count: rows * widest)
      back = front
    }
    for (i, layer) in layers.enumerated() {
      switch (i == 0, i == layers.count - 1) {
      case (true, true): layer(x, rows: rows, into: &out)
      case (false, true): layer(front.span, rows: rows, into: &out)
      case (true, false):
        var target = front.mutableSpan
        layer(x, rows: rows, into: &target)
      case (false, false):
        var target = back.mutableSpan
        layer(front.span, rows: rows, into: &target)
        swap(&front, &back)
      }
    }
    swap(&front, &self.front)
    swap(&back, &self.back)
  }
}
