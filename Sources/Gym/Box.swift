/// One number of an observation or an action: what it is called, its unit, and the range it stays in.
public struct Component: Sendable, Hashable {
  public let name: String
  /// SI unit as text ("m", "rad/s"); empty for a pure number.
  public let unit: String
  public let low: Float
  public let high: Float

  /// - Precondition: `low <= high`, neither is NaN.
  public init(_ name: String, unit: String = "", low: Float = -.infinity, high: Float = .infinity) {
    precondition(low <= high, "component \(name): low \(low) is above high \(high)")
    self.name = name
    self.unit = unit
    self.low = low
    self.high = high
  }
}

/// A space of real vectors: an ordered list of named, ranged components, some blocks of which may be pictures.
public struct Box: Sendable, Hashable {
  /// Those of a picture all have its name.
  public let components: [Component]
  /// In the order of their offsets.
  public let pictures: [PictureSpace]
  public var count: Int { components.count }

  /// - Precondition: pictures lie one behind the other among the components.
  public init(_ components: [Component], pictures: [PictureSpace] = []) {
    var end = 0
    for picture in pictures {
      precondition(picture.offset >= end, "the picture \(picture.name) begins before \(end)")
      end = picture.range.upperBound
    }
    precondition(end <= components.count, "pictures up to \(end) in \(components.count) components")
    self.components = components
    self.pictures = pictures
  }

  /// True if `values` has one finite value in range for every component.
  public func contains(_ values: Span<Float>) -> Bool {
    guard values.count == count else { return false }
    for i in 0..<count {
      let value = values[i]
      guard value.isFinite, value >= components[i].low, value <= components[i].high else { return false }
    }
    return true
  }

  public func contains(_ values: [Float]) -> Bool { contains(values.span) }
}
