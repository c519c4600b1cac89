public import MetaLearning

extension TrustRegion.Report {
  /// Why an update left the parameters as they were.
  enum Refusal: String {
    /// The step that conjugate gradients found has no positive curvature.
    case curvature
    /// No step of the line search lowered the loss within the trust region.
    case lineSearch = "line search"
  }

  /// nil where the update was accepted.
  var refusal: Refusal? { accepted ? nil : lineSearchSteps == 0 ? .curvature : .lineSearch }
}

/// Counts the updates that changed nothing.
public struct UpdateTally: Sendable {
  private(set) var iterations = 0
  /// Iterations whose episodes all had the same return.
  private(set) var flat = 0
  /// Trust-region updates of the other iterations.
  private(set) var updates = 0
  private(set) var refused = 0
  private(set) var withoutCurvature = 0
  private var lastReturn: Double?

  public init() {}

  public mutating func count(_ report: IterationReport) {
    iterations += 1
    defer { lastReturn = report.summaries.last?.meanReturn }
    if isFlat(report) {
      flat += 1
      return
    }
    guard let region = report.trustRegion else { return }
    updates += 1
    switch region.refusal {
    case nil: break
    case .lineSearch: refused += 1
    case .curvature: withoutCurvature += 1
    }
  }

  /// Episodes that all have the same return have no gradient. Other episodes have the same mean return at two stages,
  /// or in two iterations, by no chance.
  private func isFlat(_ report: IterationReport) -> Bool {
    let returns =
      report.summaries.map(\.meanReturn)
      + (report.summaries.count == 1 ? [lastReturn] : [])
      .compactMap { $0 }
    guard returns.count > 1, let low = returns.min(), let high = returns.max() else {
      return report.gradientNorm == 0 && !report.summaries.isEmpty
    }
    return high - low <= 1e-9 * max(abs(low), abs(high))
  }

  /// What the user should know: nil where at most a tenth of the updates changed nothing.
  public var warning: String? {
    let notes = [flatWarning, updateWarning].compactMap { $0 }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  private var flatWarning: String? {
    guard 10 * flat > iterations else { return nil }
    return
      "in \(flat) of \(counted(iterations, "iteration")) all episodes had the same return, so there was no "
      + "gradient: the reward is never met, or always; a denser reward, or more exploration (initialLogStd, "
      + "episodesPerTask), may help"
  }

  private var updateWarning: String? {
    guard 10 * (refused + withoutCurvature) > updates else { return nil }
    var parts: [String] = []
    if refused > 0 {
      parts.append("the line search refused \(refused) of \(counted(updates, "update"))")
    }
    if withoutCurvature > 0 {
      parts.append("\(withoutCurvature) of \(counted(updates, "update")) met no positive curvature")
    }
    return parts.joined(separator: ", ")
      + "; a smaller maxDivergence, more damping or more tasksPerIteration may help"
  }
}
