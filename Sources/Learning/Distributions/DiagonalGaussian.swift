public import Autodiff
public import Randomness

/// Independent normal distributions: `mean` `[rows, action]`, `logStd` `[action]` for all rows or `[rows, action]`.
public struct DiagonalGaussian: Distribution {
  public var mean: Tensor
  public var logStd: Tensor

  public init(mean: Tensor, logStd: Tensor) {
    precondition(
      mean.rank == 2 && (logStd.shape == [mean.shape[1]] || logStd.shape == mean.shape),
      "DiagonalGaussian: mean \(mean.shape), logStd \(logStd.shape), expected [rows, action] and [action] or "
        + "[rows, action]")
    self.mean = mean
    self.logStd = logStd
  }

  public var rows: Int { mean.shape[0] }
  private var actions: Int { mean.shape[1] }

  /// μ + σ z, z standard normal.
  public func sample(using streams: inout [RandomStream]) -> Tensor {
    precondition(streams.count == rows, "\(streams.count) streams for \(rows) rows")
    let std = logStd.exp().values
    var values = mean.values
    for row in 0..<rows {
      for i in 0..<actions {
        let place = row * actions + i
        values[place] += std[logStd.rank == 1 ? i : place] * streams[row].normal()
      }
    }
    return Tensor(values, shape: mean.shape)
  }

  /// `[rows]`, summed over action components.
  public func logProbability(of actions: Tensor) -> Tensor {
    gaussianLogDensity(of: actions, mean: mean, logStd: logStd)
  }

  /// Σ log σ + ½ log 2πe over action components.
  public var entropy: Tensor {
    let sum = logStd.sum(axis: -1) + Float(actions) * 1.418_938_5
    return logStd.rank == 1 ? sum.broadcast(to: [rows]) : sum
  }

  /// Mean over rows of KL(self ‖ other), a scalar:
  /// Σ log σ₂ − log σ₁ + (σ₁² + (μ₁ − μ₂)²) / 2σ₂² − ½.
  public func meanDivergence(to other: DiagonalGaussian) -> Tensor {
    precondition(
      mean.shape == other.mean.shape,
      "meanDivergence: means \(mean.shape) and \(other.mean.shape)")
    let precision = (other.logStd * -2).exp()
    // `[action]` where both share their deviations among rows, `[rows, action]` where one does not.
    let spread = other.logStd - logStd + (logStd * 2).exp() * precision * 0.5 - 0.5
    let square = (mean - other.mean).square()
    let shift = other.logStd.rank == 1 ? square.sum(axis: 0) * precision : square * precision
    return (spread.rank == 1 ? spread.sum() : spread.sum() * (1 / Float(rows)))
      + shift.sum() * (0.5 / Float(rows))
  }

  /// The distribution's outputs, in the order of `fisherMetric`: mean, then logarithm of the deviation.
  public var outputs: [Tensor] { [mean, logStd] }

  public func replacing(outputs: [Tensor]) -> DiagonalGaussian {
    DiagonalGaussian(mean: outputs[0], logStd: outputs[1])
  }

  /// The Hessian of `meanDivergence(to:)` with respect to the other distribution's outputs, where that is equal
  /// to this one, times tangents of the outputs: μ̇ / (σ² rows), and 2 times the tangent of log σ, over rows where
  /// each has its own.
  public func fisherMetric(_ tangents: [Tensor]) -> [Tensor] {
    check(tangents)
    let precision = (logStd * -2).exp() * (1 / Float(rows))
    return [tangents[0] * precision, tangents[1] * (logStd.rank == 1 ? 2 : 2 / Float(rows))]
  }
}
