public import Scenes

/// What a colour is for. Which colour it is, the theme says, but for that of a body which has one.
public enum Ink: Hashable, Sendable {
  case paper
  /// Text and outlines.
  case text
  /// Less important text, axes.
  case muted
  /// Lines of a grid, borders.
  case grid
  /// Bodies that never move.
  case wall
  /// Things that the arm moves.
  case object
  case goal
  /// Where bodies touch.
  case contact
  /// A policy that has not adapted.
  case before
  case after
  /// The body's own colour, in every theme.
  case body(BodyColor)
  /// Curves by number; beyond the last they begin again.
  case series(Int)
}

/// Red, green and blue.
public struct RGB: Sendable, Hashable {
  public let red: UInt8
  public let green: UInt8
  public let blue: UInt8

  /// - Parameter code: as in `0xRRGGBB`.
  public init(_ code: UInt32) {
    red = UInt8(truncatingIfNeeded: code >> 16)
    green = UInt8(truncatingIfNeeded: code >> 8)
    blue = UInt8(truncatingIfNeeded: code)
  }

  /// As in `#0072b2`.
  public var code: String {
    let digits = [red, green, blue].map { String(Int($0) + 256, radix: 16).dropFirst() }
    return "#" + digits.joined()
  }
}

/// Colours that readers with any kind of colour vision can tell apart: those of Okabe and Ito (2008), "Color
/// universal design", in an order that gives each theme the ones that stand out from its paper.
public enum Theme: String, Sendable, CaseIterable {
  case light, dark

  static let orange = RGB(0xE69F00)
  static let sky = RGB(0x56B4E9)
  static let green = RGB(0x009E73)
  static let yellow = RGB(0xF0E442)
  static let blue = RGB(0x0072B2)
  static let vermillion = RGB(0xD55E00)
  static let purple = RGB(0xCC79A7)

  /// Curves that can be told apart.
  public var series: [RGB] {
    switch self {
    case .light: [Self.blue, Self.vermillion, Self.green, Self.purple]
    case .dark: [Self.sky, Self.orange, Self.green, Self.purple, Self.yellow]
    }
  }

  public func color(_ ink: Ink) -> RGB {
    switch (ink, self) {
    case (.paper, .light): RGB(0xFFFFFF)
    case (.paper, .dark): RGB(0x14171C)
    case (.text, .light): RGB(0x1B1F24)
    case (.text, .dark): RGB(0xE8EBEF)
    case (.muted, .light): RGB(0x5B6470)
    case (.muted, .dark): RGB(0x9AA4B0)
    case (.grid, .light): RGB(0xDADFE5)
    case (.grid, .dark): RGB(0x323A45)
    case (.wall, .light): RGB(0xA9B1BC)
    case (.wall, .dark): RGB(0x566170)
    case (.after, _): series[0]
    case (.before, _): series[1]
    case (.goal, _): Self.green
    case (.object, _): Self.purple
    case (.contact, .light): RGB(0x1B1F24)
    case (.contact, .dark): Self.yellow
    case (.body(let color), _): RGB(color.code)
    case (.series(let i), _): series[((i % series.count) + series.count) % series.count]
    }
  }
}
