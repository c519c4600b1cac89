import Foundation
import Synchronization

/// A CSV file written row by row, which takes its place when all is written.
final class TraceFile: Sendable {
  private struct State {
    let file: PendingFile
    var buffer: [UInt8] = []
    var failure: FileError?
  }

  private let state: Mutex<State>

  /// - Throws: when the file cannot be created.
  init(_ path: String) throws(FileError) {
    state = Mutex(State(file: try PendingFile(path)))
  }

  /// Adds a line; what goes wrong is thrown by `finish`.
  func append(_ line: String) {
    state.withLock { state in
      state.buffer.append(contentsOf: line.utf8)
      state.buffer.append(UInt8(ascii: "\n"))
      if state.buffer.count > 1 << 16 { Self.flush(&state) }
    }
  }

  private static func flush(_ state: inout State) {
    if state.failure == nil {
      do throws(FileError) { try state.file.write(state.buffer) } catch { state.failure = error }
    }
    state.buffer.removeAll(keepingCapacity: true)
  }

  /// Puts the file in its place.
  func finish() throws(FileError) {
    let failure = state.withLock { state -> FileError? in
      Self.flush(&state)
      if state.failure == nil {
        do throws(FileError) { try state.file.place() } catch { state.failure = error }
      }
      return state.failure
    }
    if let failure { throw failure }
  }
}
