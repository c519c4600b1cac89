import Foundation

/// A file that takes its place when it is whole, and not before: a temporary file beside the place, flushed to the
/// disk, renamed, and the folder flushed. What is not placed goes away with the object.
///
/// Only a regular file is ever replaced. A device or a FIFO would be lost, and a symbolic link leads to where nobody
/// looked: each is refused.
final class PendingFile {
  static let temporarySuffix = ".partial-"

  let path: String
  /// Where it is until then.
  let temporary: String
  private var descriptor: Int32

  /// - Throws: where something else than a regular file is at `path`, or nothing can be created beside it.
  init(_ path: String) throws(FileError) {
    self.path = path
    temporary = path + "\(Self.temporarySuffix)\(getpid())"
    descriptor = -1
    try Self.checkPlace(path)
    // What a killed process of the same number left.
    unlink(temporary)
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: AtomicFile.lastReason()) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
  }

  /// Refuses a path where something stands that is no regular file.
  static func checkPlace(_ path: String) throws(FileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw .unwritable(path: path, reason: AtomicFile.lastReason()) }
      return
    }
    let kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: nil as String?
      case S_IFLNK: "a symbolic link"
      case S_IFDIR: "a folder"
      case S_IFIFO: "a FIFO"
      case S_IFSOCK: "a socket"
      default: "a device"
      }
    guard let kind else { return }
    throw .unwritable(path: path, reason: "it is \(kind), expected a regular file or nothing there")
  }

  func write(_ bytes: [UInt8]) throws(FileError) {
    try AtomicFile.writeAll(bytes, to: descriptor, path: path)
  }

  /// Puts the file in its place.
  func place() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw .unwritable(path: path, reason: AtomicFile.lastReason()) }
    try Self.checkPlace(path)
    guard rename(temporary, path) == 0 else {
      throw .unwritable(path: path, reason: AtomicFile.lastReason())
    }
    close(descriptor)
    descriptor = -1
    try Self.flushFolder(of: path)
  }

  /// A renamed file is safe from a power failure once its folder is on the disk. A file system that does not flush
  /// folders is no reason to fail.
  private static func flushFolder(of path: String) throws(FileError) {
    let folder = AtomicFile.folder(of: path)
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno != EIO else {
      throw .unwritable(path: path, reason: AtomicFile.lastReason())
    }
  }
}
