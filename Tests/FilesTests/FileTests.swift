import Files
import Foundation
import Testing

@Suite struct FileTests {
  @Test func writesWholeFilesAndLeavesNothingElse() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("one", to: folder + "/f")
      try AtomicFile.write("two", to: folder + "/f")
      #expect(try AtomicFile.read(folder + "/f", limit: 10) == Array("two".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["f"])
    }
  }

  @Test func namesWhatItCannotReadOrWrite() throws {
    try withTemporaryFolder { folder in
      #expect { try AtomicFile.write("x", to: folder + "/no/such") } throws: {
        "\($0)" == "\(folder)/no/such: cannot be written: No such file or directory"
      }
      #expect { try AtomicFile.read(folder, limit: 10) } throws: {
        "\($0)" == "\(folder): cannot be read: it is not a regular file"
      }
      try AtomicFile.write("long text", to: folder + "/f")
      #expect { try AtomicFile.read(folder + "/f", limit: 4) } throws: {
        "\($0)" == "\(folder)/f: has 9 bytes, expected at most 4"
      }
    }
  }
}
