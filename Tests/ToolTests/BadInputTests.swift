import Foundation
import Testing

/// Bad input ends with one line on standard error, the right status, and nothing half-written.
@Suite struct BadInputTests {
  static let usage: [(tool: Tool, arguments: [String], says: String)] = [
    (simTrain, ["--iterations", "0"], "--iterations is 0, expected at least 1"),
    (simTrain, ["--threads", "0"], "--threads is 0, expected at least 1"),
    (simTrain, ["--iterations", "many"], "'many'"),
    (simTrain, ["--no-such-option"], "--no-such-option"),
    (simTrain, ["--resume", "x", "--seed", "2"], "--seed cannot change a run"),
    (simRollout, ["--tasks", "-1"], "--tasks is -1, expected at least 1"),
    (simRollout, ["--episodes", "0"], "--episodes is 0, expected at least 1"),
    (simRollout, ["--adapt-steps", "-2"], "--adapt-steps is -2, expected at least 0"),
    (simRollout, ["--threads", "0"], "--threads is 0, expected at least 1"),
  ]

  static let values: [(tool: Tool, arguments: [String], says: String)] = [
    (simTrain, ["--env", "reech"], "reach"),
    (simRollout, ["--env", "nowhere"], "navigate"),
    (simTrain, ["--algorithm", "mamal"], "one of maml, fomaml"),
    (simTrain, ["--set", "inerRates=[1]"], "did you mean innerRates?"),
    (simTrain, ["--output", "/proc/limber"], "/proc/limber: cannot be written"),
    (simTrain, ["--resume", "/no/such/run"], "/no/such/run/config.yaml: cannot be read"),
    (simTrain, ["--config", "/no/such/file"], "/no/such/file: cannot be read"),
    (simTrain, ["--init-from", "/no/such/policy"], "/no/such/policy: cannot be read"),
    (simRollout, ["--policy", "/no/such/policy"], "/no/such/policy: cannot be read"),
    (simRollout, ["--policy", "README.md"], "README.md: "),
    (simRollout, ["--describe", "nowhere"], "reach-visible"),
  ]

  private func check(_ bad: (tool: Tool, arguments: [String], says: String), status: Int32) throws {
    let outcome = try bad.tool.run(bad.arguments)
    #expect(outcome.status == status, "\(bad.arguments): \(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains(bad.says), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }

  @Test(arguments: usage.indices) func badUsage(_ index: Int) throws {
    try check(Self.usage[index], status: 64)
  }

  @Test(arguments: values.indices) func badValue(_ index: Int) throws {
    try check(Self.values[index], status: 65)
  }

  /// Scenes that no engine should be given.
  static let scenes: [(name: String, from: String, to: String, says: String)] = [
    ("unknown key", "horizon: 50", "horizont: 50", "horizon"),
    ("negative mass", "density: 100}", "density: -100}", "density"),
    ("not a number", "time_step: 0.02", "time_step: .nan", "time_step"),
    ("joint to nowhere", "{joint: joint0, mode", "{joint: elbow, mode", "elbow"),
    ("no YAML", "name: reach", "name: [reach", "expected valid YAML"),
  ]

  @Test(arguments: scenes.indices) func badScene(_ index: Int) throws {
    let bad = Self.scenes[index]
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Environments/reach.yaml")
    let text = try String(contentsOf: source, encoding: .utf8)
    let broken = text.replacingOccurrences(of: bad.from, with: bad.to)
    #expect(broken != text)
    try withTemporaryFolder { folder in
      let path = folder + "/bad.yaml"
      try broken.write(toFile: path, atomically: true, encoding: .utf8)
      for tool in [simTrain, simRollout] {
        try check((tool, ["--env", path], bad.says), status: 65)
        #expect(try tool("--env", path).errors.contains(path))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["bad.yaml"])
    }
  }
}
