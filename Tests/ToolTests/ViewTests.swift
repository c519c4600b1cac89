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

  /// Two policies on the same tasks, each after it adapted in its own way.
  @Test func itRecordsTwoPoliciesBesideEachOther() throws {
    try withTemporaryFolder { folder in
      func record(_ policy: String, beside other: String? = nil, _ name: String) throws -> Data {
        let path = "\(folder)/\(name).svg"
        let beside = other.map { ["--beside", $0] } ?? []
        let outcome = try simView.run(["--policy", policy, "--headless", "--record", path] + beside)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try Data(contentsOf: URL(fileURLWithPath: path))
      }
      let text = String(
        decoding: try record("Policies/reach-rl2.safetensors", beside: "Policies/reach.safetensors", "two"),
        as: UTF8.self)
      for words in [
        "reach, policy reach-rl2.safetensors beside reach.safetensors", "after 3 adaptation steps",
        "episode 3 of the task", "reach.safetensors · 60 episodes seen",
        "reach-rl2.safetensors · 2 episodes seen",
      ] { #expect(text.contains(words), "\(words)") }
      let chance = try record("Policies/reach-rl2.safetensors", beside: "random", "chance")
      #expect(String(decoding: chance, as: UTF8.self).contains("does not adapt"))
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
      (
        ["--policy", policy, "--beside", "Policies/navigate.safetensors"], 65,
        "Policies/navigate.safetensors: was trained on limber/Navigate-v0"
      ),
      (["--policy", policy, "--beside", ""], 64, "--beside"),
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
