public import Autodiff
public import Learning

// Trust-region outer update through the adaptation (Schulman et al. 2015; Finn et al. 2017, §5.3).
//
// Step s solves F s = g, g the meta-gradient and F the Hessian of the objective's divergence from the models that
// gathered its data. The step −√(2δ / sᵀFs) s is shortened until the loss falls and the divergence stays below δ.

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

  /// - Returns: the new parameters; the old ones where no step of the line search is acceptable.
  public func update(
    _ parameters: Parameters, _ objective: Objective
  ) throws -> (parameters: Parameters, report: Report) {
    guard let product = objective.curvature, let evaluate = objective.valueAndDivergence else {
      preconditionFailure("a trust region over an objective without curvature")
    }
    let (loss, gradient) = (objective.value, objective.gradient)
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
      if outcome.value < loss, outcome.divergence <= maxDivergence, outcome.divergence.isFinite {
        report.accepted = true
        report.divergence = outcome.divergence
        report.lossAfter = outcome.value
        return (candidate, report)
      }
      size *= backtrack
    }
    return (parameters, report)
  }
}
