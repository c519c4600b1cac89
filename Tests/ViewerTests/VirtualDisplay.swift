#if Viewer
  import CCairo
  import Foundation

  /// An X server without a screen, and a program in it that plays the reader.
  final class VirtualDisplay {
    private let server = Process()
    let name: String

    static func find(_ program: String) -> String? {
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(program)" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Both programs are installed.
    static let isAvailable = find("Xvfb") != nil && find("xdotool") != nil

    init?() throws {
      guard let program = Self.find("Xvfb") else { return nil }
      let chosen = Pipe()
      server.executableURL = URL(fileURLWithPath: program)
      server.arguments = ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
      server.standardOutput = chosen
      server.standardError = FileHandle.nullDevice
      try server.run()
      // It says which number it took when it is ready.
      let line = String(decoding: chosen.fileHandleForReading.availableData, as: UTF8.self)
      guard let number = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else { return nil }
      name = ":\(number)"
    }

    deinit {
      // Programs that a worker thread starts inherit its mask, which keeps gentler signals out.
      kill(server.processIdentifier, SIGKILL)
      server.waitUntilExit()
    }

    /// A program that is to show something here.
    func start(_ program: URL, _ arguments: [String], errors: Pipe) throws -> Process {
      let process = Process()
      process.executableURL = program
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(["DISPLAY": name]) { $1 }
      process.standardError = errors
      try process.run()
      return process
    }

    /// What `xdotool` with these arguments prints.
    @discardableResult
    func play(_ arguments: String...) throws -> String {
      let process = Process()
      let output = Pipe()
      process.executableURL = Self.find("xdotool").map { URL(fileURLWithPath: $0) }
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(["DISPLAY": name]) { $1 }
      process.standardOutput = output
      // It complains of windows that go while it looks for one.
      process.standardError = FileHandle.nullDevice
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// Where pixels of a colour are in a PNG file: how many, and their middle.
  func pixels(of color: (red: UInt8, green: UInt8, blue: UInt8), in path: String) -> (
    count: Int, x: Int, y: Int
  ) {
    let surface = cairo_image_surface_create_from_png(path)
    defer { cairo_surface_destroy(surface) }
    guard let data = cairo_image_surface_get_data(surface) else { return (0, 0, 0) }
    let (width, height) = (cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    var (count, sumX, sumY) = (0, 0, 0)
    for y in 0..<Int(height) {
      for x in 0..<Int(width) {
        let i = y * stride + 4 * x
        guard data[i] == color.blue, data[i + 1] == color.green, data[i + 2] == color.red else { continue }
        (count, sumX, sumY) = (count + 1, sumX + x, sumY + y)
      }
    }
    return count == 0 ? (0, 0, 0) : (count, sumX / count, sumY / count)
  }
#endif
