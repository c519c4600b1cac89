import Foundation
import MetaLearning

/// `metrics.jsonl`: one JSON object a meta-iteration, appended as it ends.
final class MetricsLog {
  private let path: String
  private let handle: FileHandle

  init(_ path: String) throws(FileError) {
    self.path = path
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  private struct Line: Encodable {
    var iteration: Int
    /// Mean return and success with 0, 1, … inner steps.
    var returns: [Double]
    var successes: [Double]
    var loss: Float
    var gradientNorm: Float
    var environmentSteps: Int
    var seconds: Double
    var divergence: Float?
    var accepted: Bool?
    var lineSearchSteps: Int?
    var converged: Bool?
    var residual: Float?
    var rates: [Float]?
  }

  func append(iteration: Int, _ report: IterationReport, seconds: Double) throws(FileError) {
    let line = Line(
      iteration: iteration, returns: report.summaries.map(\.meanReturn),
      successes: report.summaries.map(\.successRate), loss: report.loss, gradientNorm: report.gradientNorm,
      environmentSteps: report.steps, seconds: seconds, divergence: report.trustRegion?.divergence,
      accepted: report.trustRegion?.accepted, lineSearchSteps: report.trustRegion?.lineSearchSteps,
      converged: report.trustRegion?.converged, residual: report.trustRegion?.residual,
      rates: report.meanRates)
    do { try handle.write(contentsOf: Data((json(line) + "\n").utf8)) } catch {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
  }
}
