public import Autodiff

/// Normalises the last axis to mean 0 and variance 1, then scales and shifts it (Ba, Kiros and Hinton 2016).
public struct LayerNorm: Network {
  /// `[width]`
  public var scale: Tensor
  /// `[width]`
  public var shift: Tensor
  /// Added to the variance.
  public var epsilon: Float

  public init(scale: Tensor, shift: Tensor, epsilon: Float = 1e-5) {
    self.scale = scale
    self.shift = shift
    self.epsilon = epsilon
  }

  /// Scales one, shifts zero.
  public init(width: Int) { self.init(scale: .ones([width]), shift: .zeros([width])) }

  public var fields: [NetworkField<Self>] { [.init("scale", \.scale), .init("shift", \.shift)] }

  /// `[…, width]` to the same shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    precondition(x.shape.last == scale.count, "LayerNorm: x \(x.shape) does not end in \(scale.shape)")
    return x.normalized(epsilon: epsilon) * scale + shift
  }
}
