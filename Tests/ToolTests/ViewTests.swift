import Foundation
import Testing

/// `sim-view` where no window is wanted, or none can be had.
@Suite struct ViewTests {
  @Test func itRecordsWithoutADisplay() throws {
    try withTemporaryFolder { folder in
      let policy = try smallPolicy(in: folder)
      let outcome = try simView(
        "--policy", policy, "--headless", "--record", folder + "/film.png")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["film.png", "run"])
    }
  }

  @Test func badUsageAndPoliciesOfOtherEnvironmentsAreRefused() throws {
    try withTemporaryFolder { try refuses(policy: smallPolicy(in: $0)) }
  }

  private func refuses(policy: String) throws {
    let cases: [(arguments: [String], status: Int32, says: String)] = [
      (["--headless"], 64, "--headless needs --record FILE"),
      (["--record", "film.webm"], 64, "unknown file type, expected .png, .svg, .gif, .mp4"),
      (["--seconds", "-1"], 64, "--seconds is -1.0, expected more than 0"),
      (["--env", "push"], 65, "no policy is shipped for push"),
      (
        ["--env", "navigate", "--policy", policy], 65, "was trained on limber/Reach-v0"
      ),
    ]
    for (arguments, status, says) in cases {
      let outcome = try simView.run(arguments)
      #expect(outcome.status == status && outcome.errors.contains(says), "\(arguments): \(outcome)")
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
  }

  #if !Viewer
    @Test func withoutTheWindowItSaysHowToGetOne() throws {
      try withTemporaryFolder { folder in
        let outcome = try simView("--policy", smallPolicy(in: folder), "--seconds", "1")
        #expect(outcome.status == 69 && outcome.errors.contains("--traits Viewer"), "\(outcome)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
      }
    }
  #endif

  /// Machines without SDL2 have to run the tools.
  @Test func noToolButTheWindowNeedsSDL() throws {
    for tool in [simTrain, simRollout] {
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/ldd")
      process.arguments = [tool.path]
      process.standardOutput = output
      try process.run()
      let libraries = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(libraries.contains("libbox2d") && !libraries.contains("SDL"), "\(libraries)")
    }
  }
}
