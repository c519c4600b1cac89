import Foundation
import TestSupport
import Testing

/// Training by mpirun, as a user starts it.
@Suite(.serialized) struct MPIRunTests {
  #if MPI
    private static let small = [
      "--seed", "3", "--iterations", "3", "--json", "--quiet", "--set", "evaluation.tasks=5", "--set",
      "checkpointEvery=1",
    ]
    private static let fewEpisodes = ["--set", "tasks.perIteration=6", "--set", "tasks.episodes=5"]

    /// mpirun before a tool's path.
    private func launch(_ ranks: Int, _ arguments: [String]) -> Process {
      let words = ["mpirun", "-q", "--oversubscribe", "--bind-to", "none", "-n", "\(ranks)", simTrain.path]
      return process(words + arguments)
    }

    private func process(_ words: [String]) -> Process {
      simTrain.process(
        words, by: "/usr/bin/env",
        environment: ["OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"])
    }

    /// - Parameter meanwhile: what is done while it runs.
    private func outcome(
      of process: Process, meanwhile: (Process) throws -> Void = { _ in }
    ) throws -> Tool.Outcome {
      let (output, errors) = (Pipe(), Pipe())
      (process.standardOutput, process.standardError) = (output, errors)
      try withAllSignals { try process.run() }
      try meanwhile(process)
      let text = output.fileHandleForReading.readDataToEndOfFile()
      let complaint = errors.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return Tool.Outcome(
        status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
        errors: String(decoding: complaint, as: UTF8.self))
    }

    private func result(_ outcome: Tool.Outcome) throws -> [String: Any] {
      let object = try? JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      return try #require(object, "\(outcome)")
    }

    private func digest(_ outcome: Tool.Outcome) throws -> String {
      try #require(result(outcome)["digest"] as? String, "\(outcome)")
    }

    /// The same digest for 1, 2 and 3 ranks, whatever their threads, and the same scores.
    @Test(
      .serialized,
      arguments: [
        ["--algorithm", "maml++"] + fewEpisodes,
        ["--algorithm", "promp", "--set", "update.minibatches=2"] + fewEpisodes,
        [
          "--env", "navigate", "--algorithm", "rl2", "--set", "tasks.perIteration=48", "--set",
          "loss.replay=1",
        ],
        ["--env", "wind", "--algorithm", "distill", "--set", "tasks.perIteration=48"],
        ["--env", "mapping/sinusoid"],
      ])
    func ranksChangeNoBit(_ arguments: [String]) throws {
      try withTemporaryFolder { folder in
        let words = Self.small + arguments
        let alone = try result(simTrain.run(words + ["--threads", "2", "--output", folder + "/alone"]))
        #expect(alone["ranks"] == nil)
        for (ranks, threads) in [(2, 1), (2, 2), (3, 1), (3, 2)] {
          let place = ["--threads", "\(threads)", "--output", "\(folder)/\(ranks)-\(threads)"]
          let outcome = try outcome(of: launch(ranks, words + place))
          let shared = try result(outcome)
          #expect(outcome.status == 0 && !outcome.errors.contains("error"), "\(outcome)")
          #expect(shared["digest"] as? String == alone["digest"] as? String, "\(ranks) × \(threads)")
          #expect((shared["curve"] as? NSArray) == (alone["curve"] as? NSArray))
          #expect((shared["ranks"] as? [String: Any])?["count"] as? Int == ranks)
        }
      }
    }

    /// The process of a rank, by what mpirun wrote into its environment.
    private func process(ofRank rank: Int, under launcher: Process) -> pid_t? {
      let parent = "\(launcher.processIdentifier)"
      let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return all.compactMap { pid_t($0) }.first { id in
        guard let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
          status.split(separator: " ").dropFirst(3).first.map(String.init) == parent,
          let environment = FileManager.default.contents(atPath: "/proc/\(id)/environ")
        else { return false }
        return environment.split(separator: 0).contains(Data("OMPI_COMM_WORLD_RANK=\(rank)".utf8))
      }
    }

