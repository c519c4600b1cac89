import Foundation

/// Files that are written whole or not at all, and read up to a limit.
public enum AtomicFile {
  private static let temporarySuffix = ".partial-"

  /// Writes a temporary file beside `path`, flushes it to the disk and renames it.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let temporary = path + "\(temporarySuffix)\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: lastReason()) }
    do throws(FileError) {
      try writeAll(bytes, to: descriptor, path: path)
      guard fsync(descriptor) == 0 else { throw .unwritable(path: path, reason: lastReason()) }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    close(descriptor)
    guard rename(temporary, path) == 0 else {
      let reason = lastReason()
      unlink(temporary)
      throw .unwritable(path: path, reason: reason)
    }
  }

  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes every byte, or throws.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        Foundation.write(descriptor, raw.baseAddress.map { $0 + written }, raw.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .unwritable(path: path, reason: lastReason()) }
      written += count
    }
  }

  /// Removes the temporary files that killed processes left in a folder.
  static func removeLeftovers(in folder: String) {
    for name in names(in: folder) where name.contains(temporarySuffix) { unlink(folder + "/" + name) }
  }

  /// What a folder holds, sorted; nothing where there is no such folder.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// The whole file; an error if it is longer than `limit` bytes, is no regular file, or cannot be read.
  public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: lastReason()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: lastReason()) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is not a regular file")
    }
    guard status.st_size <= limit else {
      throw .malformed(path: path, problem: "has \(status.st_size) bytes, expected at most \(limit)")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { raw in
        Foundation.read(descriptor, raw.baseAddress.map { $0 + filled }, raw.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, reason: lastReason()) }
      if count == 0 { break }
      filled += count
    }
    return Array(bytes[..<filled])
  }

  /// Creates the folder and those above it.
  public static func createFolder(_ path: String) throws(FileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: path, reason: lastReason())
    }
    guard access(path, W_OK | X_OK) == 0 else { throw .unwritable(path: path, reason: lastReason()) }
  }

  static func lastReason() -> String { String(cString: strerror(errno)) }
}
