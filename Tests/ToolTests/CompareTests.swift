import Foundation
import Testing

/// `sim-train compare`: which differences between runs are more than chance.
@Suite struct CompareTests {
  private func train(_ path: String, _ more: [String]) throws {
    let outcome = try simTrain.run(
      [
        "--env", "mapping/linear", "--quiet", "--set", "evaluation.tasks=60", "--set", "evaluation.steps=1",
        "--set", "evaluation.query=20", "--output", path,
      ] + more)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  private func scratch(_ path: String, _ more: String...) throws {
    try train(path, ["--algorithm", "scratch"] + more)
  }

  private func trained(_ path: String, _ more: String...) throws {
    try train(path, ["--algorithm", "maml", "--iterations", "300", "--set", "update.rate=0.01"] + more)
  }

  private func compare(_ paths: String...) throws -> [String: Any] {
    let outcome = try simTrain.run(["compare"] + paths + ["--json"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return try object(outcome.output)
  }

  @Test func equalRunsDoNotDifferAndOthersDo() throws {
    try withTemporaryFolder { folder in
      let (a, b, scratch) = (folder + "/a", folder + "/b", folder + "/scratch")
      try trained(a)
      try trained(b)
      try self.scratch(scratch)

      let same = try compare(a, b)
      #expect(same["schemaVersion"] as? Int == 2 && same["env"] as? String == "mapping/linear")
      #expect(same["tasks"] as? Int == 60)
      let none = try #require((same["differences"] as? [[String: Any]])?.first)
      #expect(none["first"] as? String == a && none["second"] as? String == b)
      #expect(none["measure"] as? String == "error" && none["significant"] as? Bool == false)
      #expect(none["difference"] as? [String: Double] == ["mean": 0, "low": 0, "high": 0])

      let other = try compare(a, b, scratch)
      let pairs = try #require(other["differences"] as? [[String: Any]])
      #expect(pairs.count == 3)
      let some = try #require(pairs.last)
      #expect(some["second"] as? String == scratch && some["significant"] as? Bool == true)
      let interval = try #require(some["difference"] as? [String: Double])
      #expect(try #require(interval["high"]) < 0, "the trained one has the smaller error: \(interval)")
      let runs = try #require(other["runs"] as? [[String: Any]])
      #expect(runs.map { $0["path"] as? String } == [a, b, scratch])
      #expect(runs.map { $0["algorithm"] as? String } == ["maml", "maml", "scratch"])
      #expect(runs.allSatisfy { $0["seeds"] as? Int == 1 })
      let means = runs.map { ($0["measures"] as? [String: [String: Double]])?["error"]?["mean"] ?? .nan }
      #expect(abs(means[0] - means[2] - (interval["mean"] ?? .nan)) < 1e-9)

      let table = try simTrain("compare", a, scratch)
      #expect(table.status == 0, "\(table.errors)")
      let lines = table.output.split(separator: "\n")
      #expect(lines.contains { $0.hasPrefix("\(a)") && $0.contains("−") && $0.hasSuffix("  significant") })
      #expect(lines.contains("difference in error"))
    }
  }

  @Test func seedsCountTogether() throws {
    try withTemporaryFolder { folder in
      try trained(folder + "/two", "--seeds", "2")
      try trained(folder + "/one")
      let result = try compare(folder + "/two", folder + "/one")
      let runs = try #require(result["runs"] as? [[String: Any]])
      #expect(runs.map { $0["seeds"] as? Int } == [2, 1])
    }
  }

  @Test func runsOnOtherTasksAreRefused() throws {
    try withTemporaryFolder { folder in
      try scratch(folder + "/a")
      try scratch(folder + "/seed", "--set", "evaluation.seed=2")
      try scratch(folder + "/tasks", "--set", "evaluation.tasks=61")
      try scratch(folder + "/env", "--env", "mapping/sinusoid")
      for (name, says) in [
        ("seed", "has evaluation.seed 2, expected 1 as in \(folder)/a: scored on other tasks"),
        ("tasks", "has evaluation.tasks 61, expected 60"),
        ("env", "has environment mapping/sinusoid, expected mapping/linear"),
      ] {
        let outcome = try simTrain("compare", folder + "/a", "\(folder)/\(name)", "--json")
        #expect(outcome.status == 65 && outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("error: \(folder)/\(name): \(says)"), "\(outcome.errors)")
      }
      // One that has not ended.
      try FileManager.default.removeItem(atPath: folder + "/seed/scores.csv")
      let outcome = try simTrain("compare", folder + "/a", folder + "/seed")
      #expect(outcome.status == 65 && outcome.errors.contains("/seed/scores.csv: cannot be read"))
    }
  }
}
