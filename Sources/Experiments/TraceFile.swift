import Foundation
import Synchronization

/// A CSV file written row by row into a temporary file, which takes its place when all is written.
final class TraceFile: Sendable {
  private struct State {
    var descriptor: Int32
    var buffer: [UInt8] = []
    var failure: FileError?
  }

  private let path: String
  private var temporary: String { path + ".partial-\(getpid())" }
  private let state: Mutex<State>

  /// - Throws: when the file cannot be created.
  init(_ path: String) throws(FileError) {
    self.path = path
    let descriptor = open(path + ".partial-\(getpid())", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    state = Mutex(State(descriptor: descriptor))
  }

  deinit {
    state.withLock { state in
      guard state.descriptor >= 0 else { return }
      close(state.descriptor)
      unlink(temporary)
    }
  }

  /// Adds a line; what goes wrong is thrown by `finish`.
  func append(_ line: String) {
    state.withLock { state in
      state.buffer.append(contentsOf: line.utf8)
      state.buffer.append(UInt8(ascii: "\n"))
      if state.buffer.count > 1 << 16 { flush(&state) }
    }
  }

  private func flush(_ state: inout State) {
    var written = 0
    while written < state.buffer.count, state.failure == nil {
      let count = state.buffer.withUnsafeBytes { raw in
        Foundation.write(state.descriptor, raw.baseAddress.map { $0 + written }, raw.count - written)
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 {
        state.failure = .unwritable(path: path, reason: String(cString: strerror(errno)))
      } else {
        written += count
      }
    }
    state.buffer.removeAll(keepingCapacity: true)
  }

  /// Puts the file in its place.
  func finish() throws(FileError) {
    let failure = state.withLock { state -> FileError? in
      flush(&state)
      if state.failure == nil, fsync(state.descriptor) != 0 || rename(temporary, path) != 0 {
        state.failure = .unwritable(path: path, reason: String(cString: strerror(errno)))
      }
      close(state.descriptor)
      state.descriptor = -1
      if state.failure != nil { unlink(temporary) }
      return state.failure
    }
    if let failure { throw failure }
  }
}
