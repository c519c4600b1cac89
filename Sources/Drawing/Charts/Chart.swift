/// Curves, intervals and points over two axes.
public struct Chart: Sendable, Hashable {
  /// One curve, band or cloud. Points that are not finite are left out.
  public struct Series: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      case line
      case points
      /// A line with a point at every value.
      case linePoints
      /// What lies between `low` and the points.
      case band(low: [Double])
    }

    public var name: String
    public var ink: Ink
    public var kind: Kind
    public var points: [Point]

    /// - Parameter name: for the legend; empty for no entry.
    public init(_ name: String = "", ink: Ink, kind: Kind = .line, points: [Point]) {
      self.name = name
      self.ink = ink
      self.kind = kind
      self.points = points
    }

    /// A band between two curves.
    public static func band(ink: Ink, x: [Double], low: [Double], high: [Double]) -> Series {
      precondition(x.count == low.count && x.count == high.count, "a band of unequal sides")
      return Series(ink: ink, kind: .band(low: low), points: zip(x, high).map(Point.init))
    }
  }

  public var title: String
  public var xLabel: String
  public var yLabel: String
  public var series: [Series] = []
  /// Ticks of the x axis are whole numbers.
  public var countsX = false
  /// Both axes span the same numbers and the diagonal is drawn: for comparing two values of one thing.
  public var comparesAxes = false
  /// What the y axis spans at least.
  public var includedY: ClosedRange<Double>?

  public init(_ title: String, xLabel: String, yLabel: String) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
  }
}
