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

extension Tensor {
  /// A matrix `[out, in]` whose rows, or whose columns where there are fewer, are orthogonal and of length `gain`, all
  /// such as likely as another (Saxe, McClelland and Ganguli 2014, §3): Gram and Schmidt on normal vectors.
  public static func orthogonal(
    _ shape: [Int], gain: Float = 1, using stream: inout RandomStream
  ) -> Tensor {
    precondition(shape.count == 2, "an orthogonal matrix of shape \(shape), expected [out, in]")
    let (count, length) = (Swift.min(shape[0], shape[1]), Swift.max(shape[0], shape[1]))
    var vectors: [[Double]] = []
    while vectors.count < count {
      var vector = (0..<length).map { _ in Double(stream.normal()) }
      // Twice: once leaves rounding of what was taken away.
      for _ in 0..<2 {
        for other in vectors {
          var product = 0.0
          for i in 0..<length { product += vector[i] * other[i] }
          for i in 0..<length { vector[i] -= product * other[i] }
        }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard norm > 1e-6 else { continue }
      vectors.append(vector.map { $0 / norm })
    }
    var values = [Float](repeating: 0, count: shape[0] * shape[1])
    for row in 0..<shape[0] {
      for column in 0..<shape[1] {
        let number = shape[0] <= shape[1] ? vectors[row][column] : vectors[column][row]
        values[row * shape[1] + column] = gain * Float(number)
      }
    }
    return Tensor(values, shape: shape)
  }
}
