import Drawing
import Foundation

/// An MP4 file that the program ffmpeg writes from frames sent through a pipe. What is half-written goes away with
/// the pipe; only `finish` puts the file in its place.
final class VideoPipe {
  private let path: String
  private let file: PendingFile
  private let process = Process()
  private let complaints = Pipe()
  /// Our end of a socket pair: unlike a pipe, it can say that the other end is closed without a signal.
  private var descriptor: Int32 = -1

  /// - Throws: where the file cannot be written or ffmpeg is not installed.
  init(_ path: String, width: Int, height: Int, frameSeconds: Double) throws(FileError) {
    self.path = path
    guard let program = Self.program(named: "ffmpeg") else {
      throw .unwritable(
        path: path, reason: "video needs the program ffmpeg, which is not installed; .gif does without")
    }
    // ffmpeg writes into it by its name, and keeps it the same file.
    file = try PendingFile(path)
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0
    else { throw .unwritable(path: path, reason: AtomicFile.lastReason()) }
    descriptor = ends[0]
    process.executableURL = URL(fileURLWithPath: program)
    // One thread and no dates or versions in the file, so that the same frames give the same bytes.
    process.arguments =
      ["-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "bgr0", "-video_size", "\(width)x\(height)"]
      + ["-framerate", "\(1 / frameSeconds)", "-i", "pipe:0", "-an", "-c:v", "libx264", "-threads", "1"]
      + ["-preset", "veryfast", "-tune", "animation", "-crf", "20", "-pix_fmt", "yuv420p"]
      + [
        "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "-y",
        file.temporary,
      ]
    process.standardInput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: false)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = complaints
    do { try process.run() } catch {
      close(ends[1])
      throw .unwritable(path: path, reason: "ffmpeg does not start: \(error.localizedDescription)")
    }
    close(ends[1])
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if process.isRunning { process.terminate() }
  }

  private static func program(named name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// - Throws: when ffmpeg has ended before its time.
  func add(_ frame: Bitmap) throws(FileError) {
    var sent = 0
    while sent < frame.bytes.count {
      let count = frame.bytes.withUnsafeBytes { raw in
        send(descriptor, raw.baseAddress.map { $0 + sent }, raw.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw end() ?? .unwritable(path: path, reason: "ffmpeg ended too early") }
      sent += count
    }
  }

  /// Waits for ffmpeg to write the rest, and puts the file in its place.
  func finish() throws(FileError) {
    if let failure = end() { throw failure }
    try file.place()
  }

  /// No more frames: what went wrong, if something did.
  private func end() -> FileError? {
    close(descriptor)
    descriptor = -1
    let complaint = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationReason != .exit || process.terminationStatus != 0 else { return nil }
    let line = complaint.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
    return .unwritable(path: path, reason: "ffmpeg ended with status \(process.terminationStatus)\(line)")
  }
}
