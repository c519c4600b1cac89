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

  /// The first class whose cumulative probability exceeds a uniform number.
  public func sample(using streams: inout [RandomStream]) -> [Int] {
    precondition(streams.count == rows, "\(streams.count) streams for \(rows) rows")
    let p = probabilities.values
    return streams.indices.map { row in
      var left = streams[row].uniform()
      for i in 0..<classes - 1 {
        left -= p[row * classes + i]
        if left < 0 { return i }
      }
      return classes - 1
    }
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
