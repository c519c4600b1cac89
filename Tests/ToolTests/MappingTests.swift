import Foundation
import Testing

/// A family of functions from training to rollout, as a user meets it.
@Suite struct MappingTests {
  static let small = [
    "--env", "mapping/sinusoid", "--algorithm", "maml", "--iterations", "30", "--quiet", "--set",
    "tasks.perIteration=4", "--set", "evaluation.tasks=6", "--set", "evaluation.steps=3", "--set",
    "model.hidden=[8]",
  ]

  private func train(_ arguments: String..., output: String) throws -> [String: Any] {
    let outcome = try simTrain.run(Self.small + ["--json", "--output", output] + arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try object(outcome.output)
  }

  private func checkCurve(_ value: Any?, shots: Int, points: Int) throws {
    let curve = try #require(value as? [[String: Any]])
    #expect(curve.count == points)
    for (k, point) in curve.enumerated() {
      #expect(Set(point.keys) == ["at", "experience", "environmentSteps", "measures"])
      #expect(point["at"] as? Int == k && point["environmentSteps"] as? Int == 0)
      // The same examples are adapted on at every step.
      #expect(point["experience"] as? Int == (k == 0 ? 0 : shots))
      let measures = try #require(point["measures"] as? [String: [String: Double]])
      #expect(Array(measures.keys) == ["error"])
      let error = try #require(measures["error"])
      #expect(Set(error.keys) == ["mean", "low", "high"])
      #expect(try #require(error["low"]) <= #require(error["mean"]))
      #expect(try #require(error["mean"]) <= #require(error["high"]))
    }
  }

  @Test func trainThenRollOut() throws {
    try withTemporaryFolder { folder in
      let one = try train("--threads", "1", output: folder + "/one")
      #expect(
        Set(one.keys) == [
          "schemaVersion", "version", "env", "algorithm", "seed", "iterations", "examples", "seconds",
          "cpuSeconds",
          "stepsPerSecond", "error", "axis", "curve", "policy", "digest", "processor",
        ])
      #expect(one["schemaVersion"] as? Int == 2 && one["axis"] as? String == "steps")
      #expect(one["env"] as? String == "mapping/sinusoid" && one["algorithm"] as? String == "maml")
      // 30 iterations of 4 tasks with 10 support and 10 query examples.
      #expect(one["iterations"] as? Int == 30 && one["examples"] as? Int == 30 * 4 * 20)
      try checkCurve(one["curve"], shots: 5, points: 4)
      let curve = try #require(one["curve"] as? [[String: Any]])
      let ends = try #require(one["error"] as? [String: NSDictionary])
      #expect((curve.first?["measures"] as? [String: NSDictionary])?["error"] == ends["before"])
      #expect((curve.last?["measures"] as? [String: NSDictionary])?["error"] == ends["after"])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/one").sorted().map {
          $0.hasPrefix("events.out.tfevents.") ? "events" : $0
        } == [
          "checkpoint", "config.yaml", "events", "metrics.jsonl", "policy.safetensors", "report.html",
          "scores.csv",
        ])
      let digest = try #require(one["digest"] as? String)
      #expect(digest.count == 64)
      #expect(try train("--threads", "2", output: folder + "/two")["digest"] as? String == digest)
      #expect(try train("--seed", "2", output: folder + "/other")["digest"] as? String != digest)

