import Files
import Foundation
import MetaLearning

/// `metrics.jsonl`: one JSON object for a meta-iteration, appended as it ends.
final class MetricsLog {
  private let file: AppendingFile

  /// Cuts the lines of later iterations, which will be made again, and what a killed run left of a line.
  /// - Parameter iteration: the last one behind the state that the run goes on from.
  init(_ path: String, after iteration: Int) throws(FileError) {
    file = try AppendingFile(path, keeping: Self.read(path, upTo: iteration).last?.end ?? 0)
  }

  func append(iteration: Int, _ report: IterationReport, seconds: Double) throws(FileError) {
    try file.append(
      Array((JSONText.encode(MetricsLine(iteration, report, seconds: seconds)) + "\n").utf8))
  }

  /// The whole lines up to `iteration`.
  static func lines(in path: String, upTo iteration: Int = .max) throws(FileError) -> [MetricsLine] {
    try read(path, upTo: iteration).map(\.line)
  }

  /// The same, and where each one ends.
  private static func read(
    _ path: String, upTo iteration: Int
  ) throws(FileError) -> [(line: MetricsLine, end: Int)] {
    var status = stat()
    guard lstat(path, &status) == 0 else { return [] }
    let bytes = try AtomicFile.readOwn(path, limit: 1 << 30)
    var lines: [(line: MetricsLine, end: Int)] = []
    var start = 0
    while let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let text = String(decoding: bytes[start..<newline], as: UTF8.self)
      guard let line = try? JSONText.decode(MetricsLine.self, text),
        line.iteration <= iteration, line.iteration > lines.last?.line.iteration ?? 0
      else { break }
      start = newline + 1
      lines.append((line, start))
    }
    return lines
  }
}

/// What a meta-iteration leaves in `metrics.jsonl`.
public struct MetricsLine: Codable, Sendable {
  /// One measure with 0, 1, … absorptions, means over the iteration's tasks.
  public struct Curve: Codable, Sendable {
    public var name: String
    public var values: [Double]
  }

  public var iteration: Int
  public var measures: [Curve]
  public var loss: Float
  public var gradientNorm: Float
  /// Environment steps or examples.
  public var amount: Int
  /// That the run had taken by then, pauses apart.
  public var seconds: Double
  public var divergence: Float?
  public var accepted: Bool?
  /// Why a trust-region update was refused.
  public var refusal: String?
  public var lineSearchSteps: Int?
  /// Whether conjugate gradients reached their tolerance, and how far they were from it.
  public var converged: Bool?
  public var residual: Float?
  /// What else the learner told, such as learned step sizes.
  public var diagnostics: [Curve]?

  init(_ iteration: Int, _ report: IterationReport, seconds: Double) {
    let region = report.trustRegion
    self.iteration = iteration
    measures = (report.measures.first?.names ?? []).map { name in
      Curve(name: name, values: report.measures.compactMap { $0[name] })
    }
    loss = report.loss
    gradientNorm = report.gradientNorm
    amount = report.amount
    self.seconds = seconds
    divergence = region?.divergence
    accepted = region?.accepted
    refusal = region?.refusal?.rawValue
    lineSearchSteps = region?.lineSearchSteps
    converged = region?.converged
    residual = region?.residual
    if !report.diagnostics.names.isEmpty {
      diagnostics = zip(report.diagnostics.names, report.diagnostics.values).map {
        Curve(name: $0, values: [$1])
      }
    }
  }

  public func values(_ name: String) -> [Double] { measures.first { $0.name == name }?.values ?? [] }
}

extension RunFolder {
  /// The lines of `metrics.jsonl`; none where a run had no iterations.
  public func metrics() throws -> [MetricsLine] { try MetricsLog.lines(in: metricsPath) }
}
