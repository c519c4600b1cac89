import Foundation
import Testing

/// What a user makes with a scene of his own, from wherever he stands.
@Suite struct UserSceneTests {
  private static let reach = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Environments/reach.yaml")

  private func run(_ tool: Tool, in folder: String, _ arguments: [String]) throws -> Tool.Outcome {
    try tool.run(["-c", "cd \"$0\" && exec \"$@\"", folder, tool.path] + arguments, by: "/bin/bash")
  }

  @Test func runAndPolicyDoNotNeedTheFile() throws {
    try withTemporaryFolder { folder in
      for name in ["here", "there"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
      }
      let text = try String(contentsOf: Self.reach, encoding: .utf8)
        .replacingOccurrences(of: "name: reach", with: "name: mine")
      try text.write(toFile: folder + "/here/mine.yaml", atomically: true, encoding: .utf8)
      let trained = try run(
        simTrain, in: folder + "/here",
        ToolTests.small + ["--json", "--env", "./mine.yaml", "--output", "run"])
      #expect(trained.status == 0, "\(trained.errors)")
      let digest = try #require(object(trained.output)["digest"] as? String)
      try FileManager.default.removeItem(atPath: folder + "/here/mine.yaml")

      let again = try run(simTrain, in: folder + "/there", ["--resume", "../here/run", "--json", "--quiet"])
      #expect(again.status == 0, "\(again.errors)")
      #expect(try object(again.output)["digest"] as? String == digest)
      let rolled = try run(
        simRollout, in: folder + "/there",
        ["--json", "--policy", "../here/run/policy.safetensors", "--tasks", "3", "--episodes", "3"])
      #expect(rolled.status == 0, "\(rolled.errors)")
      #expect(try object(rolled.output)["env"] as? String == "limber/Mine-v0")
    }
  }

  @Test func aRewardThatIsNeverMetIsCalledThat() throws {
    try withTemporaryFolder { folder in
      let text = try String(contentsOf: Self.reach, encoding: .utf8)
        .replacingOccurrences(of: "below: 0.02", with: "below: 0.000001")
      let rules = try #require(text.range(of: "reward:"))
      let end = try #require(text.range(of: "success:"))
      var sparse = text
      sparse.replaceSubrange(
        rules.lowerBound..<end.lowerBound, with: "reward: [{bonus: success, weight: 1}]\n")
      try sparse.write(toFile: folder + "/sparse.yaml", atomically: true, encoding: .utf8)
      let outcome = try simTrain.run(
        ToolTests.small + ["--json", "--env", folder + "/sparse.yaml", "--output", folder + "/run"])
      #expect(outcome.status == 0)
      #expect(
        outcome.errors.hasPrefix(
          "note: in 2 of 2 iterations all episodes had the same return, so there was no gradient: "),
        "\(outcome.errors)")
      #expect(!outcome.errors.contains("trust") && !outcome.errors.contains("curvature"))
    }
  }

  @Test func whatIsLostAndWhatIsNotTakenIsSaid() throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      #expect(try simTrain.run(ToolTests.small + ["--output", run]).status == 0)
      let twice = try simTrain.run(ToolTests.small + ["--output", run])
      #expect(twice.status == 65 && twice.output.isEmpty)
      #expect(
        twice.errors
          == "error: \(run): cannot be written: the folder holds a run; choose another, or go on with: "
          + "sim-train --resume \(run)\n")
      let metrics = run + "/metrics.jsonl"
      let line = try String(contentsOfFile: metrics, encoding: .utf8).split(separator: "\n")[0]
      try "\(line)\n".write(toFile: metrics, atomically: true, encoding: .utf8)
      let again = try simTrain("--resume", run, "--quiet", "--json")
      #expect(again.status == 0)
      #expect(again.errors.contains("note: \(metrics) holds 1 of 2 iterations; the others are lost\n"))
      let other = try simTrain.run(
        ToolTests.small + [
          "--init-from", run + "/policy.safetensors", "--set", "learner.rates=[0.1]", "--output",
          folder + "/next",
        ])
      #expect(other.status == 0)
      #expect(
        other.errors.contains(
          "note: this run begins at its own learner.rates, not at the step sizes learned in "),
        "\(other.errors)"
      )
    }
  }

  /// A schedule that has ended stays ended, and whoever goes on is told with what a straight run would be equal.
  @Test func aProlongedRunSaysThatItsScheduleEnded() throws {
    try withTemporaryFolder { folder in
      func digest(_ outcome: Tool.Outcome) throws -> String {
        try #require(object(outcome.output)["digest"] as? String, "\(outcome.errors)")
      }
      let run = folder + "/run"
      #expect(try simTrain.run(ToolTests.small + ["--output", run]).status == 0)
      let longer = try simTrain("--resume", run, "--iterations", "4", "--json", "--quiet")
      #expect(longer.status == 0)
      #expect(
        longer.errors
          == "note: outer updates fall to 0.1 of their size by iteration 2 and stay there; a run of 4 from the "
          + "start has the same result only with --set schedule.over=2\n", "\(longer.errors)")
      func straight(_ name: String, _ more: String...) throws -> String {
        try digest(
          simTrain.run(
            ToolTests.small + ["--iterations", "4", "--json", "--output", "\(folder)/\(name)"] + more))
      }
      #expect(try straight("same", "--set", "schedule.over=2") == digest(longer))
      #expect(try straight("other") != digest(longer))
      // Nothing falls for a mapping: nothing is to be said.
      let mapping = folder + "/mapping"
      #expect(try simTrain.run(MappingTests.small + ["--output", mapping]).status == 0)
      let more = try simTrain("--resume", mapping, "--iterations", "33", "--json", "--quiet")
      #expect(more.status == 0 && more.errors.isEmpty, "\(more.errors)")
    }
  }
}
