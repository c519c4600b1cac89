import Foundation
import Testing

/// Runs whose terminal or reader goes away.
@Suite struct HangUpTests {
  private func arguments(_ folder: String, iterations: Int) -> [String] {
    [
      "--seed", "3", "--threads", "2", "--set", "tasks.perIteration=2", "--set", "tasks.episodes=3", "--set",
      "model.hidden=[8]", "--set", "evaluation.tasks=2", "--set", "evaluation.episodes=2", "--set",
      "update.kind=adam",
      "--iterations", "\(iterations)", "--output", folder,
    ]
  }

  private func lineCount(_ path: String) -> Int {
    (FileManager.default.contents(atPath: path) ?? Data()).count { $0 == UInt8(ascii: "\n") }
  }

  /// Sends SIGHUP once two iterations are done.
  private func hangUp(_ folder: String, iterations: Int, by disposition: String) throws -> (Process, String) {
    let process = simTrain.process(
      ["\(disposition)-signal=HUP", simTrain.path, "--quiet"] + arguments(folder, iterations: iterations),
      by: "/usr/bin/env")
    let errors = Pipe()
    process.standardOutput = Pipe()
    process.standardError = errors
    try process.run()
    while process.isRunning, lineCount(folder + "/metrics.jsonl") < 2 { usleep(500) }
    // A terminal and its shell both send it.
    for _ in 0..<2 { kill(process.processIdentifier, SIGHUP) }
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process, String(decoding: text, as: UTF8.self))
  }

  @Test func aHangUpLeavesACheckpoint() throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      let (process, errors) = try hangUp(run, iterations: 5000, by: "--default")
      #expect(process.terminationReason == .exit && process.terminationStatus == 129, "\(errors)")
      let done = lineCount(run + "/metrics.jsonl")
      #expect(errors.hasPrefix("stopped after iteration \(done) of 5000; go on with: "), "\(errors)")
      #expect(FileManager.default.fileExists(atPath: "\(run)/checkpoint/\(done).safetensors"))
    }
  }

  /// As under nohup.
  @Test func aHangUpThatIsIgnoredStaysIgnored() throws {
    try withTemporaryFolder { folder in
      let (process, errors) = try hangUp(folder + "/run", iterations: 60, by: "--ignore")
      #expect(process.terminationReason == .exit && process.terminationStatus == 0, "\(errors)")
    }
  }

  /// Files do not take the numbers of outputs that are closed from the start, and what is printed ends in none.
  @Test func closedOutputsEndNoTraining() throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      let outcome = try simTrain.run(
        ["-c", "\"$0\" \"$@\" <&- >&- 2>&-", simTrain.path] + arguments(run, iterations: 20), by: "/bin/bash")
      #expect(outcome.status == 0)
      let lines = try String(contentsOfFile: run + "/metrics.jsonl", encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 20 && lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
      #expect(FileManager.default.fileExists(atPath: run + "/policy.safetensors"))
    }
  }

  /// Results are in the folder even where nobody reads what is printed; the status is a shell's for a closed pipe.
  @Test(arguments: ["", "--json"]) func aClosedPipeEndsNoTraining(_ option: String) throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      let outcome = try simTrain.run(
        [
          "-c", "\"$0\" \"$@\" 2>&1 | head -c 1; exit ${PIPESTATUS[0]}", "/usr/bin/env",
          "--default-signal=PIPE", simTrain.path,
        ] + arguments(run, iterations: 60) + (option.isEmpty ? [] : [option]), by: "/bin/bash")
      #expect(outcome.status == 141, "\(outcome)")
      #expect(lineCount(run + "/metrics.jsonl") == 60)
      for name in ["policy.safetensors", "report.html", "scores.csv", "checkpoint/60.safetensors"] {
        #expect(FileManager.default.fileExists(atPath: "\(run)/\(name)"), "\(name)")
      }
    }
  }
}
