/// A picture as a list of what is to be drawn, for pixels as for SVG. Pictures may lie in pictures.
public struct Picture: Sendable, Hashable {
  public let width: Double
  public let height: Double
  public private(set) var elements: [Element] = []

  public enum Element: Sendable, Hashable {
    case polyline([Point], isClosed: Bool, Style)
    case circle(Point, radius: Double, Style)
    case text(String, at: Point, TextStyle)
    /// Scaled to the frame, and cut off at its edges.
    indirect case picture(Picture, in: Frame)
  }

  /// - Precondition: sizes are positive.
  public init(width: Double, height: Double) {
    precondition(width > 0 && height > 0, "a picture of \(width) × \(height)")
    self.width = width
    self.height = height
  }

  public var frame: Frame { Frame(x: 0, y: 0, width: width, height: height) }

  public mutating func line(_ points: [Point], _ style: Style) {
    guard points.count > 1 else { return }
    elements.append(.polyline(points, isClosed: false, style))
  }

  public mutating func polygon(_ points: [Point], _ style: Style) {
    guard points.count > 1 else { return }
    elements.append(.polyline(points, isClosed: true, style))
  }

  public mutating func rectangle(_ frame: Frame, _ style: Style) { polygon(frame.corners, style) }

  public mutating func circle(_ center: Point, radius: Double, _ style: Style) {
    elements.append(.circle(center, radius: radius, style))
  }

  public mutating func text(_ text: String, at point: Point, _ style: TextStyle = TextStyle()) {
    guard !text.isEmpty else { return }
    elements.append(.text(text, at: point, style))
  }

  public mutating func picture(_ picture: Picture, in frame: Frame) {
    guard frame.width > 0, frame.height > 0 else { return }
    elements.append(.picture(picture, in: frame))
  }
}

/// An ink and how much of it: 1 covers what lies beneath.
public struct Paint: Sendable, Hashable {
  public var ink: Ink
  public var opacity: Double

  public init(_ ink: Ink, opacity: Double = 1) {
    self.ink = ink
    self.opacity = opacity
  }
}

/// How a shape is filled and outlined. Lines have round ends and corners.
public struct Style: Sendable, Hashable {
  public var fill: Paint?
  public var stroke: Paint?
  /// px
  public var lineWidth: Double
  /// px of line and gap, in turn; empty for a whole line.
  public var dashes: [Double]

  public init(fill: Paint? = nil, stroke: Paint? = nil, lineWidth: Double = 1, dashes: [Double] = []) {
    self.fill = fill
    self.stroke = stroke
    self.lineWidth = lineWidth
    self.dashes = dashes
  }

  public static func fill(_ ink: Ink, opacity: Double = 1) -> Style {
    Style(fill: Paint(ink, opacity: opacity))
  }

  public static func stroke(_ ink: Ink, width: Double = 1, opacity: Double = 1, dashes: [Double] = [])
    -> Style
  {
    Style(stroke: Paint(ink, opacity: opacity), lineWidth: width, dashes: dashes)
  }
}

/// How a line of text is set.
public struct TextStyle: Sendable, Hashable {
  public enum Anchor: String, Sendable, Hashable {
    case start, middle, end
  }

  public var paint: Paint
  /// px
  public var size: Double
  /// Which part of the text stands at its point, which lies on the base line.
  public var anchor: Anchor
  public var isBold: Bool

  public init(_ ink: Ink = .text, size: Double = 12, anchor: Anchor = .start, isBold: Bool = false) {
    paint = Paint(ink)
    self.size = size
    self.anchor = anchor
    self.isBold = isBold
  }
}
