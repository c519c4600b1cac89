import Foundation
import MetaLearning

/// `metrics.jsonl`: one JSON object a meta-iteration, appended as it ends.
final class MetricsLog {
  private let file: AppendingFile

  /// Cuts the lines of later iterations, which will be made again, and what a killed run left of a line.
  /// - Parameter iteration: the last one behind the state that the run goes on from.
  init(_ path: String, after iteration: Int) throws(FileError) {
    file = try AppendingFile(path, keeping: Self.lines(of: path, upTo: iteration).last?.end ?? 0)
  }

  private struct Line: Codable {
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
    /// Why a trust-region update was refused.
    var refusal: String?
    var lineSearchSteps: Int?
    /// Whether conjugate gradients reached their tolerance, and how far they were from it.
    var converged: Bool?
    var residual: Float?
    var rates: [Float]?
  }

  func append(iteration: Int, _ report: IterationReport, seconds: Double) throws(FileError) {
    let region = report.trustRegion
    let line = Line(
      iteration: iteration, returns: report.summaries.map(\.meanReturn),
      successes: report.summaries.map(\.successRate), loss: report.loss, gradientNorm: report.gradientNorm,
      environmentSteps: report.steps, seconds: seconds, divergence: region?.divergence,
      accepted: region?.accepted, refusal: region?.refusal?.rawValue,
      lineSearchSteps: region?.lineSearchSteps,
      converged: region?.converged, residual: region?.residual, rates: report.meanRates)
    try file.append(Array((json(line) + "\n").utf8))
  }

  /// The return after adaptation of each iteration in a log, up to `iteration`.
  static func returns(in path: String, upTo iteration: Int) throws(FileError) -> [Double] {
    try lines(of: path, upTo: iteration).compactMap(\.line.returns.last)
  }

  /// The whole lines up to `iteration`, and where each one ends.
  private static func lines(
    of path: String, upTo iteration: Int
  ) throws(FileError) -> [(line: Line, end: Int)] {
    var status = stat()
    guard lstat(path, &status) == 0 else { return [] }
    let bytes = try AtomicFile.readOwn(path, limit: 1 << 30)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var lines: [(line: Line, end: Int)] = []
    var start = 0
    while let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      guard let line = try? decoder.decode(Line.self, from: Data(bytes[start..<newline])),
        line.iteration <= iteration, line.iteration > lines.last?.line.iteration ?? 0
      else { break }
      start = newline + 1
      lines.append((line, start))
    }
    return lines
  }
}
