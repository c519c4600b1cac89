public import Autodiff

/// Independent normal distributions: `mean` `[rows, action]`, `logStd` `[action]`.
public struct DiagonalGaussian: Sendable {
  public var mean: Tensor
  public var logStd: Tensor

  public init(mean: Tensor, logStd: Tensor) {
    self.mean = mean
    self.logStd = logStd
  }

  /// `[rows]`, summed over action components.
  public func logProbability(of actions: Tensor) -> Tensor {
    gaussianLogDensity(of: actions, mean: mean, logStd: logStd)
  }

  /// Mean over rows of KL(self ‖ other), a scalar:
  /// Σ log σ₂ − log σ₁ + (σ₁² + (μ₁ − μ₂)²) / 2σ₂² − ½.
  public func meanDivergence(to other: DiagonalGaussian) -> Tensor {
    let rows = Float(mean.shape[0])
    let precision = (other.logStd * -2).exp()
    let spread = (other.logStd - logStd + (logStd * 2).exp() * precision * 0.5 - 0.5).sum()
    let shift = ((mean - other.mean).square().sum(axis: 0) * precision).sum() * (0.5 / rows)
    return spread + shift
  }

  /// The distribution's outputs, in the order of `fisherMetric`: mean, then logarithm of the deviation.
  public var outputs: [Tensor] { [mean, logStd] }

  /// The Hessian of `meanDivergence(to:)` with respect to the other distribution's outputs, where that is equal
  /// to this one, times tangents of the outputs: μ̇ / (σ² rows) and 2 times the tangent of log σ.
  public func fisherMetric(_ tangents: [Tensor]) -> [Tensor] {
    precondition(
      tangents.map(\.shape) == outputs.map(\.shape),
      "fisherMetric: tangents \(tangents.map(\.shape)) of outputs \(outputs.map(\.shape))")
    let precision = (logStd * -2).exp() * (1 / Float(mean.shape[0]))
    return [tangents[0] * precision, tangents[1] * 2]
  }

  public func detached() -> DiagonalGaussian {
    DiagonalGaussian(mean: mean.detached(), logStd: logStd.detached())
  }
}