      func rollOut(_ threads: String) throws -> [String: Any] {
        let outcome = try simRollout(
          "--json", "--policy", "\(folder)/one/policy.safetensors", "--tasks", "6", "--threads", threads)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try object(outcome.output)
      }
      let first = try rollOut("1")
      #expect(
        Set(first.keys) == [
          "schemaVersion", "version", "env", "policy", "seed", "tasks", "shots", "adaptSteps", "error",
          "axis",
          "curve", "steps", "seconds", "stepsPerSecond", "digest", "processor",
        ])
      #expect(first["shots"] as? Int == 5 && first["adaptSteps"] as? Int == 3)
      try checkCurve(first["curve"], shots: 5, points: 4)
      // The tasks that the run was scored on, and so its scores.
      #expect(first["curve"] as? [NSDictionary] == one["curve"] as? [NSDictionary])
      #expect(try rollOut("2")["digest"] as? String == first["digest"] as? String)
      let refused = try simRollout("--policy", "\(folder)/one/policy.safetensors", "--deterministic")
      #expect(
        refused.status == 65
          && refused.errors.contains(
            "--deterministic: mapping/sinusoid has examples, a prediction draws nothing")
      )
    }
  }

  /// From another folder, by a relative path, to the same bits; with other shots, to others.
  @Test func aPolicyRollsOutFromAnotherFolder() throws {
    try withTemporaryFolder { folder in
      _ = try train(output: folder + "/run")
      try FileManager.default.createDirectory(atPath: folder + "/there", withIntermediateDirectories: false)
      func rollOut(_ policy: String, in place: String, _ more: String...) throws -> [String: Any] {
        let outcome = try simRollout.run(
          ["-c", "cd \"$0\" && exec \"$@\"", place, simRollout.path, "--json", "--policy", policy] + more,
          by: "/bin/bash")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try object(outcome.output)
      }
      let here = try rollOut("run/policy.safetensors", in: folder)
      let there = try rollOut("../run/policy.safetensors", in: folder + "/there")
      #expect(here["digest"] as? String == there["digest"] as? String)
      let more = try rollOut("../run/policy.safetensors", in: folder + "/there", "--shots", "7")
      #expect(more["digest"] as? String != here["digest"] as? String)
      try checkCurve(more["curve"], shots: 7, points: 4)
      // A checkpoint is a policy, too: the last one is this one.
      let checkpoint = try rollOut("run/checkpoint/30.safetensors", in: folder)
      #expect(checkpoint["digest"] as? String == here["digest"] as? String)
      let episodes = try simRollout(
        "--policy", folder + "/run/policy.safetensors", "--episodes", "7")
      #expect(episodes.status == 64 && episodes.errors.contains("learns from examples, expected --shots"))
      let refused = try simRollout(
        "--env", "reach", "--policy", folder + "/run/policy.safetensors")
      #expect(
        refused.status == 65
          && refused.errors.hasSuffix("predicts examples of mapping/sinusoid; reach has episodes\n"))
    }
  }

  /// Killed at any moment, it goes on to the digest of a run that never stopped.
  @Test func aKilledRunEndsWithTheSameDigest() throws {
    try withTemporaryFolder { folder in
      let more = ["--iterations", "2000", "--set", "checkpointEvery=7", "--json"]
      let whole = try simTrain.run(Self.small + more + ["--output", folder + "/whole"])
      #expect(whole.status == 0, "\(whole.errors)")
      let cut = folder + "/cut"
      func lines() -> Int {
        (FileManager.default.contents(atPath: cut + "/metrics.jsonl") ?? Data()).count {
          $0 == UInt8(ascii: "\n")
        }
      }
      func kill(_ arguments: [String], at line: Int) throws {
        let process = simTrain.process(arguments)
        (process.standardOutput, process.standardError) = (Pipe(), Pipe())
        try process.run()
        while process.isRunning, lines() < line { usleep(500) }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
      }
      try kill(Self.small + more + ["--threads", "2", "--output", cut], at: 20)
      try kill(["--resume", cut, "--threads", "1"], at: 60)
      let resumed = try simTrain("--resume", cut, "--json", "--quiet")
      #expect(resumed.status == 0, "\(resumed.errors)")
      let (a, b) = try (object(whole.output), object(resumed.output))
      #expect(a["digest"] as? String == b["digest"] as? String && a["digest"] != nil)
      #expect(a["examples"] as? Int == b["examples"] as? Int)
      #expect(a["curve"] as? [NSDictionary] == b["curve"] as? [NSDictionary])
      #expect(lines() == 2000)
    }
  }

  @Test func allMappingsAreListedAndDescribed() throws {
    let list = try simRollout("--list").output
    for name in ["dynamics", "kinematics", "linear", "sinusoid", "sinusoid-frequency"] {
      #expect(list.contains("mapping/\(name) "), "\(name)")
      let page = try simRollout("--describe", "mapping/\(name)")
      #expect(page.status == 0 && page.output.contains("input") && page.output.contains("output"))
    }
    #expect(try simRollout("--describe", "mapping/kinematics").output.contains("fingertip_x  m"))
  }

  @Test(arguments: ["linear", "sinusoid-frequency", "kinematics", "dynamics"])
  func everyMappingTrains(_ name: String) throws {
    try withTemporaryFolder { folder in
      let outcome = try simTrain(
        "--env", "mapping/\(name)", "--iterations", "3", "--quiet", "--json", "--set", "evaluation.tasks=4",
        "--set", "evaluation.query=10", "--output", folder + "/run")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let rolled = try simRollout(
        "--json", "--policy", folder + "/run/policy.safetensors", "--tasks", "4")
      #expect(
        try object(rolled.output)["curve"] as? [NSDictionary] == object(outcome.output)["curve"]
          as? [NSDictionary])
    }
  }
}
