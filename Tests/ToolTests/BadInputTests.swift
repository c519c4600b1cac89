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
    // Too much is refused as well, with the range.
    (simRollout, ["--tasks", "1000000000"], "--tasks is 1000000000, expected at least 1 and at most 100000"),
    (simRollout, ["--episodes", "1000000000"], "expected at least 1 and at most 10000"),
    (simRollout, ["--adapt-steps", "1000000000"], "expected at least 0 and at most 100"),
    (simRollout, ["--threads", "9223372036854775807"], "expected at least 1 and at most 1024"),
    (simTrain, ["--threads", "9223372036854775807"], "expected at least 1 and at most 1024"),
    (simTrain, ["--iterations", "1000000000"], "expected at least 1 and at most 10000000"),
    (simTrain, ["--seeds", "1000000000"], "expected at least 1 and at most 1000"),
    (
      simTrain, ["--seed", "18446744073709551615", "--seeds", "2"],
      "--seeds 2 from seed 18446744073709551615 on goes beyond"
    ),
    (simTrain, ["compare", "one"], "compare takes at least two runs"),
    (simRollout, ["--shots", "3", "--episodes", "3"], "--shots and --episodes exclude each other"),
    (simRollout, ["--describe", "reach", "--record", "x.png"], "--describe and --record exclude each other"),
    (simRollout, ["--describe", "reach", "--list"], "--describe and --list exclude each other"),
    (simRollout, ["--shots", "3"], "--shots: random acts in episodes, expected --episodes"),
    (
      simRollout, ["--shots", "3", "--policy", "Policies/reach.safetensors", "--json"],
      "--shots: Policies/reach.safetensors acts in episodes, expected --episodes"
    ),
    (simTrain, ["--resume", ""], "--resume is empty, expected a run folder"),
    (simTrain, ["--output", ""], "--output is empty, expected a run folder"),
    (simRollout, ["--policy", ""], "--policy is empty"),
    (simRollout, ["--trace", ""], "--trace is empty"),
    (simView, ["--record", ""], "--record is empty"),
  ]

  static let values: [(tool: Tool, arguments: [String], says: String)] = [
    (simTrain, ["--env", "reech"], "reach"),
    (simRollout, ["--env", "nowhere"], "navigate"),
    (simTrain, ["--algorithm", "mamal"], "one of maml, maml++, fomaml"),
    (simTrain, ["--algorithm", "MAML"], "--algorithm: is MAML, expected one of maml, "),
    (simTrain, ["--algorithm", "MAML"], "; did you mean maml?"),
    (
      simRollout, ["--policy", "scratch"], "stands only beside a trained one: --policy FILE --beside scratch"
    ),
    (simTrain, ["--set", "threads=9223372036854775807"], "expected an integer from 1 to 1024"),
    (simTrain, ["--set", "learner.rate=[1]"], "did you mean learner.rates?"),
    (simTrain, ["--set", "innerRates=[1]"], "innerRates: no such setting; it is learner.rates now"),
    (
      simTrain, ["--set", "update.kind=adam", "--set", "update.damping=0.1"],
      "update.damping: no such setting; update.kind=trust-region has it, this run has adam"
    ),
    (
      simTrain, ["--env", "mapping/sinusiod"],
      "--env: is mapping/sinusiod, expected one of mapping/dynamics, "
    ),
    (simTrain, ["--env", "mapping/sinusiod"], "; did you mean mapping/sinusoid?"),
    (simRollout, ["--describe", "mapping/nothing"], "expected one of mapping/dynamics, mapping/kinematics"),
    (
      simTrain, ["--env", "mapping/sinusoid", "--algorithm", "promp"],
      "error: promp needs episodes; mapping/sinusoid has examples"
    ),
    (
      simTrain, ["--env", "mapping/sinusoid", "--set", "tasks.episodes=3"],
      "tasks.episodes: no such setting; this run has examples, not episodes"
    ),
    (
      simTrain, ["--set", "tasks.shots=3"],
      "tasks.shots: no such setting; mappings have examples, this run has episodes"
    ),
    (
      simRollout, ["--env", "mapping/sinusoid", "--policy", "random"],
      "random: acts in episodes; mapping/sinusoid has examples, expected a policy file"
    ),
    (simTrain, ["compare", "/no/such/run", "/no/such/other"], "/no/such/run/config.yaml: cannot be read"),
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
