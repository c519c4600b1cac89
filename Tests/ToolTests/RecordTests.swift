import Foundation
import Testing

@Suite struct RecordTests {
  private static let hasFFmpeg = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/ffmpeg") }

  private func record(
    _ path: String, _ more: [String] = [], environment: [String: String] = [:]
  ) throws -> Tool.Outcome {
    try simRollout.run(
      ["--env", "reach", "--policy", "expert", "--tasks", "1", "--episodes", "1", "--record", path] + more,
      environment: environment)
  }

  private func fails(_ outcome: Tool.Outcome, status: Int32, _ says: String) {
    #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains(says), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }

  @Test func aRecordingChangesNothingElse() throws {
    try withTemporaryFolder { folder in
      let outcome = try record(folder + "/film.gif", ["--json"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let plain = try simRollout(
        "--env", "reach", "--policy", "expert", "--tasks", "1", "--episodes", "1", "--json")
      func digest(_ outcome: Tool.Outcome) throws -> String? {
        try (JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])?["digest"]
          as? String
      }
      #expect(try digest(outcome) == digest(plain))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["film.gif"])
    }
  }

  @Test(.enabled(if: hasFFmpeg, "ffmpeg is not installed")) func videosAreTheSameBytesForTheSameSeed() throws
  {
    try withTemporaryFolder { folder in
      for name in ["one", "two"] { #expect(try record("\(folder)/\(name).mp4").status == 0) }
      let one = try Data(contentsOf: URL(fileURLWithPath: folder + "/one.mp4"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/two.mp4")) == one)
      #expect(String(decoding: one[4..<8], as: UTF8.self) == "ftyp")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["one.mp4", "two.mp4"])
    }
  }

  @Test func unknownFileTypesAreNamed() throws {
    let known = ".png, .svg, .gif, .mp4"
    fails(try record("film.webm"), status: 64, "--record film.webm: unknown file type, expected \(known)")
    fails(try record("film"), status: 64, "expected \(known)")
    fails(try simRollout("--list", "--record", "sheet.gif"), status: 64, "expected .png, .svg")
  }

  @Test(arguments: ["png", "svg", "gif", "mp4"]) func aPathThatCannotBeWritten(ending: String) throws {
    guard ending != "mp4" || Self.hasFFmpeg else { return }
    let outcome = try record("/proc/film.\(ending)")
    fails(outcome, status: 65, "/proc/film.\(ending): cannot be written: ")
  }

  @Test(arguments: ["png", "svg", "gif", "mp4"]) func aRecordingReplacesRegularFilesOnly(
    ending: String
  ) throws {
    guard ending != "mp4" || Self.hasFFmpeg else { return }
    try withTemporaryFolder { folder in
      try "mine".write(toFile: folder + "/target", atomically: true, encoding: .utf8)
      let (link, pipe) = ("\(folder)/link.\(ending)", "\(folder)/pipe.\(ending)")
      #expect(symlink("target", link) == 0 && mkfifo(pipe, 0o600) == 0)
      fails(try record(link), status: 65, "\(link): cannot be written: it is a symbolic link")
      fails(try record(pipe), status: 65, "\(pipe): cannot be written: it is a FIFO")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
      #expect(try String(contentsOfFile: folder + "/target", encoding: .utf8) == "mine")
    }
  }

  /// A name is only safe from a power failure when its folder is on the disk.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace"), "strace is not installed"))
  func theFolderIsFlushedAfterTheRename() throws {
    try withTemporaryFolder { folder in
      let calls = folder + "/calls"
      let outcome = try simRollout.run(
        [
          "-f", "-y", "-o", calls, "-e", "trace=rename,fsync", simRollout.path, "--policy", "zero", "--env",
          "reach", "--tasks", "1", "--episodes", "1", "--record", folder + "/film.svg",
        ], by: "/usr/bin/strace")
      // Some containers let nobody trace.
      guard !outcome.errors.contains("ptrace"), outcome.status == 0 else { return }
      let lines = try String(contentsOfFile: calls, encoding: .utf8).split(separator: "\n")
      let rename = try #require(lines.firstIndex { $0.contains("rename(") && $0.contains("film.svg\"") })
      let folderName = URL(fileURLWithPath: folder).lastPathComponent
      #expect(lines[rename...].contains { $0.contains("fsync(") && $0.contains("\(folderName)>") })
      #expect(lines[..<rename].contains { $0.contains("fsync(") && $0.contains("film.svg.partial-") })
    }
  }

  @Test func videoWithoutFFmpegSaysSo() throws {
    try withTemporaryFolder { folder in
      let outcome = try record(folder + "/film.mp4", environment: ["PATH": folder])
      fails(outcome, status: 65, "film.mp4: cannot be written: video needs the program ffmpeg")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  /// A program of that name that reads some frames, or none, and dies.
  @Test(arguments: ["head -c 2000000 > \"$last\"; echo out of luck >&2; exit 3", "exit 3"])
  func anEncoderThatFailsHalfWayLeavesNothing(script: String) throws {
    try withTemporaryFolder { folder in
      let program = folder + "/bin/ffmpeg"
      try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
      try "#!/bin/sh\nfor last; do :; done\n\(script)\n".write(
        toFile: program, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
      let outcome = try record(
        folder + "/film.mp4", environment: ["PATH": "\(folder)/bin:/usr/bin:/bin"])
      fails(outcome, status: 65, "film.mp4: cannot be written: ffmpeg ended with status 3")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["bin"])
    }
  }

  @Test func theSheetShowsEveryScene() throws {
    try withTemporaryFolder { folder in
      let outcome = try simRollout("--list", "--record", folder + "/sheet.svg")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let sheet = try String(contentsOfFile: folder + "/sheet.svg", encoding: .utf8)
      let names = outcome.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
        .filter { !$0.contains("/") && !["bandit", "gridworld"].contains($0) }
      #expect(names.count > 15)
      for name in names { #expect(sheet.contains(">\(name)</text>")) }
    }
  }
}
