public import Autodiff
public import Randomness

/// x Wᵀ + b.
public struct Linear: Network {
  /// `[out, in]`
  public var weight: Tensor
  /// `[out]`
  public var bias: Tensor

  public init(weight: Tensor, bias: Tensor) {
    self.weight = weight
    self.bias = bias
  }

  /// Glorot's uniform weights, biases zero.
  public init(inputs: Int, outputs: Int, using stream: RandomStream) {
    var stream = stream
    self.init(
      weight: .glorotUniform([outputs, inputs], using: &stream), bias: .zeros([outputs]))
  }

  public var fields: [NetworkField<Self>] { [.init("weight", \.weight), .init("bias", \.bias)] }

  /// `[N, in]` to `[N, out]`.
  public func callAsFunction(_ x: Tensor, activation: Activation = .identity) -> Tensor {
    linear(x, weight, bias, activation: activation)
  }
}
