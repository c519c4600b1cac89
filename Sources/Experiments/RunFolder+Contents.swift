import Files
import Foundation

// What a folder may hold before a run begins in it.

extension RunFolder {
  var contents: [String] { AtomicFile.names(in: path) }

  /// Whether a run has left something here that would be lost: a checkpoint, a line of metrics or a policy.
  var holdsWork: Bool {
    var status = stat()
    return checkpoints.latestPath != nil || contents.contains("policy.safetensors")
      || lstat(metricsPath, &status) == 0 && status.st_size > 0
  }

  /// Refuses a folder with work in it, and one that holds anything else than what a run makes at its beginning.
  func checkFree(for configuration: RunConfiguration) throws {
    let contents = contents.filter { !AtomicFile.isLeftover($0) }
    if contents.contains("config.yaml") { try check(configuration) }
    guard !holdsWork else {
      throw FileError.unwritable(
        path: path,
        reason: "the folder holds a run; choose another, or go on with: sim-train --resume \(quoted(path))")
    }
    // A run that was killed before its first checkpoint has left some of these.
    let own = [
      "config.yaml", "scene.yaml", "metrics.jsonl", "checkpoint", "scores.csv",
      "report.html", "best.safetensors",
    ]
    guard contents.allSatisfy({ own.contains($0) || EventFile.isName($0) }) else {
      throw FileError.unwritable(path: path, reason: "the folder is not empty and holds no run")
    }
  }

  /// `PARENT/DATE-ENVIRONMENT-ALGORITHM-SEED`, made here and now, so that no other process has the same.
  public static func fresh(
    for configuration: RunConfiguration, in parent: String = "runs"
  ) throws -> RunFolder {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "yyyyMMdd-HHmmss"
    let environment = EnvironmentName(configuration.environment).forFolder
    let base =
      "\(parent)/\(format.string(from: Date()))-\(environment)-\(configuration.algorithm.rawValue)-"
      + "\(configuration.seed)"
    try AtomicFile.createFolder(parent)
    var path = base
    var copy = 2
    while mkdir(path, 0o777) != 0 {
      guard errno == EEXIST else { throw FileError.unwritable(path: path, reason: AtomicFile.lastReason()) }
      path = "\(base)-\(copy)"
      copy += 1
    }
    return RunFolder(path)
  }

  /// What the metrics lack of the iterations up to `iteration`, where somebody or something cut them: nil for
  /// nothing.
  public func missingMetrics(upTo iteration: Int, of configuration: RunConfiguration) throws -> String? {
    let expected = (0...iteration).filter { $0 > 0 && configuration.isLogged($0) }.count
    let count = try MetricsLog.lines(in: metricsPath, upTo: iteration).count
    guard count < expected else { return nil }
    return "\(metricsPath) holds \(count) of \(counted(expected, "iteration")); the others are lost"
  }
}
