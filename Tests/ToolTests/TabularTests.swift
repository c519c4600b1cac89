import Foundation
import Testing

/// Families without a scene, as a user meets them.
@Suite struct TabularTests {
  static let small = [
    "--iterations", "3", "--threads", "1", "--set", "tasks.perIteration=4", "--set", "tasks.episodes=5",
    "--set", "evaluation.tasks=4", "--set", "evaluation.episodes=4",
  ]

  private func lines(_ path: String) throws -> [[Substring]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  @Test(arguments: [("bandit", 10), ("gridworld", 15)])
  func aRunIsTrainedReportedAndRolledOut(_ name: String, _ horizon: Int) throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      let trained = try simTrain.run(Self.small + ["--env", name, "--json", "--output", run])
      #expect(trained.status == 0, "\(trained.errors)")
      let result = try object(trained.output)
      #expect(result["environmentSteps"] as? Int == 3 * 4 * 4 * 5 * horizon)
      let references = try #require(result["references"] as? [String: [[String: Any]]])
      #expect(
        references.mapValues(\.count) == ["random": 1, "expert": 1, "optimum": 1, "scratch": 4])
      #expect(trained.errors.contains("optimum") && trained.errors.contains("scratch, 3"))
      let report = try String(contentsOfFile: run + "/report.html", encoding: .utf8)
      #expect(report.contains("<td>optimum</td>") && !report.contains("Before and after"))
      #expect(!FileManager.default.fileExists(atPath: run + "/scene.yaml"))

      // Its policy, with what stands beside it and a line for each step.
      let trace = folder + "/trace.csv"
      let rolled = try simRollout(
        "--policy", run + "/policy.safetensors", "--tasks", "4", "--episodes", "4", "--json", "--beside",
        "optimum",
        "--beside", "zero", "--trace", trace)
      #expect(rolled.status == 0, "\(rolled.errors)")
      let figures = try object(rolled.output)
      #expect(figures["return"] as? NSDictionary == result["return"] as? NSDictionary)
      #expect(figures["env"] as? String == "limber/\(name.capitalized)-v0")
      #expect(
        try Set(#require(figures["references"] as? [String: Any]).keys) == ["optimum", "zero"])
      let rows = try lines(trace)
      let observed: [Substring] = name == "bandit" ? ["pulls left"] : ["x", "y"]
      let action: Substring = name == "bandit" ? "action(arm)" : "action(move)"
      #expect(
        rows[0] == ["task", "rollout", "episode", "step"] + observed
          + [action, "reward", "terminated", "truncated", "success"])
      #expect(rows.count == 1 + (figures["steps"] as? Int ?? 0))
      #expect(rows.dropFirst().allSatisfy { $0.count == rows[0].count })
      #expect(
        Set(rows.dropFirst().map { $0[4 + observed.count] }).isSubset(of: ["0.0", "1.0", "2.0", "3.0", "4.0"])
      )

      // There is nothing to draw.
      for (tool, arguments) in [
        (simRollout, ["--record", folder + "/film.gif"]),
        (simView, ["--headless", "--record", folder + "/film.gif"]),
        (simView, []),
      ] {
        let outcome = try tool.run(["--policy", run + "/policy.safetensors"] + arguments)
        #expect(outcome.status == 65 && outcome.output.isEmpty)
        #expect(
          outcome.errors == "error: limber/\(name.capitalized)-v0: has no scene, there is nothing to draw\n")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["run", "trace.csv"])

      // Going on needs nothing but the folder.
      let resumed = try simTrain("--resume", run, "--iterations", "4", "--json", "--quiet")
      #expect(
        try resumed.status == 0 && object(resumed.output)["iterations"] as? Int == 4, "\(resumed.errors)")
    }
  }

  @Test func theyAreDescribed() throws {
    let text = try simRollout("--describe", "gridworld").output
    #expect(text.contains("move: 0 = stay, 1 = up, 2 = right, 3 = down, 4 = left\n"), "\(text)")
    let described = try object(simRollout("--describe", "limber/Gridworld-v0", "--json").output)
    #expect(
      Set(described.keys) == [
        "schemaVersion", "version", "name", "id", "summary", "horizon", "observation", "action", "task",
      ])
    let action = try #require((described["action"] as? [[String: Any]])?.first)
    #expect(action["choices"] as? [String] == ["stay", "up", "right", "down", "left"])
    for line in ["gridworld  ", "  0  x", "15 steps"] { #expect((text + "gridworld  ").contains(line)) }
  }

  /// The first of several that were named is what is said.
  @Test func whatCannotBeIsSaid() throws {
    let cases: [(tool: Tool, arguments: [String], says: String)] = [
      (
        simTrain, ["--env", "bandit", "--set", "model.kind=gaussian-mlp"],
        "error: bandit is acted in by choices, expected model.kind=categorical-mlp"
      ),
      (
        simTrain, ["--set", "model.kind=categorical-mlp"],
        "error: reach is acted in by numbers, expected model.kind=gaussian-mlp"
      ),
      (simTrain, ["--env", "limber/Bandit-v9"], "error: limber/Bandit-v9: no such environment"),
      (
        simRollout, ["--env", "gridwolrd"],
        "(did you mean \"gridworld\"?), expected a scene file or one of bandit,"
      ),
      (
        simRollout, ["--env", "reach", "--policy", "optimum"],
        "error: reach: nobody knows the best possible adaptation"
      ),
      (simView, ["--env", "bandit"], "error: limber/Bandit-v0: has no scene, there is nothing to draw"),
      (
        simRollout, ["--env", "bandit", "--policy", "Policies/reach.safetensors"],
        "expected a policy for limber/Bandit-v0"
      ),
    ]
    for (tool, arguments, says) in cases {
      let outcome = try tool.run(arguments)
      #expect(outcome.status == 65 && outcome.output.isEmpty, "\(arguments): \(outcome)")
      #expect(outcome.errors.contains(says), "\(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
  }
}
