#if Viewer
  import Drawing
  import Foundation
  import Testing

  /// The window as a reader meets it: keys and a mouse of an X server without a screen.
  @Suite(.serialized, .enabled(if: VirtualDisplay.isAvailable, "Xvfb or xdotool is not installed"))
  struct WindowTests {
    private static let tool = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("sim-view")

    /// Waits, some seconds at most, for something to come true.
    private func wait(_ seconds: Double = 20, for condition: () throws -> Bool) rethrows -> Bool {
      for _ in 0..<Int(seconds / 0.1) {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.1)
      }
      return try condition()
    }

    private func pixels(_ ink: Ink, _ path: String) -> (count: Int, x: Int, y: Int) {
      let color = Theme.light.color(ink)
      return ViewerTests.pixels(of: (color.red, color.green, color.blue), in: path)
    }

    @Test func aReaderAdaptsDragsTheGoalAndClosesTheWindow() throws {
      let display = try #require(try VirtualDisplay())
      let folder = NSTemporaryDirectory() + "limber-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let errors = Pipe()
      let process = try display.start(
        Self.tool, ["--output", folder, "--seconds", "120"], errors: errors)
      defer { if process.isRunning { process.terminate() } }
      var window = ""
      try #require(
        try wait {
          // SDL tries a window or two before the one that stays.
          let found = try display.play("search", "--onlyvisible", "--name", "^limber$")
          defer { window = found }
          return !found.isEmpty && found == window
        })
      func screenshot(_ number: Int) throws -> String {
        try display.play("key", "s")
        let path = "\(folder)/limber-\(number).png"
        #expect(wait { FileManager.default.fileExists(atPath: path) })
        return path
      }
      try display.play("mousemove", "--window", window, "500", "20")
      // At rest at the start of an episode, where neither arm lies over the goal, wherever it is dragged.
      try display.play("key", "space")
      try display.play("key", "r")
      let first = try screenshot(1)
      #expect(pixels(.before, first).count > 500 && pixels(.after, first).count > 500)
      // The goal is seen once in each panel: its middle is between the panels, half a panel from each.
      let goal = pixels(.goal, first)
      let shift = 495 / 2
      try display.play("mousemove", "--window", window, "\(goal.x - shift)", "\(goal.y)")
      try display.play("mousedown", "1")
      for step in 1...5 {
        try display.play(
          "mousemove", "--window", window, "\(goal.x - shift + 8 * step)", "\(goal.y + 12 * step)")
      }
      // The button still down: once it is up the arm adapts, and its trails may lie over the goal.
      let second = try screenshot(2)
      try display.play("mouseup", "1")
      let moved = pixels(.goal, second)
      #expect(abs(moved.x - goal.x - 40) <= 3 && abs(moved.y - goal.y - 60) <= 3, "\(goal) to \(moved)")

      // The adaptation's curve and trails appear by themselves.
      var number = 2
      let appeared = try wait {
        number += 1
        return pixels(.after, try screenshot(number)).count > pixels(.after, first).count + 100
      }
      #expect(appeared)

      try display.play("key", "c")
      Thread.sleep(forTimeInterval: 0.5)
      try display.play("key", "c")
      #expect(wait { FileManager.default.fileExists(atPath: folder + "/limber-1.gif") })

      // As the window's own button: SDL makes the same event of both.
      try display.play("key", "q")
      process.waitUntilExit()
      #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(text.contains("frames, median"))
      #expect(text.contains(/\d+ adaptations?, median/), "\(text)")
    }

    /// A film that is running when the wish to end comes is written, not lost; and so is one whose window is resized.
    @Test func anEndLosesNoFilm() throws {
      let display = try #require(try VirtualDisplay())
      let folder = NSTemporaryDirectory() + "limber-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let process = try display.start(
        Self.tool, ["--policy", "expert", "--output", folder, "--seconds", "120"], errors: Pipe())
      defer { if process.isRunning { process.terminate() } }
      var window = ""
      try #require(
        try wait {
          let found = try display.play("search", "--onlyvisible", "--name", "^limber$")
          defer { window = found }
          return !found.isEmpty && found == window
        })
      func film(_ number: Int) -> Bool {
        let bytes = FileManager.default.contents(atPath: "\(folder)/limber-\(number).gif")
        return bytes?.prefix(6) == Data("GIF89a".utf8) && bytes?.last == 0x3B
      }
      try display.play("mousemove", "--window", window, "500", "20")
      try display.play("key", "c")
      Thread.sleep(forTimeInterval: 0.5)
      try display.play("windowsize", window, "700", "500")
      #expect(wait { film(1) })
      try display.play("key", "c")
      Thread.sleep(forTimeInterval: 0.5)
      process.terminate()
      process.waitUntilExit()
      #expect(process.terminationStatus == 143 && process.terminationReason == .exit)
      #expect(film(2))
    }

    @Test func aDisplayThatIsNotThereIsSaidInOneLine() throws {
      for display in ["", ":9999"] {
        let process = Process()
        let errors = Pipe()
        process.executableURL = Self.tool
        process.environment = ProcessInfo.processInfo.environment.merging(
          ["DISPLAY": display, "WAYLAND_DISPLAY": ""]) { $1 }
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 69)
        #expect(text.hasPrefix("error: no window: ") && text.contains("--headless --record FILE"))
        #expect(text.split(separator: "\n").count == 1, "\(text)")
      }
    }
  }
#endif
