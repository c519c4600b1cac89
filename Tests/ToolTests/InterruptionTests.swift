import Foundation
import Testing

/// Runs that are ended from outside: politely, at once, or by a disk; each goes on to the same digest.
@Suite struct InterruptionTests {
  /// A second or two in a debug build, with large checkpoints after every iteration.
  private static let settings = [
    "--seed", "3", "--threads", "2", "--set", "tasks.perIteration=4", "--set", "tasks.episodes=4", "--set",
    "model.hidden=[128,64]", "--set", "evaluation.tasks=2", "--set", "evaluation.episodes=2", "--set",
    "update.kind=adam",
    "--set", "checkpointEvery=1",
  ]

  private func arguments(_ folder: String, iterations: Int) -> [String] {
    Self.settings + ["--json", "--quiet", "--iterations", "\(iterations)", "--output", folder]
  }

  private func digest(_ outcome: Tool.Outcome) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return try #require(object?["digest"] as? String, "\(outcome.errors)")
  }

  private func lineCount(_ path: String) -> Int {
    (FileManager.default.contents(atPath: path) ?? Data()).count { $0 == UInt8(ascii: "\n") }
  }

  /// Runs the tool and sends `signal` as soon as `moment` has come.
  private func run(
    _ arguments: [String], _ signal: Int32, when moment: () throws -> Bool
  ) throws -> (process: Process, errors: String) {
    let process = simTrain.process(arguments)
    let errors = Pipe()
    process.standardOutput = Pipe()
    process.standardError = errors
    try process.run()
    while process.isRunning, try !moment() { usleep(500) }
    kill(process.processIdentifier, signal)
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process, String(decoding: text, as: UTF8.self))
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func aPoliteSignalLeavesACheckpointAndSaysHowToGoOn(signal: Int32, status: Int32) throws {
    try withTemporaryFolder { folder in
      let whole = try digest(simTrain.run(arguments(folder + "/whole", iterations: 40)))
      let cut = folder + "/cut"
      let (process, errors) = try run(arguments(cut, iterations: 40), signal) {
        lineCount(cut + "/metrics.jsonl") >= 2
      }
      #expect(process.terminationReason == .exit && process.terminationStatus == status, "\(errors)")
      let done = lineCount(cut + "/metrics.jsonl")
      #expect(
        errors == "stopped after iteration \(done) of 40; go on with: sim-train --resume \(cut)\n")
      #expect(!FileManager.default.fileExists(atPath: cut + "/policy.safetensors"))
      #expect(try digest(simTrain("--resume", cut, "--json", "--quiet")) == whole)
      #expect(lineCount(cut + "/metrics.jsonl") == 40)
      let again = try simTrain("--resume", cut, "--json", "--quiet")
      #expect(try digest(again) == whole)
      #expect(again.errors.contains("all 40 iterations are done"))
    }
  }

  /// The first one resets what the second one does: `SigCgt` tells which signals a process handles.
  @Test func aSecondSignalEndsTheToolAtOnce() throws {
    try withTemporaryFolder { folder in
      let process = simTrain.process([
        "--quiet", "--threads", "1", "--iterations", "2", "--set", "tasks.perIteration=1", "--set",
        "tasks.episodes=4000", "--set",
        "model.hidden=[64]", "--output", folder,
      ])
      try process.run()
      func handles(_ signal: Int32) throws -> Bool {
        let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let mask = try #require(status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }).dropFirst(8)
        return try #require(UInt64(mask, radix: 16)) >> UInt64(signal - 1) & 1 == 1
      }
      while process.isRunning, !FileManager.default.fileExists(atPath: folder + "/checkpoint/0.safetensors") {
        usleep(500)
      }
      #expect(try handles(SIGINT))
      kill(process.processIdentifier, SIGINT)
      while process.isRunning, try handles(SIGINT) { usleep(500) }
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
    }
  }

  /// Killed again and again: at its start, when a number of iterations are done, and in the middle of writing a
  /// checkpoint, where chance permits.
  @Test func aRunThatIsKilledEndsWithTheSameDigest() throws {
    try withTemporaryFolder { folder in
      let whole = try digest(simTrain.run(arguments(folder + "/whole", iterations: 40)))
      let cut = folder + "/cut"
      func isWriting() -> Bool {
        ((try? FileManager.default.contentsOfDirectory(atPath: cut + "/checkpoint")) ?? [])
          .contains { $0.contains(".partial-") }
      }
      let first = try run(arguments(cut, iterations: 40), SIGKILL) {
        FileManager.default.fileExists(atPath: cut + "/checkpoint/0.safetensors")
      }
      #expect(first.process.terminationReason == .uncaughtSignal)
      for lines in [10, 20, 30] {
        _ = try run(["--resume", cut, "--json", "--quiet"], SIGKILL) {
          lineCount(cut + "/metrics.jsonl") >= lines && isWriting()
        }
      }
      #expect(try digest(simTrain("--resume", cut, "--json", "--quiet")) == whole)
      #expect(lineCount(cut + "/metrics.jsonl") == 40)
      #expect(!isWriting())
    }
  }

  /// A limit on the size of files stands in for the disk, its signal not ignored from the start: there is room for checkpoints, not for long logs.
  @Test func aFullDiskEndsARunThatGoesOnLater() throws {
    try withTemporaryFolder { folder in
      func small(_ name: String) -> [String] {
        arguments("\(folder)/\(name)", iterations: 60) + [
          "--set", "model.hidden=[4]", "--set", "checkpointEvery=7",
        ]
      }
      let whole = try digest(simTrain.run(small("whole")))
      let checkpoint = "\(folder)/whole/checkpoint/60.safetensors"
      let size = try #require(FileManager.default.contents(atPath: checkpoint)).count
      let outcome = try simTrain.run(
        ["-c", "ulimit -f \(size / 1024 + 2); exec env --default-signal=XFSZ \"$0\" \"$@\"", simTrain.path]
          + small("cut"),
        by: "/bin/bash")
      let cut = folder + "/cut"
      #expect(outcome.status == 65 && outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("error: \(cut)/"), "\(outcome.errors)")
      #expect(
        outcome.errors.contains(": cannot be written: File too large; the last good checkpoint is \(cut)/"))
      #expect(outcome.errors.hasSuffix("; go on with: sim-train --resume \(cut)\n"))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      // The record that did not fit was taken back.
      #expect(FileManager.default.contents(atPath: cut + "/metrics.jsonl")?.last == UInt8(ascii: "\n"))
      #expect(try digest(simTrain("--resume", cut, "--json", "--quiet")) == whole)
    }
  }

  @Test func aFolderThatCannotBeWrittenIsAnError() throws {
    try withTemporaryFolder { folder in
      // Superusers pass permissions; nobody passes a file where a folder should be.
      #expect(try simTrain.run(arguments(folder + "/r", iterations: 2)).status == 0)
      let metrics = folder + "/r/metrics.jsonl"
      try FileManager.default.removeItem(atPath: metrics)
      try FileManager.default.createDirectory(atPath: metrics, withIntermediateDirectories: false)
      let outcome = try simTrain("--resume", folder + "/r", "--iterations", "3", "--quiet")
      #expect(outcome.status == 65 && outcome.errors.contains("\nerror: \(metrics): "), "\(outcome.errors)")
      let below = try simTrain("--output", folder + "/r/config.yaml/run", "--quiet")
      #expect(
        below.status == 65 && below.errors.hasPrefix("error: \(folder)/r/config.yaml/run: cannot be written"))
    }
  }
}
