/// The outline of a body, in the body's own coordinates.
public enum Shape: Sendable, Hashable {
  case circle(center: Vector2, radius: Float)
  /// Centred on the origin, sides parallel to the body's axes.
  case box(width: Float, height: Float)
  /// A segment of `length` along the body's x axis, centred on the origin, thickened by `radius`.
  case capsule(length: Float, radius: Float)
  /// Convex, three to eight corners, counter-clockwise.
  case polygon([Vector2])
  /// A line without mass, for walls of static bodies.
  case segment(Vector2, Vector2)
}

/// How a surface meets another one.
public struct Surface: Sendable, Hashable {
  /// Coefficient of friction; two surfaces meet with the geometric mean of theirs.
  public var friction: Float
  /// 0 for a dead stop, 1 for a perfect bounce; two surfaces meet with the larger of theirs.
  public var restitution: Float
  /// Shapes of one negative group never collide with each other; 0 is no group.
  public var group: Int

  public init(friction: Float = 0.2, restitution: Float = 0, group: Int = 0) {
    self.friction = friction
    self.restitution = restitution
    self.group = group
  }
}

/// A shape that meets others, and its surface.
public struct Collider: Sendable, Hashable {
  public var shape: Shape
  public var surface: Surface

  public init(_ shape: Shape, surface: Surface = Surface()) {
    self.shape = shape
    self.surface = surface
  }
}
