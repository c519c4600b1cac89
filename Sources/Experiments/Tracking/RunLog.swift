import MetaLearning

/// Everything that a run records of its iterations.
final class RunLog {
  private let metrics: MetricsLog
  private let events: EventFile

  /// - Parameters:
  ///   - iteration: the last one behind the state that the run goes on from; records of later ones are cut.
  ///   - seconds: how long the run took to get there.
  init(in folder: RunFolder, after iteration: Int, seconds: Double) throws(FileError) {
    metrics = try MetricsLog(folder.metricsPath, after: iteration)
    events = try EventFile(in: folder.path, after: iteration, seconds: seconds)
  }

  /// - Parameter seconds: that the run has taken so far, pauses apart.
  func append(iteration: Int, _ report: IterationReport, seconds: Double) throws(FileError) {
    try metrics.append(iteration: iteration, report, seconds: seconds)
    try events.append(iteration: iteration, report, seconds: seconds)
  }
}
