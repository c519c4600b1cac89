import Experiments
import Foundation
import Testing

/// What stands in `Policies/` does what its metadata claims, on the tasks that it was scored on.
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
    let scores = try #require(file.scores)
    #expect(scores.return.before.high < scores.return.after.low, "the intervals lie apart")
    let result = try RolloutRun(environment: nil, policy: path).run(
      file.configuration.evaluationSettings
    ).result
    // Another machine's kernels round otherwise: the means, not the bits, must agree.
    #expect(
      abs(result.return.before.mean - scores.return.before.mean) < 0.02 * abs(scores.return.before.mean))
    #expect(result.return.after.mean > scores.return.after.low - 0.1 * abs(scores.return.after.low))
    #expect(result.return.after.mean < scores.return.after.high + 0.1 * abs(scores.return.after.high))
  }
}
