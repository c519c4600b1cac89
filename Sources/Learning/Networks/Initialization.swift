public import Autodiff
public import Randomness

/// How weights are drawn before training.
public enum WeightInitialization: String, Sendable, Codable, CaseIterable {
  /// `Tensor.glorotUniform`
  case glorot
  /// `Tensor.heNormal`
  case he

  /// Shape `[out, in]` or `[out, in, height, width]`.
  public func callAsFunction(_ shape: [Int], using stream: inout RandomStream) -> Tensor {
    switch self {
    case .glorot: .glorotUniform(shape, using: &stream)
    case .he: .heNormal(shape, using: &stream)
    }
  }
}

extension Tensor {
  /// Independent numbers, uniform in ±`bound`.
  public static func uniform(_ shape: [Int], bound: Float, using stream: inout RandomStream) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { _ in stream.uniform(-bound, bound) }, shape: shape)
  }

  /// Independent normal numbers of mean 0.
  public static func normal(_ shape: [Int], deviation: Float, using stream: inout RandomStream) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { _ in deviation * stream.normal() }, shape: shape)
  }

  /// Uniform in ±√(6 / (in + out)), which keeps the variance of activations and of gradients where the activation
  /// is nearly linear (Glorot and Bengio 2010, eq. 16). Shape `[out, in]` or `[out, in, height, width]`.
  public static func glorotUniform(_ shape: [Int], using stream: inout RandomStream) -> Tensor {
    let (inputs, outputs) = fans(shape)
    return uniform(shape, bound: (6 / Float(inputs + outputs)).squareRoot(), using: &stream)
  }

  /// Normal with variance 2 / in, which keeps the variance of activations behind rectifiers (He et al. 2015,
  /// eq. 10). Shape `[out, in]` or `[out, in, height, width]`.
  public static func heNormal(_ shape: [Int], using stream: inout RandomStream) -> Tensor {
    normal(shape, deviation: (2 / Float(fans(shape).inputs)).squareRoot(), using: &stream)
  }

  private static func fans(_ shape: [Int]) -> (inputs: Int, outputs: Int) {
    precondition(
      shape.count >= 2, "a weight of shape \(shape), expected [out, in] or [out, in, height, width]")
    let field = shape[2...].reduce(1, *)
    return (shape[1] * field, shape[0] * field)
  }
}
