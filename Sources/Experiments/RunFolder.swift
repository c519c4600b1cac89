import Files
import Foundation

/// The folder of one training run: `config.yaml`, `scene.yaml`, `metrics.jsonl`, TensorBoard's event files, `checkpoint/`,
/// `policy.safetensors`, `scores.csv`, `report.html`.
public struct RunFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  public var configurationPath: String { path + "/config.yaml" }
  public var metricsPath: String { path + "/metrics.jsonl" }
  var checkpoints: CheckpointFolder { CheckpointFolder(path: path + "/checkpoint") }
  /// The state with the best validation score, where a run evaluates on the way.
  public var bestPath: String { path + "/best.safetensors" }
  public var policyPath: String { path + "/policy.safetensors" }
  /// Scores of every held-out task: of the policy, and of what stands beside it.
  public var scoresPath: String { path + "/scores.csv" }
  /// A page to look at.
  public var reportPath: String { path + "/report.html" }

  /// Creates the folder and writes scene and configuration. A folder that holds a run is refused; one where a run
  /// was killed before its first checkpoint is used again.
  func begin(_ configuration: RunConfiguration, scene: String?) throws -> FolderLock {
    try AtomicFile.createFolder(path)
    let lock = try FolderLock(path)
    try checkFree(for: configuration)
    AtomicFile.removeLeftovers(in: path)
    let stale = [metricsPath, scoresPath, reportPath, bestPath]
    for path in stale + EventFile.names(in: path).map({ "\(self.path)/\($0)" }) { unlink(path) }
    try checkpoints.clear()
    if let scene { try AtomicFile.write(scene, to: scenePath) }
    try AtomicFile.write(configuration.yaml(), to: configurationPath)
    return lock
  }

  /// Refuses a folder that holds a run with other settings, the number of threads and how far it goes apart.
  func check(_ configuration: RunConfiguration) throws {
    var other = try self.configuration()
    (other.threads, other.iterations) = (configuration.threads, configuration.iterations)
    guard other == configuration else {
      throw FileError.unwritable(
        path: path,
        reason: "the folder holds a run with other settings; choose another, or go on with it: "
          + "sim-train --resume \(quoted(path))")
    }
  }

  /// The configuration of the run that the folder holds.
  public func configuration() throws -> RunConfiguration {
    let bytes = try AtomicFile.readOwn(configurationPath, limit: 1 << 20)
    let text = String(decoding: bytes, as: UTF8.self)
    let configuration = try RunConfiguration.read(text, source: configurationPath)
    do { try configuration.validate() } catch {
      throw FileError.malformed(path: configurationPath, problem: "\(error)")
    }
    return configuration
  }

  /// Makes the folder ready for a run that goes on, and records how far it is to go.
  func goOn(_ configuration: RunConfiguration) throws -> FolderLock {
    let lock = try FolderLock(path)
    for folder in [path, checkpoints.path] { AtomicFile.removeLeftovers(in: folder) }
    var recorded = try self.configuration()
    if recorded.iterations != configuration.iterations {
      recorded.iterations = configuration.iterations
      try AtomicFile.write(recorded.yaml(), to: configurationPath)
    }
    return lock
  }

  /// The first measure after adaptation of each logged iteration up to `iteration`.
  public func history(upTo iteration: Int) throws -> [Double] {
    try MetricsLog.lines(in: metricsPath, upTo: iteration).compactMap { $0.measures.first?.values.last }
  }
}
