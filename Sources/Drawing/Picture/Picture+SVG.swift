import Foundation
import Scenes

// Written here and not by cairo: its SVG names glyphs and groups with counters of the whole process, so that the
// bytes depend on what was drawn before and two of its files in one page take each other's letters.

extension Picture {
  /// The picture as an SVG document in the colours of a theme.
  public func svg(theme: Theme = .light) -> String {
    SVGWriter { theme.color($0).code }.document(self)
  }

  /// The same for a page whose style gives the colours, as `Theme.styleSheet` does.
  public func svgWithVariables() -> String {
    SVGWriter { ink in
      if case .body(let color) = ink { return RGB(color.code).code }
      return "var(--\(ink.variable))"
    }.document(self)
  }
}

extension Theme {
  /// CSS variables with the colours of every ink but those of bodies, for `svgWithVariables`.
  public var styleSheet: String {
    let inks: [Ink] = [
      .paper, .text, .muted, .grid, .wall, .object, .goal, .contact, .before, .after, .series(0), .series(1),
      .series(2), .series(3),
    ]
    return inks.map { "--\($0.variable):\(color($0).code);" }.joined()
  }
}

extension Ink {
  fileprivate var variable: String {
    switch self {
    case .series(let i): "series\(((i % 4) + 4) % 4)"
    default: "\(self)"
    }
  }
}

private struct SVGWriter {
  let color: (Ink) -> String

  func document(_ picture: Picture) -> String {
    let size = "width=\"\(number(picture.width))\" height=\"\(number(picture.height))\""
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) \(viewBox(picture)) "
      + "font-family=\"DejaVu Sans, Verdana, sans-serif\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n"
      + "<rect width=\"100%\" height=\"100%\" \(paint("fill", Paint(.paper)))/>\n"
      + body(picture) + "</svg>\n"
  }

  private func viewBox(_ picture: Picture) -> String {
    "viewBox=\"0 0 \(number(picture.width)) \(number(picture.height))\""
  }

  private func body(_ picture: Picture) -> String { picture.elements.map(text).joined() }

  private func text(_ element: Picture.Element) -> String {
    switch element {
    case .polyline(let points, let isClosed, let style):
      let places = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
      return "<\(isClosed ? "polygon" : "polyline") points=\"\(places)\" \(attributes(style))/>\n"
    case .circle(let center, let radius, let style):
      return "<circle cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" r=\"\(number(radius))\" "
        + "\(attributes(style))/>\n"
    case .text(let text, let point, let style):
      return "<text x=\"\(number(point.x))\" y=\"\(number(point.y))\" font-size=\"\(number(style.size))\" "
        + "text-anchor=\"\(style.anchor.rawValue)\"\(style.isBold ? " font-weight=\"bold\"" : "") "
        + "\(paint("fill", style.paint))>\(Self.escaped(text))</text>\n"
    case .picture(let picture, let frame):
      // An inner svg element cuts off what leaves it.
      return "<svg x=\"\(number(frame.x))\" y=\"\(number(frame.y))\" width=\"\(number(frame.width))\" "
        + "height=\"\(number(frame.height))\" preserveAspectRatio=\"none\" \(viewBox(picture))>\n"
        + body(picture) + "</svg>\n"
    }
  }

  private func attributes(_ style: Style) -> String {
    var parts = [style.fill.map { paint("fill", $0) } ?? "fill=\"none\""]
    if let stroke = style.stroke {
      parts += [paint("stroke", stroke), "stroke-width=\"\(number(style.lineWidth))\""]
      if !style.dashes.isEmpty {
        parts.append("stroke-dasharray=\"\(style.dashes.map(number).joined(separator: " "))\"")
      }
    }
    return parts.joined(separator: " ")
  }

  private func paint(_ attribute: String, _ paint: Paint) -> String {
    let opacity = paint.opacity < 1 ? " \(attribute)-opacity=\"\(number(paint.opacity))\"" : ""
    return "\(attribute)=\"\(color(paint.ink))\"\(opacity)"
  }

  /// Hundredths of a pixel are enough.
  private func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100 + 0
    return rounded == rounded.rounded() && abs(rounded) < 1e9 ? String(Int(rounded)) : String(rounded)
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
  }
}
