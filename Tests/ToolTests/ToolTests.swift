import Foundation
import Testing

@Suite struct ToolTests {
  static let small = [
    "--iterations", "2", "--quiet", "--set", "tasksPerIteration=3", "--set", "episodesPerTask=4", "--set",
    "hidden=[8]", "--set", "evaluationTasks=3", "--set", "evaluationEpisodes=4",
  ]

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test(arguments: ["reach", "navigate"])
  func trainThenRollOut(environment: String) throws {
    try withTemporaryFolder { folder in
      func train(_ threads: String, _ name: String) throws -> [String: Any] {
        let outcome = try simTrain.run(
          Self.small + [
            "--json", "--env", environment, "--threads", threads, "--output", "\(folder)/\(name)",
          ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try object(outcome.output)
      }
      let one = try train("1", "one")
      let two = try train("2", "two")
      let digest = try #require(one["digest"] as? String)
      #expect(digest.count == 64)
      #expect(two["digest"] as? String == digest)
      #expect(
        Set(one.keys) == [
          "env", "algorithm", "seed", "iterations", "environmentSteps", "seconds", "stepsPerSecond", "return",
          "success", "curve", "policy", "digest",
        ])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/one").sorted().map {
          $0.hasPrefix("events.out.tfevents.") ? "events" : $0
        } == [
          "checkpoint", "config.yaml", "events", "metrics.jsonl", "policy.safetensors", "report.html",
          "scene.yaml", "scores.csv",
        ])

      func rollOut(_ threads: String) throws -> [String: Any] {
        let outcome = try simRollout(
          "--json", "--policy", "\(folder)/one/policy.safetensors", "--tasks", "3", "--episodes", "4",
          "--threads", threads)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try object(outcome.output)
      }
      let first = try rollOut("1")
      #expect(try rollOut("2")["digest"] as? String == first["digest"] as? String)
      #expect(
        Set(first.keys) == [
          "env", "policy", "seed", "tasks", "episodes", "adaptSteps", "return", "success", "curve", "steps",
          "seconds",
          "stepsPerSecond", "digest",
        ])
      let score = try #require((first["return"] as? [String: Any])?["after"] as? [String: Double])
      #expect(Set(score.keys) == ["mean", "low", "high"])
    }
  }

  /// A file's settings replace the defaults, of the environment and algorithm that it names too; `--set` and the
  /// named options replace the file's.
  @Test func settingsOfAFileCount() throws {
    try withTemporaryFolder { folder in
      let text = """
        environment: navigate
        algorithm: fomaml
        tasksPerIteration: 3
        episodesPerTask: 4
        hidden: [8]
        discount: 0.875
        seed: 7
        evaluationTasks: 2
        evaluationEpisodes: 3
        """
      try text.write(toFile: folder + "/settings.yaml", atomically: true, encoding: .utf8)
      let outcome = try simTrain(
        "--json", "--quiet", "--iterations", "1", "--config", folder + "/settings.yaml", "--set",
        "discount=0.75",
        "--output", folder + "/run")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let result = try object(outcome.output)
      #expect(result["env"] as? String == "limber/Navigate-v0" && result["algorithm"] as? String == "fomaml")
      #expect(result["seed"] as? Int == 7)
      let stored = try String(contentsOfFile: folder + "/run/config.yaml", encoding: .utf8).split(
        separator: "\n")
      #expect(stored.contains("tasksPerIteration: 3") && stored.contains("episodesPerTask: 4"))
      let discount = try #require(stored.first { $0.hasPrefix("discount:") })
      #expect(Double(discount.dropFirst("discount: ".count)) == 0.75)
    }
  }

  @Test func whatIsAskedForStandsBesideThePolicy() throws {
    let policy = "Policies/reach.safetensors"
    let outcome = try simRollout(
      "--json", "--policy", policy, "--tasks", "4", "--episodes", "4", "--beside", "expert", "--beside",
      policy,
      "--beside", "scratch")
    let result = try object(outcome.output)
    let beside = try #require(result["beside"] as? [String: [NSDictionary]])
    #expect(beside.mapValues(\.count) == ["expert": 1, policy: 4, "scratch": 4])
    #expect(beside[policy] == result["curve"] as? [NSDictionary])
    #expect(beside["scratch"] != beside[policy])
    let plain = try simRollout("--policy", policy, "--tasks", "3", "--episodes", "3").output
    #expect(["random", "expert", "scratch, 3"].allSatisfy { plain.contains("\($0) ") })
    let refused = try simRollout("--policy", "random", "--tasks", "2", "--beside", "scratch")
    #expect(refused.status == 65 && refused.errors.contains("expected a policy file"))
  }

  @Test func aPolicyForAnotherEnvironmentIsRefused() throws {
    try withTemporaryFolder { folder in
      #expect(try simTrain.run(Self.small + ["--output", folder + "/r"]).status == 0)
      let outcome = try simRollout("--env", "navigate", "--policy", folder + "/r/policy.safetensors")
      #expect(outcome.status == 65)
      #expect(outcome.errors.contains("was trained on limber/Reach-v0"))
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
  }

  @Test func helpListsAndDescriptionsGoToStandardOutput() throws {
    #expect(try simTrain("--help").output.contains("--init-from"))
    #expect(try simRollout("--list").output.contains("navigate"))
    #expect(try simRollout("--describe", "reach").output.contains("fingertip_x"))
    #expect(try simRollout("--version").output.hasPrefix("0."))
  }

  @Test func theReadmeQuotesTheDescriptionOfReach() throws {
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("README.md")
    let table = try simRollout("--describe", "reach").output.trimmingCharacters(in: .newlines)
    #expect(try String(contentsOf: readme, encoding: .utf8).contains("```\n\(table)\n```"))
  }
}
