import Foundation

/// Keeps other processes from writing the same run, until it goes out of existence or its process does.
package final class FolderLock {
  private let descriptor: Int32

  package init(_ path: String) throws(FileError) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: AtomicFile.lastReason()) }
    // A file system without locks is no reason not to train.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw .unwritable(path: path, reason: "another process is at work in this run")
    }
  }

  deinit { close(descriptor) }
}
