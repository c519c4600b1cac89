import Foundation
import Testing

/// `--env suite/NAME`.
@Suite struct SuiteTests {
  private func object(_ outcome: Tool.Outcome) throws -> [String: Any] {
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test func listsAndDescriptionsNameTheScenes() throws {
    let suites = try #require(object(simRollout("--list", "--json"))["suites"] as? [[String: Any]])
    let ten = try #require(suites.first { $0["name"] as? String == "suite/manipulation-10" })
    #expect(
      Set(ten.keys) == ["name", "id", "summary", "horizon", "hasExpert", "train", "test", "holdsOut"]
        && ten["test"] as? [String] == ["lever", "dial"] && ten["horizon"] as? Int == 100)
    let description = try object(simRollout("--describe", "suite/manipulation-10", "--json"))
    #expect(description["test"] as? [String] == ["lever", "dial"] && description["stepSeconds"] == nil)
    #expect(description["holdsOut"] as? String == "pivot")
    #expect((description["observation"] as? [Any])?.count == 22)
    let text = try simRollout("--describe", "suite/manipulation-10").output
    #expect(text.contains("\ntest   lever, dial\nholds out every pivot\n"))
    #expect(text.contains("suite \(try #require(description["hash"] as? String))\n"))
    #expect(text.contains("push: task.goal.x"))
  }

  /// Every task in its scene, in numbers, in a trace and on film.
  @Test func aRolloutIsScoredTracedAndFilmedByScene() throws {
    try withTemporaryFolder { folder in
      let arguments = [
        "--env", "suite/manipulation-10", "--policy", "expert", "--tasks", "4", "--episodes", "2", "--seed",
        "2",
      ]
      let plain = try object(simRollout.run(arguments + ["--json"]))
      let (trace, film) = (folder + "/trace.csv", folder + "/film.png")
      let traced = try object(
        simRollout.run(arguments + ["--json", "--trace", trace, "--record", film, "--threads", "2"]))
      #expect(plain["digest"] as? String == traced["digest"] as? String)
      let scenes = try #require(plain["scenes"] as? [String: [String: Any]])
      #expect(scenes.keys.sorted() == ["dial", "lever"])
      #expect(scenes.values.compactMap { $0["tasks"] as? Int }.reduce(0, +) == 4)
      #expect(scenes.values.allSatisfy { ($0["curve"] as? [Any])?.count == 1 })
      let rows = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      #expect(rows[0].prefix(6) == ["task", "scene", "rollout", "episode", "step", "time"])
      #expect(rows.count - 1 == plain["steps"] as? Int && rows.allSatisfy { $0.count == rows[0].count })
      for (name, scores) in scenes {
        let tasks = Set(rows.dropFirst().filter { $0[1] == name }.map { $0[0] })
        #expect(tasks.count == scores["tasks"] as? Int)
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: film)).starts(with: [0x89, 0x50, 0x4E, 0x47]))
      let table = try simRollout.run(arguments + ["--beside", "random"]).output
      #expect(table.contains("         scene    return"))
      for name in ["dial, 0", "dial, random", "lever, 0", "lever, random"] {
        #expect(table.contains("  \(name) "), "\(table)")
      }
    }
  }

  @Test func aRunReportsByScene() throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      let trained = try object(
        simTrain.run(
          [
            "--env", "suite/manipulation-10", "--iterations", "1", "--output", run, "--json",
          ]
            + ["tasks.perIteration=2", "tasks.episodes=2", "evaluation.tasks=8", "evaluation.episodes=2"]
            .flatMap {
              ["--set", $0]
            }))
      let scenes = try #require(trained["scenes"] as? [String: [String: Any]])
      #expect(scenes.keys.sorted() == ["dial", "lever"])
      let dial = try #require(scenes["dial"]?["references"] as? [String: Any])
      #expect(dial.keys.sorted() == ["expert", "random", "scratch"])
      let page = try String(contentsOfFile: run + "/report.html", encoding: .utf8)
      #expect(page.contains("<h2>Scenes</h2>") && page.contains("<td>lever</td>"))
      #expect(
        page.contains("lever, policy maml++") || page.contains("dial, policy maml++"), "films of its scenes")
      // It acts wherever the layout is the same; a window shows one scene.
      let policy = run + "/policy.safetensors"
      let push = try object(
        simRollout("--policy", policy, "--env", "push", "--tasks", "1", "--episodes", "1", "--json"))
      #expect(push["env"] as? String == "limber/Push-v1" && push["scenes"] == nil)
      let view = try simView(
        "--policy", policy, "--env", "push", "--headless", "--record", folder + "/push.png")
      #expect(view.status == 0, "\(view.errors)")
      let refused = try simView("--policy", policy, "--headless", "--record", folder + "/suite.png")
      #expect(refused.status == 65 && refused.errors.contains("sim-view shows one"), "\(refused.errors)")
    }
  }

  @Test func whatCannotBeIsSaidInOneLine() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/mixed.yaml"
      try "name: mixed\ntrain: [push]\ntest: [reach]\n".write(toFile: path, atomically: true, encoding: .utf8)
      let cases: [(tool: Tool, arguments: [String], says: String)] = [
        (simTrain, ["--env", "suite/manipulaton-10"], "(did you mean \"suite/manipulation-10\"?), expected"),
        (
          simTrain, ["--env", path],
          "\(path):1: reach observes or acts otherwise than push, expected the same components"
        ),
        (
          simRollout, ["--env", "suite/push", "--policy", "optimum"],
          "nobody knows the best possible adaptation"
        ),
        (
          simRollout, ["--env", "suite/push", "--policy", "Policies/reach.safetensors"],
          "expected a policy for limber-suite/Push-v1"
        ),
        (
          simTrain, ["--env", "suite/push", "--algorithm", "rl2", "--set", "trial.steps=50"],
          "trial.steps: is 50, expected at least the 75 steps of an episode of limber-suite/Push-v1"
        ),
        (
          simView, ["--env", "suite/push"],
          "suite/push: is a suite of scenes and sim-view shows one, expected --env with the name of a scene"
        ),
        (simView, ["--env", "Environments/suites/push.yaml"], "suite/push: is a suite of scenes"),
      ]
      for (tool, arguments, says) in cases {
        let outcome = try tool.run(arguments)
        #expect(outcome.status == 65 && outcome.output.isEmpty, "\(arguments): \(outcome)")
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
      }
    }
  }
}
