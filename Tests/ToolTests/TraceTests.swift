import Foundation
import Testing

@Suite struct TraceTests {
  private func table(_ path: String) throws -> (head: [String], rows: [[Substring]]) {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    return (
      lines[0].split(separator: ",").map(String.init),
      lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    )
  }

  @Test(arguments: [
    ("reach", "expert"), ("grasp", "random"), ("navigate", "zero"), ("navigate-steps", "expert"),
  ])
  func aTraceHasALineForEachStepAndChangesNothing(_ environment: String, _ policy: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/trace.csv"
      let arguments = [
        "--json", "--env", environment, "--policy", policy, "--tasks", "3", "--episodes", "2",
        "--adapt-steps", "1",
      ]
      let plain = try simRollout.run(arguments)
      let traced = try simRollout.run(arguments + ["--trace", path])
      #expect(traced.status == 0, "\(traced.errors)")
      func value(_ outcome: Tool.Outcome, _ key: String) throws -> Any? {
        try (JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])?[key]
      }
      #expect(try value(plain, "digest") as? String == value(traced, "digest") as? String)
      let (head, rows) = try table(path)
      #expect(rows.count == (try value(traced, "steps") as? Int))
      #expect(rows.allSatisfy { $0.count == head.count })
      #expect(head.prefix(5) == ["task", "rollout", "episode", "step", "time"])
      #expect(Set(rows.map { $0[0] }) == ["0", "1", "2"])
      #expect(rows.allSatisfy { $0.allSatisfy { Double($0)?.isFinite == true } })
      // The first step of an episode begins at time 0, the next ones follow.
      for (row, next) in zip(rows, rows.dropFirst(2)) where row[2] == next[2] && next[3] != "0" {
        #expect(Int(next[3]) == Int(row[3]).map { $0 + 1 })
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["trace.csv"])
    }
  }

  /// A line's observation is the one that its action was chosen from: it begins at the arm's resting start, and it
  /// belongs to the poses beside it. The reward is what followed.
  @Test func aTracesObservationIsTheOneBeforeTheStep() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/trace.csv"
      let outcome = try simRollout(
        "--env", "reach", "--policy", "expert", "--tasks", "2", "--episodes", "2", "--adapt-steps",
        "0", "--trace", path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let (head, rows) = try table(path)
      func value(_ row: [Substring], _ name: String) throws -> Double {
        let column = try #require(head.firstIndex(of: name), "\(head)")
        return try #require(Double(row[column]))
      }
      for row in rows {
        #expect(try abs(value(row, "cos(joint0)") - cos(value(row, "link0.angle"))) < 1e-5)
        #expect(try abs(value(row, "sin(joint0)") - sin(value(row, "link0.angle"))) < 1e-5)
        guard try value(row, "step") == 0 else { continue }
        #expect(try abs(value(row, "cos(joint0)") - cos(-1)) < 1e-5)
        #expect(try value(row, "velocity(joint0)") == 0 && value(row, "velocity(joint1)") == 0)
      }
      #expect(try Set(rows.map { try value($0, "velocity(joint0)") }).count > 10, "the arm moves")
    }
  }

  /// In which step an actuator changes is drawn by the episode: behind the poses stands what.
  @Test func aTraceEndsWithWhatEachEpisodeDrew() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/trace.csv"
      let outcome = try simRollout(
        "--env", "reach-changing", "--policy", "zero", "--tasks", "2", "--episodes", "3", "--adapt-steps",
        "0",
        "--trace", path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let (head, rows) = try table(path)
      #expect(head.suffix(4) == ["link2.angle"] + (0..<3).map { "episode(changes[\($0)].at)" })
      let episodes = Dictionary(grouping: rows) { [$0[0], $0[2]] }
      let drawn = episodes.values.map { Set($0.map { $0.suffix(3).map { Double($0) ?? 0 } }) }
      #expect(drawn.count == 6 && drawn.allSatisfy { $0.count == 1 } && Set(drawn).count == 6)
      #expect(drawn.allSatisfy { $0.allSatisfy { $0.allSatisfy { $0 >= 10 && $0 <= 40 } } })
    }
  }

  @Test func aTraceThatCannotBeWrittenIsRefusedBeforeAnythingRuns() throws {
    let outcome = try simRollout("--policy", "expert", "--trace", "/proc/trace.csv")
    #expect(outcome.status == 65 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: /proc/trace.csv: cannot be written"), "\(outcome.errors)")
  }

  /// Neither a reader that waits nor what a link leads to is replaced by the file.
  @Test(arguments: ["pipe", "link"]) func aTraceReplacesRegularFilesOnly(_ name: String) throws {
    try withTemporaryFolder { folder in
      try "mine".write(toFile: folder + "/target", atomically: true, encoding: .utf8)
      let path = "\(folder)/\(name)"
      #expect(name == "pipe" ? mkfifo(path, 0o600) == 0 : symlink(folder + "/target", path) == 0)
      let outcome = try simRollout("--policy", "expert", "--tasks", "1", "--episodes", "1", "--trace", path)
      #expect(outcome.status == 65 && outcome.output.isEmpty)
      #expect(
        outcome.errors == "error: \(path): cannot be written: it is "
          + (name == "pipe" ? "a FIFO" : "a symbolic link") + ", expected a regular file or nothing there\n")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [name, "target"].sorted())
      #expect(try String(contentsOfFile: folder + "/target", encoding: .utf8) == "mine")
    }
  }

  @Test func anExpertIsKnownByNameOnly() throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Environments/reach.yaml")
    try withTemporaryFolder { folder in
      let text = try String(contentsOf: source, encoding: .utf8)
        .replacingOccurrences(of: "name: reach", with: "name: mine")
      try text.write(toFile: folder + "/mine.yaml", atomically: true, encoding: .utf8)
      let outcome = try simRollout("--env", folder + "/mine.yaml", "--policy", "expert")
      #expect(outcome.status == 65)
      #expect(outcome.errors.hasPrefix("error: mine: no expert knows this environment, expected one of"))
    }
  }
}
