import Foundation

/// What a report takes from a line of `metrics.jsonl`.
struct TrainingMetrics: Decodable, Sendable {
  var iteration: Int
  /// Mean return and success with 0, 1, … inner steps.
  var returns: [Double]
  var successes: [Double]
  var environmentSteps: Int
  /// That the run had taken by then, pauses apart.
  var seconds: Double

  /// - Throws: where the file cannot be read or a line is no metrics line. A run without iterations has no lines.
  static func read(_ path: String) throws(FileError) -> [TrainingMetrics] {
    let text = String(decoding: try AtomicFile.readOwn(path, limit: 1 << 30), as: UTF8.self)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var lines: [TrainingMetrics] = []
    for (i, line) in text.split(separator: "\n").enumerated() {
      do {
        lines.append(try decoder.decode(TrainingMetrics.self, from: Data(line.utf8)))
      } catch { throw .malformed(path: "\(path):\(i + 1)", problem: "is no line of metrics") }
    }
    return lines
  }
}
