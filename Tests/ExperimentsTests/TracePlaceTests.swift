import Files
import Foundation
import Testing

@testable import Experiments

/// A trace is put where nothing or a regular file is, and nowhere else.
@Suite struct TracePlaceTests {
  private func refuses(_ path: String, _ kind: String, _ write: () throws -> Void) {
    #expect(
      throws: FileError.unwritable(
        path: path, reason: "it is \(kind), expected a regular file or nothing there")
    ) { try write() }
  }

  @Test func linksAndPipesStayWhatTheyAre() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("mine", to: folder + "/target")
      let (link, nowhere, pipe) = (folder + "/link", folder + "/nowhere", folder + "/pipe")
      #expect(symlink("target", link) == 0 && symlink("none", nowhere) == 0 && mkfifo(pipe, 0o600) == 0)
      for (path, kind) in [
        (link, "a symbolic link"), (nowhere, "a symbolic link"), (pipe, "a FIFO"), (folder, "a folder"),
      ] {
        refuses(path, kind) { _ = try TraceFile(path) }
      }
      #expect(AtomicFile.names(in: folder) == ["link", "nowhere", "pipe", "target"])
    }
  }

  /// What came to the place while a file was being written stays, too.
  @Test func thePlaceIsLookedAtAgain() throws {
    try withTemporaryFolder { folder in
      let trace = try TraceFile(folder + "/trace.csv")
      trace.append("a,b")
      #expect(mkfifo(folder + "/trace.csv", 0o600) == 0)
      refuses(folder + "/trace.csv", "a FIFO") { try trace.finish() }
    }
  }
}