    /// A rank dies: all end within seconds, with one line, and the run goes on, on any number of ranks.
    @Test(.serialized, arguments: [(2, 3), (0, 1)])
    func aKilledRankEndsAllAndTheRunGoesOn(_ victim: Int, _ ranks: Int) throws {
      try withTemporaryFolder { folder in
        let words = Self.small + Self.fewEpisodes + ["--threads", "1", "--iterations", "40"]
        let whole = try digest(simTrain.run(words + ["--output", folder + "/whole"]))
        let cut = folder + "/cut"
        var killed: ContinuousClock.Instant?
        let outcome = try outcome(of: launch(3, words + ["--output", cut])) { process in
          func lines() -> Int {
            (FileManager.default.contents(atPath: cut + "/metrics.jsonl") ?? Data()).count { $0 == 10 }
          }
          while process.isRunning, lines() < 3 { usleep(500) }
          guard let id = self.process(ofRank: victim, under: process) else { return }
          kill(id, SIGKILL)
          killed = .now
        }
        let end = try #require(killed, "there was no rank \(victim): \(outcome)")
        #expect(ContinuousClock.now - end < .seconds(20))
        #expect(outcome.status != 0 && outcome.output == "", "\(outcome)")
        let last =
          victim == 0 ? "where the run has a checkpoint" : "the last good checkpoint is \(cut)/checkpoint/"
        #expect(
          outcome.errors.hasPrefix("error: rank \(victim) does not answer any more; \(last)"), "\(outcome)")
        #expect(outcome.errors.hasSuffix("go on with: sim-train --resume \(cut)\n"))
        #expect(outcome.errors.count { $0 == "\n" } == 1)
        let resume = ["--resume", cut, "--json", "--quiet", "--threads", "1"]
        let resumed = try ranks == 1 ? simTrain.run(resume) : self.outcome(of: launch(ranks, resume))
        #expect(try digest(resumed) == whole)
      }
    }

    /// Ctrl-C: a checkpoint of every whole iteration, and a line that says how to go on.
    @Test func aPoliteSignalEndsAllRanks() throws {
      try withTemporaryFolder { folder in
        let words = Self.small + Self.fewEpisodes + ["--threads", "1", "--iterations", "60"]
        let whole = try digest(simTrain.run(words + ["--output", folder + "/whole"]))
        let cut = folder + "/cut"
        let outcome = try outcome(of: launch(2, words + ["--output", cut])) { process in
          while process.isRunning,
            FileManager.default.contents(atPath: cut + "/metrics.jsonl")?.isEmpty ?? true
          {
            usleep(500)
          }
          kill(process.processIdentifier, SIGINT)
        }
        #expect(outcome.errors.contains("of 60; go on with: sim-train --resume \(cut)"), "\(outcome)")
        #expect(try digest(self.outcome(of: launch(2, ["--resume", cut, "--json", "--quiet"]))) == whole)
      }
    }

    @Test func ranksThatDifferAreRefused() throws {
      try withTemporaryFolder { folder in
        func both(_ first: [String], _ second: [String]) throws -> Tool.Outcome {
          let output = ["--output", folder + "/run", "--quiet"]
          return try outcome(
            of: process(
              ["mpirun", "-q", "--oversubscribe", "-n", "1", simTrain.path] + output + first
                + [":", "-n", "1", simTrain.path] + output + second))
        }
        for (second, status, error) in [
          (["--seed", "2"], 65, "rank 1 has other settings than the others (seed), expected the same"),
          (["--iterations", "-1"], 64, "rank 1: --iterations is -1, expected at least 1"),
          (["--set", "nothing=1"], 65, "rank 1: --set: nothing: no such setting"),
          (["--init-from", "/none"], 65, "rank 1: /none: cannot be read"),
        ] {
          let outcome = try both([], second)
          #expect([64, 65].contains(outcome.status) && outcome.output == "", "\(status): \(outcome)")
          #expect(outcome.errors.hasPrefix("error: \(error)"), "\(outcome)")
          #expect(outcome.errors.count { $0 == "\n" } == 1, "\(outcome)")
          #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
        }
      }
    }

    /// The same program on a host with another version of a library would end with other bits.
    @Test func ranksWithOtherLibrariesAreRefused() throws {
      try withTemporaryFolder { folder in
        let maps = try simTrain.run(["-c", "ldd \(simTrain.path)"], by: "/bin/sh").output
        let line = try #require(maps.split(separator: "\n").first { $0.contains("libbox2d") })
        let library = try #require(line.split(separator: " ").first { $0.hasPrefix("/") }.map(String.init))
        let name = URL(fileURLWithPath: library).lastPathComponent
        let bytes = try #require(FileManager.default.contents(atPath: library))
        try (bytes + [0]).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        let same = Self.small + ["--output", folder + "/run"]
        let outcome = try outcome(
          of: process(
            ["mpirun", "-q", "--oversubscribe", "-n", "1", simTrain.path] + same
              + [":", "-n", "1", "env", "LD_LIBRARY_PATH=\(folder)", simTrain.path] + same))
        #expect(outcome.status == 65)
        #expect(
          outcome.errors
            == "error: rank 1 has other libraries than the others (libbox2d), expected the same versions\n")
      }
    }

    /// Options that are no settings decide, too, which steps a process takes.
    @Test(arguments: [["--json"], ["--baselines"], ["--seeds", "2"], ["--dry-run"]])
    func ranksThatDoSomethingElseAreRefused(_ options: [String]) throws {
      try withTemporaryFolder { folder in
        let same = Self.small + Self.fewEpisodes + ["--output", folder + "/run"]
        let outcome = try outcome(
          of: process(
            ["mpirun", "-q", "--oversubscribe", "-n", "1", simTrain.path] + same
              + [":", "-n", "1", simTrain.path] + same.filter { !options.contains($0) }
              + (options == ["--json"] ? [] : options)))
        #expect(outcome.status == 65 && outcome.output == "", "\(outcome)")
        #expect(outcome.errors.hasPrefix("error: rank 1 has other options than the others"), "\(outcome)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
      }
    }

    /// Tasks that take longer than mpirun waits: the first rank says so even then.
    @Test func aRankThatDiesInTheMiddleOfLongTasksIsNotPassedOver() throws {
      try withTemporaryFolder { folder in
        let words = ["--quiet", "--threads", "1", "--iterations", "9", "--output", folder + "/run"]
        let long = ["--set", "tasks.perIteration=2", "--set", "tasks.episodes=4000"]
        let outcome = try outcome(of: launch(2, words + long)) { process in
          while process.isRunning,
            !FileManager.default.fileExists(atPath: folder + "/run/checkpoint/0.safetensors")
          {
            usleep(500)
          }
          usleep(300_000)
          guard let id = self.process(ofRank: 1, under: process) else { return }
          kill(id, SIGKILL)
        }
        #expect(outcome.status != 0 && outcome.errors.count { $0 == "\n" } == 1, "\(outcome)")
        #expect(
          outcome.errors.hasPrefix("error: ") && outcome.errors.contains("sim-train --resume \(folder)/run"))
      }
    }

    /// As under the launcher of another MPI, which starts runs that know nothing of each other.
    @Test func aLauncherThatCountsOtherwiseIsRefused() throws {
      let outcome = try simTrain.run(["--iterations", "1"], environment: ["PMI_RANK": "0", "PMI_SIZE": "3"])
      #expect(
        outcome.status == 65 && outcome.errors.hasPrefix("error: the launcher started 3 processes"),
        "\(outcome)")
    }

    /// What is wrong for all is said once.
    @Test func oneSpeaksForAll() throws {
      let outcome = try outcome(of: launch(3, ["--env", "nowhere"]))
      #expect(outcome.status == 65 && outcome.errors.count { $0 == "\n" } == 1, "\(outcome)")
      let version = try self.outcome(of: launch(3, ["--version"]))
      #expect(version.status == 0 && version.output.count { $0 == "\n" } == 1, "\(version)")
    }

    @Test func seedsAndBaselinesAreShared() throws {
      try withTemporaryFolder { folder in
        let words =
          Self.small + Self.fewEpisodes + [
            "--seeds", "2", "--baselines", "--threads", "1", "--iterations", "2",
          ]
        let alone = try result(simTrain.run(words + ["--output", folder + "/alone"]))
        let shared = try result(outcome(of: launch(2, words + ["--output", folder + "/shared"])))
        for key in ["mean", "interquartileMean"] {
          #expect((shared[key] as? NSArray) == (alone[key] as? NSArray) && alone[key] != nil)
        }
        #expect((shared["references"] as? NSDictionary) == (alone["references"] as? NSDictionary))
        func files(_ run: String) throws -> [String] {
          try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(run)/seed-3")
            .filter { !$0.hasPrefix("events") }.sorted()
        }
        #expect(try files("shared") == files("alone"))
      }
    }
  #else
    /// Several processes of a build that knows nothing of MPI would write over each other's files.
    @Test(arguments: ["0", "1"]) func aBuildWithoutMPIIsNotOneOfMany(_ rank: String) throws {
      let outcome = try simTrain.run(
        ["--iterations", "1"],
        environment: ["OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": rank])
      #expect(outcome.status == 65 && outcome.output == "")
      let line =
        "error: this build is without MPI but one of 2 processes of mpirun, expected one built with --traits MPI\n"
      #expect(outcome.errors == (rank == "0" ? line : ""))
    }
  #endif
}
