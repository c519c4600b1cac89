public import Autodiff
public import Learning

// Trust-region outer update through the adaptation (Schulman et al. 2015; Finn et al. 2017, §5.3).
//
// Step s solves F s = g, g the mean meta-gradient and F the mean over tasks of the Hessian with respect to θ of
// KL(π_old ‖ π_{θ_K(θ)}) on query data, π_old the adapted policy. The gradient of that KL is zero at π_old, so
// second derivatives of θ_K(θ) drop out and F = Jᵀ F_K J exactly, with J = dθ_K/dθ and F_K the Fisher matrix of
// the adapted policy. The step −√(2δ / sᵀFs) s is shortened until the surrogate falls and KL stays below δ.

/// Settings of a trust-region update.
public struct TrustRegion: Sendable, Hashable, Codable {
  /// δ, in nats.
  public var maxDivergence: Float = 0.01
  /// Tasks of an iteration whose curvature F is the mean of; the gradient and the line search use all.
  public var curvatureTasks: Int = .max
  public var conjugateGradient = ConjugateGradient(iterations: 10)
  /// Added to F's diagonal.
  public var damping: Float = 1e-5
  public var lineSearchSteps: Int = 15
  public var backtrack: Float = 0.8

  public init() {}

  /// What an update did, for the log.
  public struct Report: Sendable {
    public var accepted: Bool
    public var divergence: Float
    public var lossBefore: Float
    public var lossAfter: Float
    public var lineSearchSteps: Int
    public var converged: Bool
    public var residual: Float
  }

  /// - Parameters:
  ///   - gradient: g.
  ///   - product: F v, without damping.
  ///   - evaluate: surrogate loss and divergence at other parameters.
  /// - Returns: the new parameters; the old ones where no step of the line search is acceptable.
  public func update(
    _ parameters: Parameters, loss: Float, gradient: Parameters, product: (Parameters) throws -> Parameters,
    evaluate: (Parameters) throws -> (loss: Float, divergence: Float)
  ) rethrows -> (parameters: Parameters, report: Report) {
    func damped(_ v: Parameters) throws -> Parameters { try product(v).adding(v, scaledBy: damping) }
    let solution = try conjugateGradient.solve(gradient, product: damped)
    var report = Report(
      accepted: false, divergence: 0, lossBefore: loss, lossAfter: loss, lineSearchSteps: 0,
      converged: solution.converged, residual: solution.residual)
    guard solution.curvature > 0, solution.curvature.isFinite else { return (parameters, report) }
    var size = (2 * maxDivergence / solution.curvature).squareRoot()
    for step in 1...lineSearchSteps {
      let candidate = parameters.adding(solution.x, scaledBy: -size)
      let outcome = try evaluate(candidate)
      report.lineSearchSteps = step
      if outcome.loss < loss, outcome.divergence <= maxDivergence, outcome.divergence.isFinite {
        report.accepted = true
        report.divergence = outcome.divergence
        report.lossAfter = outcome.loss
        return (candidate, report)
      }
      size *= backtrack
    }
    return (parameters, report)
  }
}
