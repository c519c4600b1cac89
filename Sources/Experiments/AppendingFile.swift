import Foundation

/// A file that grows record by record. A record that does not fit the disk is taken back as a whole.
final class AppendingFile {
  private let path: String
  private let descriptor: Int32
  private var length: Int

  /// Opens or creates the file, and cuts what lies behind its first `length` bytes.
  /// - Throws: also where the file is a symbolic link, which leads to what nobody meant to cut, or no regular file.
  init(_ path: String, keeping length: Int) throws(FileError) {
    self.path = path
    self.length = length
    // A FIFO without a reader would keep the process waiting.
    descriptor = open(
      path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .unwritable(path: path, reason: errno == ELOOP ? AtomicFile.isLink : AtomicFile.lastReason())
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unwritable(path: path, reason: "it is not a regular file")
    }
    guard ftruncate(descriptor, length) == 0 else {
      throw .unwritable(path: path, reason: AtomicFile.lastReason())
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func append(_ record: [UInt8]) throws(FileError) {
    do throws(FileError) { try AtomicFile.writeAll(record, to: descriptor, path: path) } catch {
      ftruncate(descriptor, length)
      throw error
    }
    length += record.count
  }
}
