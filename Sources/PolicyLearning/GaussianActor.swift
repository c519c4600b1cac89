public import Autodiff
public import Gym
public import Learning
public import Randomness

/// A Gaussian policy with fixed parameters, ready to act: forward passes reuse its buffers and build no graph.
public struct GaussianActor: Policy, Sendable {
  private let policy: GaussianPolicy
  private let weights: [[Float]]
  private let biases: [[Float]]
  private let std: [Float]
  private let deterministic: Bool
  private var front: [Float] = []
  private var back: [Float] = []

  /// - Parameter deterministic: act with the mean, and draw nothing.
  public init(_ policy: GaussianPolicy, _ parameters: Parameters, deterministic: Bool = false) {
    self.policy = policy
    self.deterministic = deterministic
    let layers = policy.network.layerCount
    weights = (0..<layers).map { parameters[2 * $0].values }
    biases = (0..<layers).map { parameters[2 * $0 + 1].values }
    std = parameters[2 * layers].exp().values
  }

  public mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    let rows = streams.count
    let network = policy.network
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
    policy.normalization.apply(to: observations, rows: rows, into: &front)
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
      activation: .identity, into: &actions)
    swap(&front, &self.front)
    swap(&back, &self.back)
    guard !deterministic else { return }
    for row in 0..<rows {
      for i in 0..<std.count { actions[row * std.count + i] += std[i] * streams[row].normal() }
    }
  }
}
