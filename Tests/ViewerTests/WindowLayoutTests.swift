import Drawing
import Experiments
import Models
import Testing

@testable import Viewer

@Suite struct WindowLayoutTests {
  static let sizes: [(Double, Double)] = [
    (300, 200), (480, 320), (640, 400), (800, 480), (1000, 620), (1920, 1080), (300, 900), (1600, 240),
  ]

  private func overlap(_ a: Frame, _ b: Frame) -> Bool {
    min(a.right, b.right) - max(a.x, b.x) > 1e-6 && min(a.bottom, b.bottom) - max(a.y, b.y) > 1e-6
  }

  @Test(arguments: sizes, [true, false]) func nothingOverlapsAndNothingLeavesTheWindow(
    size: (Double, Double), hasCurve: Bool
  ) {
    for lines in [0, 14] {
      let layout = WindowLayout(width: size.0, height: size.1, hasCurve: hasCurve, helpLines: lines)
      let frames = layout.all
      for (i, frame) in frames.enumerated() {
        #expect(frame.width > 0 && frame.height > 0)
        #expect(frame.x >= 0 && frame.y >= 0 && frame.right <= size.0 && frame.bottom <= size.1, "\(frame)")
        for other in frames[(i + 1)...] { #expect(!overlap(frame, other), "\(frame) \(other)") }
      }
      #expect(layout.panels.count == 2 && layout.panels[0].height >= 0.45 * size.1 - 1e-6)
      #expect((layout.curve != nil) <= hasCurve && layout.help.isEmpty >= (lines == 0))
    }
  }

  /// Whatever a window has room for, a higher one has.
  @Test func theLeastImportantGoesFirst() {
    func rows(_ layout: WindowLayout) -> [Bool] {
      [
        !layout.names.isEmpty, !layout.scores.isEmpty, layout.title != nil, layout.message != nil,
        !layout.experience.isEmpty, layout.actuators != nil, layout.task != nil, layout.curve != nil,
        !layout.help.isEmpty,
      ]
    }
    var last = 0
    for height in stride(from: 20.0, through: 800, by: 4) {
      let shown = rows(WindowLayout(width: 1000, height: height, hasCurve: true, helpLines: 14))
      let count = shown.prefix { $0 }.count
      #expect(!shown[count...].contains(true) && count >= last, "\(height): \(shown)")
      last = count
    }
    #expect(last == 9)
  }

  /// The texts themselves, not only their frames: what is too long is cut.
  @Test(arguments: sizes) func noTextLiesOverAnother(size: (Double, Double)) throws {
    let path = try PolicyFile.shippedPath(for: "reach-broken")
    let run = try RolloutRun(environment: nil, policy: path)
    let session = try LiveSession(
      run, beside: run.beside(PolicyFile.shippedPath(for: "reach-broken-rl2")), seed: 1)
    (session.width, session.height) = size
    session.handle(.reverse)
    let boxes = session.picture().elements.compactMap { element -> (String, Frame)? in
      guard case .text(let text, let point, let style) = element else { return nil }
      let width = style.width(of: text)
      let x = style.anchor == .end ? point.x - width : point.x
      return (text, Frame(x: x, y: point.y - 0.75 * style.size, width: width, height: 0.95 * style.size))
    }
    #expect(boxes.count >= 7)
    for (i, (text, box)) in boxes.enumerated() {
      #expect(box.x >= 0 && box.right <= size.0 + 1e-6 && box.y >= 0 && box.bottom <= size.1, "\(text)")
      for (other, place) in boxes[(i + 1)...] { #expect(!overlap(box, place), "\(text) over \(other)") }
      for panel in session.panels { #expect(!overlap(box, panel), "\(text)") }
    }
  }

  @Test func textsAreCutWhereTheyHaveNoRoom() {
    let style = TextStyle(.text, size: 12)
    #expect(style.shortened("short", to: 200) == "short")
    let cut = style.shortened("a text that is too long", to: 60)
    #expect(cut.hasSuffix("…") && style.width(of: cut) <= 60 && style.width(of: cut) > 45)
    #expect(style.shortened("text", to: 1).isEmpty)
  }
}

extension Bool {
  /// Follows from.
  fileprivate static func <= (a: Bool, b: Bool) -> Bool { !a || b }
  fileprivate static func >= (a: Bool, b: Bool) -> Bool { a || !b }
}
