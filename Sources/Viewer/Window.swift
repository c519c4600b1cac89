#if Viewer
  import CSDL2
  public import Drawing
  import Foundation

  /// A window on a session: SDL2 shows pixels and hears keys and the mouse, nothing more.
  public final class Window {
    private let session: LiveSession
    private let window: OpaquePointer
    private let writer: FrameWriter
    private let theme: Theme
    private var isOpen = true
    private var wantsPicture = false

    /// - Parameter folder: for screenshots and recordings.
    /// - Throws: where there is no display.
    public init(_ session: LiveSession, theme: Theme = .light, folder: String = ".") throws(ViewerError) {
      self.session = session
      self.theme = theme
      writer = FrameWriter(folder: folder)
      SDL_SetMainReady()
      // Signals are the affair of whoever opens the window.
      SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1")
      // SDL would go on to draw where nobody sees it.
      let environment = ProcessInfo.processInfo.environment
      if environment["SDL_VIDEODRIVER"] == nil {
        let displays = [("WAYLAND_DISPLAY", "wayland"), ("DISPLAY", "x11")].filter {
          environment[$0.0]?.isEmpty == false
        }
        guard !displays.isEmpty else { throw .noDisplay("there is no display") }
        SDL_SetHint(SDL_HINT_VIDEODRIVER, displays.map(\.1).joined(separator: ","))
      }
      guard SDL_Init(SDL_INIT_VIDEO) == 0 else { throw .noDisplay(String(cString: SDL_GetError())) }
      let center = Int32(bitPattern: 0x2FFF_0000)
      guard
        let window = SDL_CreateWindow(
          "limber", center, center, Int32(session.width), Int32(session.height),
          SDL_WINDOW_RESIZABLE.rawValue)
      else {
        let reason = String(cString: SDL_GetError())
        SDL_Quit()
        throw .noDisplay(reason)
      }
      self.window = window
      SDL_SetWindowMinimumSize(window, 300, 200)
    }

    deinit {
      SDL_DestroyWindow(window)
      SDL_Quit()
    }

    /// Shows the session, 60 times a second, until the window is closed.
    /// - Parameters:
    ///   - seconds: closes it by itself after that time; nil for never.
    ///   - shouldClose: asked between two frames; what was being recorded is written all the same.
    public func run(seconds: Double? = nil, until shouldClose: () -> Bool = { false }) -> FrameTimes {
      let clock = ContinuousClock()
      let start = clock.now
      var times = FrameTimes()
      var last = start
      var lastFilmed = start
      session.open()
      while isOpen {
        let now = clock.now
        handleEvents()
        session.advance((now - last) / .seconds(1))
        last = now
        if let note = writer.takeNote() { session.message = note }
        session.isRecording = writer.isFilming
        if shouldClose() { isOpen = false }
        let bitmap = session.picture().bitmap(theme: theme)
        if wantsPicture {
          wantsPicture = false
          writer.writePicture(bitmap)
        }
        if writer.isFilming, (now - lastFilmed) / .seconds(1) >= FrameWriter.interval {
          lastFilmed = now
          writer.add(bitmap)
        }
        show(bitmap)
        let spent = (clock.now - now) / .milliseconds(1)
        times.all.add(spent)
        if session.isAdapting { times.adapting.add(spent) }
        if let seconds, (clock.now - start) / .seconds(1) >= seconds { isOpen = false }
        if spent < 16 { SDL_Delay(UInt32(16.6 - spent)) }
      }
      writer.finish()
      return times
    }

    private func show(_ bitmap: Bitmap) {
      guard let surface = SDL_GetWindowSurface(window) else { return }
      let target = surface.pointee
      guard let pixels = target.pixels, Int(target.w) == bitmap.width, Int(target.h) == bitmap.height else {
        return  // between two sizes
      }
      // From blue, green, red, nothing to whatever the display wants.
      _ = bitmap.bytes.withUnsafeBytes { bytes in
        SDL_ConvertPixels(
          target.w, target.h, SDL_PIXELFORMAT_RGB888.rawValue, bytes.baseAddress, Int32(4 * bitmap.width),
          target.format.pointee.format, pixels, target.pitch)
      }
      SDL_UpdateWindowSurface(window)
    }

    // MARK: Events

    private func handleEvents() {
      var event = SDL_Event()
      while SDL_PollEvent(&event) != 0 {
        switch SDL_EventType(event.type) {
        case SDL_QUIT: isOpen = false
        case SDL_KEYDOWN: if event.key.repeat == 0 { key(event.key.keysym.sym) }
        case SDL_MOUSEBUTTONDOWN:
          session.handle(.press(Point(Double(event.button.x), Double(event.button.y))))
        case SDL_MOUSEMOTION:
          session.handle(.move(Point(Double(event.motion.x), Double(event.motion.y))))
        case SDL_MOUSEBUTTONUP: session.handle(.release)
        case SDL_WINDOWEVENT: resize()
        default: break
        }
      }
    }

    private func resize() {
      var (width, height): (Int32, Int32) = (0, 0)
      SDL_GetWindowSize(window, &width, &height)
      (session.width, session.height) = (Double(max(width, 1)), Double(max(height, 1)))
    }

    private func key(_ code: SDL_Keycode) {
      switch ViewerCommand(key: code) {
      case .close: isOpen = false
      case .screenshot: wantsPicture = true
      case .toggleRecording:
        if writer.isFilming {
          writer.endFilm()
        } else {
          session.isRecording = true
          writer.beginFilm(session.picture().bitmap(theme: theme))
        }
      case .some(let command): session.handle(command)
      case nil: break
      }
    }
  }

  extension ViewerCommand {
    /// What a key asks for; nil for a key without meaning.
    init?(key: SDL_Keycode) {
      // Keys that print are numbered as their ASCII characters.
      let character = UInt8(exactly: key).map { Character(UnicodeScalar($0)) }
      switch character {
      case "1", "2", "3", "4", "5", "6", "7", "8", "9": self = .adapt(Int(key) - 48)
      case "n": self = .newTask
      case "r": self = .reset
      case " ": self = .togglePause
      case ".": self = .singleStep
      case "+", "=": self = .faster
      case "-": self = .slower
      case "\t": self = .nextActuator
      case "w": self = .weaken
      case "v": self = .reverse
      case "k": self = .kill
      case "p": self = .payload
      case "h": self = .toggleHelp
      case "q": self = .close
      case "s": self = .screenshot
      case "c": self = .toggleRecording
      default: return nil
      }
    }
  }
#endif
