/// A point or direction in the plane, in metres unless said otherwise.
public struct Vector2: Sendable, Hashable, Codable {
  public var x: Float
  public var y: Float

  public init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }

  public static let zero = Vector2(0, 0)

  public var length: Float { (x * x + y * y).squareRoot() }
  var isFinite: Bool { x.isFinite && y.isFinite }

  public static func + (a: Vector2, b: Vector2) -> Vector2 { Vector2(a.x + b.x, a.y + b.y) }
  public static func - (a: Vector2, b: Vector2) -> Vector2 { Vector2(a.x - b.x, a.y - b.y) }
  public static func * (s: Float, v: Vector2) -> Vector2 { Vector2(s * v.x, s * v.y) }

  /// The z component of the cross product: positive when `b` is counter-clockwise of `a`.
  static func cross(_ a: Vector2, _ b: Vector2) -> Float { a.x * b.y - a.y * b.x }
}
