import Dispatch
import Drawing
import Experiments
import Files
import Foundation
import Synchronization

/// Writes what the window shows, away from the thread that draws: pictures, and films while one is running.
final class FrameWriter: Sendable {
  /// s from one frame of a film to the next.
  static let interval = 0.05

  private let folder: String
  private let queue = DispatchQueue(label: "frames")
  private let filming = Mutex(false)
  private let film = QueueOwned()
  private let notes = Mutex<[String]>([])

  /// Touched on the queue only, which does one thing at a time.
  private final class QueueOwned: @unchecked Sendable {
    var encoder: GIFEncoder?
    var size = (width: 0, height: 0)
    var path = ""
  }

  init(folder: String) { self.folder = folder }

  var isFilming: Bool { filming.withLock { $0 } }

  /// What has been written, or could not be, since the last call.
  func takeNote() -> String? { notes.withLock { $0.isEmpty ? nil : $0.removeFirst() } }

  func writePicture(_ bitmap: Bitmap) {
    let path = fresh("png")
    queue.async { self.write(bitmap.png(), to: path) }
  }

  func beginFilm(_ first: Bitmap) {
    filming.withLock { $0 = true }
    let path = fresh("gif")
    queue.async {
      self.film.path = path
      self.film.size = (first.width, first.height)
      self.film.encoder = GIFEncoder(colorsOf: [first])
    }
  }

  /// Frames of a film are of one size: it ends where the window gets another.
  func add(_ frame: Bitmap) {
    queue.async {
      guard self.film.size == (frame.width, frame.height) else {
        self.close()
        return
      }
      self.film.encoder?.add(frame, hundredths: Int(100 * Self.interval))
    }
  }

  func endFilm() { queue.async { self.close() } }

  /// On the queue.
  private func close() {
    filming.withLock { $0 = false }
    guard let encoder = film.encoder else { return }
    film.encoder = nil
    write(encoder.finish(), to: film.path)
  }

  /// Waits for all that was begun.
  func finish() {
    if isFilming { endFilm() }
    queue.sync {}
  }

  private func write(_ bytes: [UInt8], to path: String) {
    do {
      try AtomicFile.write(bytes, to: path)
      notes.withLock { $0.append("wrote \(path)") }
    } catch { notes.withLock { $0.append("\(error)") } }
  }

  /// `limber-1.png`, or the next number that is not taken.
  private func fresh(_ ending: String) -> String {
    var number = 1
    func path() -> String { "\(folder)/limber-\(number).\(ending)" }
    while FileManager.default.fileExists(atPath: path()) { number += 1 }
    return path()
  }
}
