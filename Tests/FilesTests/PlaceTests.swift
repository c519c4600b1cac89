import Foundation
import Testing

@testable import Files

/// Whole files are put where nothing or a regular file is, and nowhere else.
@Suite struct PlaceTests {
  private func kind(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

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
        refuses(path, kind) { try AtomicFile.write("x", to: path) }
        refuses(path, kind) { try AtomicFile.checkPlace(path) }
      }
      #expect(kind(link) == S_IFLNK && kind(nowhere) == S_IFLNK && kind(pipe) == S_IFIFO)
      #expect(try AtomicFile.read(folder + "/target", limit: 10) == Array("mine".utf8))
      #expect(AtomicFile.names(in: folder) == ["link", "nowhere", "pipe", "target"])
    }
  }

  /// What came to the place while a file was being written stays, too.
  @Test func thePlaceIsLookedAtAgain() throws {
    try withTemporaryFolder { folder in
      let file = try PendingFile(folder + "/file")
      try file.write([1, 2])
      #expect(mkfifo(folder + "/file", 0o600) == 0)
      refuses(folder + "/file", "a FIFO") { try file.place() }
      #expect(kind(folder + "/file") == S_IFIFO)
    }
  }

  @Test func aTemporaryFileIsNeverWrittenThroughALink() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("mine", to: folder + "/target")
      #expect(symlink("target", folder + "/file.partial-\(getpid())") == 0)
      try AtomicFile.write("x", to: folder + "/file")
      #expect(try AtomicFile.read(folder + "/target", limit: 10) == Array("mine".utf8))
      #expect(AtomicFile.names(in: folder) == ["file", "target"])
    }
  }

  @Test func foldersSayWhyTheyCannotBeMade() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.createFolder(folder + "/a/b/c")
      try AtomicFile.createFolder(folder + "/a/b/c/")
      #expect(kind(folder + "/a/b/c") == S_IFDIR)
      try AtomicFile.write("x", to: folder + "/file")
      for path in [folder + "/file", folder + "/file/below"] {
        #expect(throws: FileError.unwritable(path: path, reason: "Not a directory")) {
          try AtomicFile.createFolder(path)
        }
      }
      #expect(throws: FileError.self) { try AtomicFile.createFolder("") }
    }
  }

  @Test func recordsAreAppendedToRegularFilesOnly() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("mine", to: folder + "/target")
      #expect(symlink("target", folder + "/link") == 0 && mkfifo(folder + "/pipe", 0o600) == 0)
      for name in ["link", "pipe"] {
        #expect(throws: FileError.self) { _ = try AppendingFile("\(folder)/\(name)", keeping: 0) }
      }
      #expect(try AtomicFile.read(folder + "/target", limit: 10) == Array("mine".utf8))
    }
  }
}
