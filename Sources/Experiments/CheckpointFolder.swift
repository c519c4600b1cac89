import Foundation
import MetaLearning

/// The checkpoints of a run, `checkpoint/ITERATION.safetensors`: the two latest, should the latest be damaged.
struct CheckpointFolder {
  let path: String

  private static let suffix = ".safetensors"
  private static let kept = 2

  /// The iterations there are checkpoints of, the latest first.
  private var iterations: [Int] {
    AtomicFile.names(in: path).filter { $0.hasSuffix(Self.suffix) }
      .compactMap { Int($0.dropLast(Self.suffix.count)) }.sorted(by: >)
  }

  private func path(of iteration: Int) -> String { "\(path)/\(iteration)\(Self.suffix)" }

  /// The latest checkpoint's path, unread.
  var latestPath: String? { iterations.first.map(path(of:)) }

  /// Writes a checkpoint; older ones go once it is on the disk.
  func write(_ checkpoint: Checkpoint) throws(FileError) {
    try checkpoint.write(to: path(of: checkpoint.state.iteration))
    for old in iterations.dropFirst(Self.kept) { unlink(path(of: old)) }
  }

  /// Empties the folder, or makes it.
  func clear() throws(FileError) {
    var status = stat()
    guard lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFDIR else {
      throw .unwritable(path: path, reason: "it is not a folder")
    }
    try AtomicFile.createFolder(path)
    AtomicFile.removeLeftovers(in: path)
    for iteration in iterations { unlink(path(of: iteration)) }
  }

  /// The latest checkpoint that can be read, and what is wrong with later ones.
  /// - Throws: what is wrong with the latest one, where none can be read.
  func latest() throws(FileError) -> (checkpoint: Checkpoint, path: String, damages: [FileError]) {
    var damages: [FileError] = []
    for path in iterations.map(path(of:)) {
      do throws(FileError) { return (try Checkpoint(reading: path), path, damages) } catch {
        damages.append(error)
      }
    }
    throw damages.first
      ?? .malformed(
        path: path, problem: "holds no checkpoint, expected one; start the run again with --output")
  }

  /// Puts the checkpoints beyond `iteration` aside, which the run that goes on from there makes again.
  func setAside(after iteration: Int) throws(FileError) {
    for path in iterations.filter({ $0 > iteration }).map(path(of:)) {
      guard rename(path, path + ".damaged") == 0 else {
        throw .unwritable(path: path, reason: AtomicFile.lastReason())
      }
    }
  }
}
