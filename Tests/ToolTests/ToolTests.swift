import Foundation
import Testing

@Suite struct ToolTests {
  static let small = [
    "--iterations", "2", "--quiet", "--set", "tasks.perIteration=3", "--set", "tasks.episodes=4", "--set",
    "model.hidden=[8]", "--set", "evaluation.tasks=3", "--set", "evaluation.episodes=4",
  ]

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
          "schemaVersion", "version", "env", "algorithm", "seed", "iterations", "environmentSteps", "seconds",
          "cpuSeconds",
          "stepsPerSecond", "return", "success", "axis", "curve", "policy", "digest", "processor",
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
          "schemaVersion", "version", "env", "policy", "seed", "tasks", "episodes", "adaptSteps",
          "deterministic", "return",
          "success", "axis", "curve", "steps", "seconds", "stepsPerSecond", "digest", "processor",
        ])
      #expect(first["deterministic"] as? Bool == false)
      let score = try #require((first["return"] as? [String: Any])?["after"] as? [String: Double])
      #expect(Set(score.keys) == ["mean", "low", "high"])
    }
  }

  /// Of a policy that adapts as it acts in all episodes; of one that takes gradient steps, its adaptation explores.
  @Test(arguments: ["navigate-rl2", "navigate"]) func theLikeliestActionsAreScoredIfWanted(name: String)
    throws
  {
    func rollOut(_ options: String...) throws -> [String: Any] {
      let outcome = try simRollout.run(
        ["--json", "--policy", "Policies/\(name).safetensors", "--tasks", "2", "--episodes", "3"] + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try object(outcome.output)
    }
    let (drawn, likeliest) = (try rollOut(), try rollOut("--deterministic"))
    #expect(drawn["deterministic"] as? Bool == false && likeliest["deterministic"] as? Bool == true)
    #expect(drawn["digest"] as? String != likeliest["digest"] as? String)
    let again = try rollOut("--deterministic", "--threads", "1")
    #expect(again["digest"] as? String == likeliest["digest"] as? String)
    let beside = try rollOut("--beside", "Policies/\(name).safetensors", "--deterministic")
    let references = try #require(beside["references"] as? [String: NSArray])
    #expect(references.values.first == likeliest["curve"] as? NSArray)
  }

  /// A file's settings replace the defaults, of the environment and algorithm that it names too; `--set` and the
  /// named options replace the file's.
  @Test func settingsOfAFileCount() throws {
    try withTemporaryFolder { folder in
      let text = """
        environment: navigate
        algorithm: fomaml
        tasks: {perIteration: 3, episodes: 4}
        model: {hidden: [8]}
        advantages: {discount: 0.875}
        seed: 7
        evaluation:
          tasks: 2
          episodes: 3
        """
      try text.write(toFile: folder + "/settings.yaml", atomically: true, encoding: .utf8)
      let outcome = try simTrain(
        "--json", "--quiet", "--iterations", "1", "--config", folder + "/settings.yaml", "--set",
        "advantages.discount=0.75",
        "--output", folder + "/run")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let result = try object(outcome.output)
      #expect(result["env"] as? String == "limber/Navigate-v0" && result["algorithm"] as? String == "fomaml")
      #expect(result["seed"] as? Int == 7)
      let stored = try String(contentsOfFile: folder + "/run/config.yaml", encoding: .utf8).split(
        separator: "\n")
      for line in ["  perIteration: 3", "  episodes: 4", "  discount: 0.75", "seed: 7", "  hidden: [8]"] {
        #expect(stored.contains(line[...]), "\(line) in \(stored)")
      }
    }
  }

  @Test func whatIsAskedForStandsBesideThePolicy() throws {
    try withTemporaryFolder { folder in
      let policy = try smallPolicy(in: folder)
      let outcome = try simRollout(
        "--json", "--policy", policy, "--tasks", "4", "--episodes", "4", "--beside", "expert", "--beside",
        policy, "--beside", "scratch")
      let result = try object(outcome.output)
      let references = try #require(result["references"] as? [String: [NSDictionary]])
      #expect(references.mapValues(\.count) == ["expert": 1, policy: 4, "scratch": 4])
      #expect(references[policy] == result["curve"] as? [NSDictionary])
      #expect(references["scratch"] != references[policy])
      let plain = try simRollout("--policy", policy, "--tasks", "3", "--episodes", "3").output
      #expect(["random", "expert", "scratch, 3"].allSatisfy { plain.contains("\($0) ") })
      let refused = try simRollout("--policy", "random", "--tasks", "2", "--beside", "scratch")
      #expect(refused.status == 65 && refused.errors.contains("expected a policy file"))
    }
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
