import Foundation

/// Files that are written whole or not at all, and read up to a limit.
public enum AtomicFile {
  /// Writes a file in the place of the one that may be at `path`.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try PendingFile(path)
    try file.write(bytes)
    try file.place()
  }

  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Refuses a path where `write` would refuse to write for what stands there.
  public static func checkPlace(_ path: String) throws(FileError) { try PendingFile.checkPlace(path) }

  /// Writes every byte, or throws.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        Foundation.write(descriptor, raw.baseAddress.map { $0 + written }, raw.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count != 0 else { throw .unwritable(path: path, reason: "nothing more is taken") }
      guard count > 0 else { throw .unwritable(path: path, reason: lastReason()) }
      written += count
    }
  }

  /// Removes the temporary files that killed processes left in a folder.
  static func removeLeftovers(in folder: String) {
    for name in names(in: folder) where isLeftover(name) { unlink(folder + "/" + name) }
  }

  static func isLeftover(_ name: String) -> Bool { name.contains(PendingFile.temporarySuffix) }

  /// What a folder holds, sorted; nothing where there is no such folder.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// The folder that a path's last part stands in.
  static func folder(of path: String) -> String {
    let trimmed = String(path.reversed().drop { $0 == "/" }.reversed())
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// The whole file; an error if it is longer than `limit` bytes, is no regular file, or cannot be read.
  public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    try read(path, limit: limit, flags: 0)
  }

  /// As `read`, but a symbolic link is an error: for files of a folder that may come from anyone.
  static func readOwn(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    try read(path, limit: limit, flags: O_NOFOLLOW)
  }

  private static func read(_ path: String, limit: Int, flags: Int32) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags)
    guard descriptor >= 0 else {
      throw .unreadable(path: path, reason: errno == ELOOP && flags != 0 ? isLink : lastReason())
    }
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
    var problem = mkdir(path, 0o777) == 0 ? 0 : errno
    if problem == ENOENT, folder(of: path) != path, !path.isEmpty {
      try createFolder(folder(of: path))
      problem = mkdir(path, 0o777) == 0 ? 0 : errno
    }
    if problem == EEXIST {
      var status = stat()
      problem = stat(path, &status) != 0 ? errno : status.st_mode & S_IFMT == S_IFDIR ? 0 : ENOTDIR
    }
    guard problem == 0 else { throw .unwritable(path: path, reason: reason(problem)) }
    guard access(path, W_OK | X_OK) == 0 else { throw .unwritable(path: path, reason: lastReason()) }
  }

  static let isLink = "it is a symbolic link, expected a regular file"

  static func lastReason() -> String { reason(errno) }

  static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
}
