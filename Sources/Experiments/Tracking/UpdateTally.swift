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

/// Counts the trust-region updates that changed nothing.
public struct UpdateTally: Sendable {
  private(set) var updates = 0
  private(set) var refused = 0
  private(set) var withoutCurvature = 0

  public init() {}

  public mutating func count(_ report: IterationReport) {
    guard let region = report.trustRegion else { return }
    updates += 1
    switch region.refusal {
    case nil: break
    case .lineSearch: refused += 1
    case .curvature: withoutCurvature += 1
    }
  }

  /// What the user should know: nil where at most a tenth of the updates changed nothing.
  public var warning: String? {
    guard 10 * (refused + withoutCurvature) > updates else { return nil }
    var parts: [String] = []
    if refused > 0 { parts.append("the line search refused \(refused) of \(updates) updates") }
    if withoutCurvature > 0 {
      parts.append("\(withoutCurvature) of \(updates) updates met no positive curvature")
    }
    return parts.joined(separator: ", ")
      + "; a smaller maxDivergence, more damping or more tasksPerIteration may help"
  }
}
