public import Autodiff
public import Randomness

/// Scaled dot-product self-attention of several heads (Vaswani et al. 2017, §3.2), without biases:
/// softmax(Q Kᵀ / √d) V in each head of d components, the heads side by side times an output matrix.
public struct Attention: Network {
  /// `[width, width]` each; rows of head 0 stand first.
  public var query: Tensor
  public var key: Tensor
  public var value: Tensor
  /// `[width, width]`
  public var output: Tensor
  /// Divides width.
  public var heads: Int
  /// Whether a position sees only itself and earlier ones.
  public var isCausal: Bool

  public init(
    query: Tensor, key: Tensor, value: Tensor, output: Tensor, heads: Int, isCausal: Bool = true
  ) {
    precondition(
      heads > 0 && query.shape[0] % heads == 0, "Attention: \(heads) heads for matrices \(query.shape)")
    self.query = query
    self.key = key
    self.value = value
    self.output = output
    self.heads = heads
    self.isCausal = isCausal
  }

  /// Glorot's uniform matrices.
  public init(width: Int, heads: Int, isCausal: Bool = true, using stream: RandomStream) {
    var random = stream
    func matrix() -> Tensor { .glorotUniform([width, width], using: &random) }
    self.init(
      query: matrix(), key: matrix(), value: matrix(), output: matrix(), heads: heads, isCausal: isCausal)
  }

  public var fields: [NetworkField<Self>] {
    [
      .init("query", \.query), .init("key", \.key), .init("value", \.value), .init("output", \.output),
    ]
  }

  /// `[batch, time, width]` to the same shape.
  /// - Parameter mask: `[time, time]`, 0 where a position may look and very negative where it may not; nil for what
  ///   `isCausal` says.
  public func callAsFunction(_ x: Tensor, mask: Tensor? = nil) -> Tensor {
    precondition(
      x.rank == 3 && x.shape[2] == query.shape[1], "Attention: x \(x.shape) for matrices \(query.shape)")
    let (batch, time, width) = (x.shape[0], x.shape[1], x.shape[2])
    let size = width / heads
    let rows = x.reshaped([batch * time, width])
    /// `[batch · heads, time, size]`
    func split(_ matrix: Tensor) -> Tensor {
      matmul(rows, matrix, transposeB: true).reshaped([batch, time, heads, size]).transposed([0, 2, 1, 3])
        .reshaped([batch * heads, time, size])
    }
    var scores = batchedMatmul(split(query), split(key), transposeB: true) * (1 / Float(size).squareRoot())
    if let mask {
      scores = scores + mask
    } else if isCausal {
      scores = scores + Self.causalMask(time)
    }
    let seen = batchedMatmul(scores.softmax(axis: 2), split(value))
    let joined = seen.reshaped([batch, heads, time, size]).transposed([0, 2, 1, 3])
    return matmul(joined.reshaped([batch * time, width]), output, transposeB: true)
      .reshaped([batch, time, width])
  }

  /// 0 where a position may look, −10⁹ where it may not, `[time, time]`.
  private static func causalMask(_ time: Int) -> Tensor {
    Tensor((0..<time * time).map { $0 % time > $0 / time ? -1e9 : 0 }, shape: [time, time])
  }
}
