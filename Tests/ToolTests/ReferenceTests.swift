import Foundation
import Testing

/// What stands beside a run: in the JSON, in `scores.csv`, with `--seeds`, quiet or not.
@Suite struct ReferenceTests {
  private func policies(_ path: String) throws -> Set<String> {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
    return Set(lines.compactMap { $0.split(separator: ",").first.map(String.init) })
  }

  @Test func baselinesAreTrainedQuietlyAndRecorded() throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      let outcome = try simTrain.run(
        ToolTests.small + ["--json", "--baselines", "--output", run])
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let result = try object(outcome.output)
      let references = try #require(result["references"] as? [String: [[String: Any]]])
      #expect(
        references.mapValues(\.count) == ["random": 1, "expert": 1, "scratch": 4, "pretrain": 4, "oracle": 1])
      let all: Set = ["maml++", "random", "expert", "scratch", "pretrain", "oracle"]
      #expect(try policies(run + "/scores.csv") == all)
      let report = try String(contentsOfFile: run + "/report.html", encoding: .utf8)
      for name in ["random", "expert", "scratch, 3", "pretrain, 3", "oracle"] {
        #expect(report.contains("<td>\(name)</td>"), "\(name)")
      }
      // Episodes add up, step by step; the first entry has seen none.
      let curve = try #require(result["curve"] as? [[String: Any]])
      #expect(curve.map { $0["experience"] as? Int } == [0, 4, 8, 12])
      #expect(curve.map { $0["environmentSteps"] as? Int } == [0, 200, 400, 600])
      // Baselines are runs of the same length, and resuming with them trains none again.
      let config = try String(contentsOfFile: run + "/pretrain/config.yaml", encoding: .utf8)
      #expect(config.contains("\niterations: 2\n") && config.contains("algorithm: pretrain"), "\(config)")
      let again = try simTrain("--resume", run, "--json", "--quiet", "--baselines")
      #expect(again.status == 0, "\(again.errors)")
      #expect(
        try object(again.output)["references"] as? NSDictionary == result["references"] as? NSDictionary)
    }
  }

  @Test func noReferencesWhereNobodyLooks() throws {
    try withTemporaryFolder { folder in
      let outcome = try simTrain.run(ToolTests.small + ["--json", "--output", folder + "/run"])
      #expect(try object(outcome.output)["references"] == nil)
      #expect(try policies(folder + "/run/scores.csv") == ["maml++"])
      let loud = try simTrain.run(
        ToolTests.small.filter { $0 != "--quiet" } + ["--json", "--output", folder + "/loud"])
      #expect(
        try Set((object(loud.output)["references"] as? [String: Any] ?? [:]).keys) == [
          "random", "expert", "scratch",
        ])
    }
  }

  @Test func baselinesStandBesideEverySeed() throws {
    try withTemporaryFolder { folder in
      let runs = folder + "/runs"
      let outcome = try simTrain.run(
        MappingTests.small + ["--json", "--seeds", "2", "--baselines", "--output", runs])
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let result = try object(outcome.output)
      #expect(
        Set(result.keys) == [
          "schemaVersion", "env", "algorithm", "seeds", "tasks", "axis", "interquartileMean", "mean",
          "profile",
          "references", "runs",
        ])
      let references = try #require(result["references"] as? [String: [[String: Any]]])
      #expect(references.mapValues(\.count) == ["scratch": 4, "pretrain": 4])
      for seed in [1, 2] {
        #expect(try policies("\(runs)/seed-\(seed)/scores.csv") == ["maml", "scratch", "pretrain"])
        #expect(FileManager.default.fileExists(atPath: "\(runs)/seed-\(seed)/pretrain/policy.safetensors"))
        #expect(FileManager.default.fileExists(atPath: "\(runs)/seed-\(seed)/report.html"))
      }
      #expect(FileManager.default.fileExists(atPath: runs + "/report.html"))
      // The same command goes on to the same result.
      let again = try simTrain.run(
        MappingTests.small + ["--json", "--seeds", "2", "--baselines", "--output", runs])
      #expect(try object(again.output)["mean"] as? NSArray == result["mean"] as? NSArray, "\(again.errors)")
    }
  }
}
