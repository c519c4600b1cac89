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

/// A space of real vectors: an ordered list of named, ranged components.
public struct Box: Sendable, Hashable {
  public let components: [Component]
  public var count: Int { components.count }

  public init(_ components: [Component]) { self.components = components }

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
