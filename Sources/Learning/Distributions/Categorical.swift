public import Autodiff
public import Randomness

/// One of several classes in each row: p = softmax of `logits` `[rows, classes]`, which are finite.
public struct Categorical: Distribution {
  public var logits: Tensor

  public init(logits: Tensor) {
    precondition(
      logits.rank == 2 && logits.shape[1] > 0, "Categorical: logits \(logits.shape), expected [rows, classes]"
    )
    self.logits = logits
  }

  public var rows: Int { logits.shape[0] }
  public var classes: Int { logits.shape[1] }

  /// `[rows, classes]`
  public var probabilities: Tensor { logits.softmax(axis: 1) }

  public func sample(using streams: inout [RandomStream]) -> [Int] {
    precondition(streams.count == rows, "\(streams.count) streams for \(rows) rows")
    var p = logits.values
    var span = p.mutableSpan
    Kernels.softmax(&span, rows: rows, classes: classes)
    return streams.indices.map { row in
      Self.draw(from: p.span.extracting(row * classes..<(row + 1) * classes), using: &streams[row])
    }
  }

  /// The first class whose cumulative probability exceeds a uniform number.
  /// - Parameter probabilities: of one row.
  package static func draw(from probabilities: Span<Float>, using stream: inout RandomStream) -> Int {
    var left = stream.uniform()
    for i in 0..<probabilities.count - 1 {
      left -= probabilities[i]
      if left < 0 { return i }
    }
    return probabilities.count - 1
  }

  public func logProbability(of sample: [Int]) -> Tensor { logits.logSoftmax(axis: 1).picked(sample) }

  /// −Σ p log p
  public var entropy: Tensor { -(probabilities * logits.logSoftmax(axis: 1)).sum(axis: 1) }

  /// Mean over rows of Σ p (log p − log q).
  public func meanDivergence(to other: Categorical) -> Tensor {
    (probabilities * (logits.logSoftmax(axis: 1) - other.logits.logSoftmax(axis: 1))).sum()
      * (1 / Float(rows))
  }

  /// The logits.
  public var outputs: [Tensor] { [logits] }

  public func replacing(outputs: [Tensor]) -> Categorical { Categorical(logits: outputs[0]) }

  /// (diag p − p pᵀ) t / rows
  public func fisherMetric(_ tangents: [Tensor]) -> [Tensor] {
    check(tangents)
    let weighted = probabilities * tangents[0]
    return [(weighted - probabilities * weighted.sum(axis: 1, keepingAxis: true)) * (1 / Float(rows))]
  }
}
