import MetaLearning

/// Everything that a run records of its iterations.
final class RunLog {
  private let metrics: MetricsLog
  private let events: EventFile

  /// - Parameter iteration: the last one behind the state that the run goes on from; records of later ones are cut.
  init(in folder: RunFolder, after iteration: Int) throws(FileError) {
    metrics = try MetricsLog(folder.metricsPath, after: iteration)
    events = try EventFile(in: folder.path, after: iteration)
  }

  /// - Parameter seconds: since the run, or its resumption, began.
  func append(iteration: Int, _ report: IterationReport, seconds: Double) throws(FileError) {
    try metrics.append(iteration: iteration, report, seconds: seconds)
    try events.append(iteration: iteration, report, seconds: seconds)
  }
}
