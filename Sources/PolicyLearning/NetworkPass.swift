import Autodiff
import Learning

/// Forward passes of a policy's network with fixed parameters: they reuse their buffers and build no graph.
struct NetworkPass: Sendable {
  private let network: MLPShape
  private let normalization: ObservationNormalization
  private let weights: [[Float]]
  private let biases: [[Float]]
  private var front: [Float] = []
  private var back: [Float] = []

  /// - Parameter parameters: the network's, and perhaps others behind them.
  init(_ network: MLPShape, _ normalization: ObservationNormalization, _ parameters: Parameters) {
    self.network = network
    self.normalization = normalization
    weights = (0..<network.layerCount).map { parameters[2 * $0].values }
    biases = (0..<network.layerCount).map { parameters[2 * $0 + 1].values }
  }

  /// Writes `[rows, outputs]` from `observations` `[rows, inputs]`.
  mutating func callAsFunction(
    _ observations: Span<Float>, rows: Int, into outputs: inout MutableSpan<Float>
  ) {
    let width = max(network.inputs, network.hidden.max() ?? 0)
    // Taken out of self while in use, so that reading one and writing the other is no overlapping access.
    var front: [Float] = []
    var back: [Float] = []
    swap(&front, &self.front)
    swap(&back, &self.back)
    if front.count < rows * width {
      front = Array(repeating: 0, count: rows * width)
      back = front
    }
    normalization.apply(to: observations, rows: rows, into: &front)
    let last = network.layerCount - 1
    for layer in 0..<last {
      let (weight, bias) = (weights[layer], biases[layer])
      var output = back.mutableSpan
      Kernels.linear(
        front.span, rows: rows, weight: weight.span, bias: bias.span, outputs: network.hidden[layer],
        activation: network.activation, into: &output)
      swap(&front, &back)
    }
    let (weight, bias) = (weights[last], biases[last])
    Kernels.linear(
      front.span, rows: rows, weight: weight.span, bias: bias.span, outputs: network.outputs,
      activation: .identity, into: &outputs)
    swap(&front, &self.front)
    swap(&back, &self.back)
  }
}
