import Experiments
import Files
import Foundation
import Models
import Testing

/// What stands in `Policies/` does what its metadata and the table in `Policies/README.md` claim, on the tasks that it
/// was scored on.
@Suite struct ShippedPolicyTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Policies").path

  static func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".safetensors") }
      .sorted()
  }

  @Test func thereAreSome() throws { #expect(try Self.files().count >= 2) }

  @Test(arguments: try files())
  func adaptsAsItsScoresSay(_ name: String) throws {
    let path = "\(Self.folder)/\(name)"
    let file = try PolicyFile(reading: path)
    let scores = try JSONText.decode([CurvePoint].self, #require(file.scores))
    let first = try #require(scores.first?.measures["return"])
    let last = try #require(scores.last?.measures["return"])
    #expect(first.high < last.low, "the intervals lie apart")
    let settings = try file.configuration(path: path)
    let evaluation = try RolloutRun(environment: nil, policy: path).run(settings.evaluationSettings)
      .evaluation
    #expect(evaluation.points == scores.count)
    let rolled = try #require(evaluation.ends("return"))
    // Another machine's kernels round otherwise: the means, not the bits, must agree.
    #expect(abs(rolled.before.mean - first.mean) < 0.02 * abs(first.mean))
    #expect(rolled.after.mean > last.low - 0.1 * abs(last.low))
    #expect(rolled.after.mean < last.high + 0.1 * abs(last.high))
    #expect((settings.trial != nil) == name.contains("-rl2"), "names say the algorithm")
    #expect(settings.environment.isEmpty == false && file.scene != nil)
  }

  /// The table's figures are those of the file, rounded.
  @Test(arguments: try files())
  func theTableSaysWhatTheFileHolds(_ name: String) throws {
    let file = try PolicyFile(reading: "\(Self.folder)/\(name)")
    let scores = try JSONText.decode([CurvePoint].self, #require(file.scores))
    let table = try String(contentsOfFile: Self.folder + "/README.md", encoding: .utf8)
    let row = try #require(
      table.split(separator: "\n").first { $0.hasPrefix("| `\(name)` |") }, "no row of \(name)")
    for point in [scores[0], scores[scores.count - 1]] {
      let interval = try #require(point.measures["return"])
      let numbers = [interval.mean, interval.low, interval.high].map {
        String(format: "%.1f", $0).replacing("-", with: "−")
      }
      #expect(row.contains("\(numbers[0]) (\(numbers[1]) to \(numbers[2]))"), "\(numbers) in \(row)")
    }
    let success = try [scores[0], scores[scores.count - 1]].map {
      try String(format: "%.0f", 100 * #require($0.measures["success"]).mean)
    }
    #expect(row.contains("\(success[0]) → \(success[1]) %"), "\(success) in \(row)")
  }
}
