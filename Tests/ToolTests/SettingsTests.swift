import Foundation
import Testing

/// Settings that are printed, read back and refused.
@Suite struct SettingsTests {
  static let runs: [[String]] = [
    [], ["--env", "navigate", "--algorithm", "anil", "--set", "update.damping=0.25"],
    ["--algorithm", "reptile", "--iterations", "7"],
    ["--algorithm", "promp", "--set", "schedule.over=50"],
    ["--env", "mapping/sinusoid", "--algorithm", "meta-sgd", "--seed", "9"],
    ["--env", "mapping/linear", "--set", "loss.dropout=0.1", "--set", "tasks.shots=3"],
    ["--algorithm", "maml", "--set", "update.kind=adam", "--set", "update.rate=0.0015"],
    ["--algorithm", "scratch"],
  ]

  @Test(arguments: runs.indices) func whatADryRunPrintsIsReadBackToTheSame(_ index: Int) throws {
    try withTemporaryFolder { folder in
      let printed = try simTrain.run(["--dry-run"] + Self.runs[index])
      #expect(printed.status == 0 && printed.errors.isEmpty, "\(printed.errors)")
      try printed.output.write(toFile: folder + "/settings.yaml", atomically: true, encoding: .utf8)
      let again = try simTrain("--dry-run", "--config", folder + "/settings.yaml")
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.output == printed.output)
      #expect(!printed.output.contains(/[0-9]\.[0-9]+e|[0-9]\.[0-9]{8}/), "\(printed.output)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["settings.yaml"])
    }
  }

  /// What it prints is what the run then has, and what its folder records.
  @Test func aDryRunPrintsTheSettingsOfTheRun() throws {
    try withTemporaryFolder { folder in
      let arguments = ToolTests.small + ["--seed", "5", "--algorithm", "maml"]
      let run = folder + "/run"
      let printed = try simTrain.run(["--dry-run", "--output", run] + arguments)
      #expect(printed.status == 0, "\(printed.errors)")
      #expect(!FileManager.default.fileExists(atPath: run))
      #expect(try simTrain.run(["--output", run] + arguments).status == 0)
      #expect(try String(contentsOfFile: run + "/config.yaml", encoding: .utf8) == printed.output)
      #expect(printed.output.contains("rates: [0.15, 0.08, 0.05]"), "\(printed.output)")
      let resumed = try simTrain("--dry-run", "--resume", run)
      #expect(resumed.output == printed.output)
      let json = try object(simTrain("--dry-run", "--json", "--resume", run).output)
      #expect(json["algorithm"] as? String == "maml" && json["seed"] as? Int == 5)
    }
  }

  @Test func aDryRunRefusesWhatARunWouldRefuse() throws {
    for (arguments, says) in [
      (["--set", "update.backtrack=2"], "update.backtrack: is 2.0, expected a number in (0, 1)"),
      (["--env", "mapping/sinusoid", "--algorithm", "oracle"], "oracle needs episodes"),
      (["--algorithm", "reptile", "--set", "update.kind=trust-region"], "update.kind: is trust-region"),
      (["--set", "learner.adapting=[hed.*]"], "learner.adapting: is hed.*, expected names among"),
    ] {
      let outcome = try simTrain.run(["--dry-run"] + arguments)
      #expect(outcome.status == 65 && outcome.output.isEmpty, "\(outcome)")
      #expect(outcome.errors.contains(says), "\(outcome.errors)")
    }
  }

  @Test func aFileWithOldKeysIsRefusedNamingTheNewOnes() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/old.yaml"
      for (line, says) in [
        ("tasksPerIteration: 3", "tasksPerIteration: no such setting; it is tasks.perIteration now"),
        ("metaRate: 0.1", "metaRate: no such setting; it is update.rate now"),
        ("evaluationTasks: 3", "evaluationTasks: no such setting; it is evaluation.tasks now"),
        ("update: {damping: 1, kind: adam}", "update.kind=trust-region has it, this run has adam"),
      ] {
        try "\(line)\n".write(toFile: path, atomically: true, encoding: .utf8)
        let outcome = try simTrain("--config", path, "--output", folder + "/run")
        #expect(outcome.status == 65 && outcome.errors.hasPrefix("error: \(path): "), "\(outcome)")
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["old.yaml"])
      }
    }
  }
}
