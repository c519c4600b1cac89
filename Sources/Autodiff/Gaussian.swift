internal import CKernels

/// log N(x; μ, diag(σ²)) = Σ −z²/2 − log σ − log(2π)/2 with z = (x − μ)/σ, summed over components.
///
/// Inputs are x `[N, A]`, μ `[N, A]` and log σ `[A]` or `[N, A]`. With cotangent c `[N]`: ∂μ = c z/σ = −∂x and
/// ∂log σ = c (z² − 1). Tangents that no derivative looks at come from one kernel, others from operations.
struct GaussianLogDensity: Operation {
  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (x, mean, logStd) = (inputs[0], inputs[1], inputs[2])
    return Tensor(shape: [x.shape[0]]) {
      var g = rows(x, mean, logStd)
      lk_gaussian_log_density(&g, $0)
    }
  }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    let inputs = application.inputs
    let toMean =
      application.needs(0) || application.needs(1) ? apply(GaussianMeanGradient(), [c] + inputs) : nil
    return [
      application.needs(0) ? toMean.map { -$0 } : nil, toMean,
      application.needs(2) ? apply(GaussianLogStdGradient(), [c] + inputs) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (x, mean, logStd) = (application.inputs[0], application.inputs[1], application.inputs[2])
    let shift = sum(tangents[1], tangents[0].map { -$0 })
    if let shift, let s = tangents[2], areConstants([x, mean, logStd, shift, s]) {
      return Tensor(shape: [x.shape[0]]) {
        var g = rows(x, mean, logStd)
        lk_gaussian_log_density_tangent(&g, shift.pointer, s.pointer, $0)
      }
    }
    let precision = (logStd * -2).exp()
    let residual = x - mean
    let fromShift = shift.map { $0 * residual * precision }
    let fromScale = tangents[2].map { $0 * (residual.square() * precision - 1) }
    return sum(fromShift, fromScale)?.sum(axis: 1)
  }
}

/// c (x − μ) / σ² from c `[N]`, x, μ, log σ: `[N, A]`.
struct GaussianMeanGradient: Operation {
  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (c, x, mean, logStd) = (inputs[0], inputs[1], inputs[2], inputs[3])
    return Tensor(shape: x.shape) {
      var g = rows(x, mean, logStd)
      lk_gaussian_mean_gradient(&g, c.pointer, $0)
    }
  }

  func pullback(_ t: Tensor, _ application: Application) -> [Tensor?] {
    let (c, logStd) = (application.inputs[0], application.inputs[3])
    let precision = (logStd * -2).exp()
    let toX =
      application.needs(1) || application.needs(2) ? t * precision * c.reshaped([c.count, 1]) : nil
    return [
      application.needs(0)
        ? (t * (application.inputs[1] - application.inputs[2]) * precision).sum(axis: 1) : nil,
      toX, application.needs(2) ? toX.map { -$0 } : nil,
      application.needs(3) ? (t * application.output * -2).sum(to: logStd.shape) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (c, x, mean, logStd) = (
      application.inputs[0], application.inputs[1], application.inputs[2], application.inputs[3]
    )
    let shift = sum(tangents[2], tangents[1].map { -$0 })
    if let t = tangents[0], let shift, let s = tangents[3], areConstants([c, x, mean, logStd, t, shift, s]) {
      return Tensor(shape: x.shape) {
        var g = rows(x, mean, logStd)
        lk_gaussian_mean_gradient_tangent(&g, c.pointer, t.pointer, shift.pointer, s.pointer, $0)
      }
    }
    let fromC = tangents[0].map { apply(self, [$0, x, mean, logStd]) }
    let fromShift = shift.map { $0 * (logStd * -2).exp() * -c.reshaped([c.count, 1]) }
    let fromScale = tangents[3].map { application.output * ($0 * -2) }
    return sum(sum(fromC, fromShift), fromScale)
  }
}

/// c (z² − 1) from c `[N]`, x, μ, log σ, summed over rows where log σ is `[A]`.
struct GaussianLogStdGradient: Operation {
  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (c, x, mean, logStd) = (inputs[0], inputs[1], inputs[2], inputs[3])
    return Tensor(shape: logStd.shape) {
      var g = rows(x, mean, logStd)
      lk_gaussian_log_std_gradient(&g, c.pointer, $0)
    }
  }

  func pullback(_ t: Tensor, _ application: Application) -> [Tensor?] {
    let (c, x, mean, logStd) = (
      application.inputs[0], application.inputs[1], application.inputs[2], application.inputs[3]
    )
    let precision = (logStd * -2).exp()
    let residual = x - mean
    let weighted = t * precision * c.reshaped([c.count, 1]) * residual * 2
    return [
      application.needs(0) ? (t * (residual.square() * precision - 1)).sum(axis: 1) : nil,
      application.needs(1) ? weighted : nil, application.needs(2) ? -weighted : nil,
      application.needs(3) ? -(weighted * residual).sum(to: logStd.shape) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (c, x, mean, logStd) = (
      application.inputs[0], application.inputs[1], application.inputs[2], application.inputs[3]
    )
    let shift = sum(tangents[2], tangents[1].map { -$0 })
    if let t = tangents[0], let shift, let s = tangents[3], areConstants([c, x, mean, logStd, t, shift, s]) {
      return Tensor(shape: logStd.shape) {
        var g = rows(x, mean, logStd)
        lk_gaussian_log_std_gradient_tangent(&g, c.pointer, t.pointer, shift.pointer, s.pointer, $0)
      }
    }
    let fromC = tangents[0].map { apply(self, [$0, x, mean, logStd]) }
    let precision = (logStd * -2).exp()
    let residual = x - mean
    let weighted = residual * precision * c.reshaped([c.count, 1]) * -2
    let fromShift = shift.map { (weighted * $0).sum(to: logStd.shape) }
    let fromScale = tangents[3].map { (weighted * residual * $0).sum(to: logStd.shape) }
    return sum(sum(fromC, fromShift), fromScale)
  }
}

private func rows(_ x: Tensor, _ mean: Tensor, _ logStd: Tensor) -> lk_gaussian {
  lk_gaussian(
    x: x.pointer, mean: mean.pointer, log_std: logStd.pointer, pitch: logStd.rank == 1 ? 0 : logStd.shape[1],
    rows: x.shape[0], n: x.shape[1])
}

/// The log-density of a Gaussian with independent components, summed over them.
///
/// - Parameters:
///   - actions: `[N, A]`
///   - mean: `[N, A]`
///   - logStd: the logarithm of each component's standard deviation, `[A]` or `[N, A]`
/// - Returns: `[N]`
public func gaussianLogDensity(of actions: Tensor, mean: Tensor, logStd: Tensor) -> Tensor {
  precondition(
    actions.rank == 2 && actions.shape == mean.shape
      && (logStd.shape == [actions.shape[1]] || logStd.shape == actions.shape),
    "gaussianLogDensity: actions \(actions.shape), mean \(mean.shape), logStd \(logStd.shape) do not agree")
  return apply(GaussianLogDensity(), [actions, mean, logStd])
}
