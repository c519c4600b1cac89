import Physics

struct BodyDescription: Sendable {
  /// One convex part of a body.
  enum Outline: Sendable {
    case circle(radius: Quantity)
    case box(width: Quantity, height: Quantity)
    case capsule(length: Quantity, radius: Quantity)
    case polygon([Vector2])
    case segment(Vector2, Vector2)
  }

  enum Weight: Sendable {
    /// kg/m²
    case density(Quantity)
    /// kg
    case mass(Quantity)
  }

  var name: String
  var kind: BodyDefinition.Kind
  /// Convex parts of each shape that it may have.
  var outlines: [[Outline]]
  /// Which of `outlines` the task gives it.
  var outline = Quantity(0)
  /// A place in `BodyColor.allCases`: fixed, or with a case for each that the task chooses from.
  var color: Quantity?
  var weight: Weight
  /// Where it starts; nil for a body that its joint places.
  var position: QuantityPoint?
  var angle: Quantity
  var friction = Quantity(0.2)
  var restitution = Quantity(0)
  var linearDamping = Quantity(0)
  var angularDamping = Quantity(0)
  /// Coefficient of the dry friction of the table that it lies on.
  var tableFriction = Quantity(0)
  var collides = true
  /// Bodies of one negative group never touch each other.
  var group = 0
  /// Of a kinematic body that moves by itself.
  var motion: MotionDescription?
}

/// The way of a body, as in `BodyMotion`.
struct MotionDescription: Sendable {
  /// m
  var by: QuantityPoint
  /// s
  var period: Quantity
  /// Of a period.
  var phase: Quantity
  /// m/s
  var velocity: QuantityPoint
}

struct JointDescription: Sendable {
  enum Kind: Sendable {
    case revolute
    case prismatic(axis: Vector2)
    case weld
    /// Keeps the anchors apart; with a stiffness it is a spring.
    case distance(length: Quantity, stiffness: Quantity, damping: Quantity)
  }

  var name: String
  var kind: Kind
  /// nil is the ground.
  var bodyA: Int?
  var bodyB: Int
  var anchorA: QuantityPoint
  var anchorB: QuantityPoint
  var lower: Quantity?
  var upper: Quantity?
  var friction = Quantity(0)
  /// Of a revolute or prismatic joint.
  var spring: SpringDescription?
  /// Of an arm whose mount is the first body.
  var isBase = false
  /// 1 where a task has it, 0 where it lacks it; nil where all have it.
  var presence: Quantity?
}

struct SpringDescription: Sendable {
  /// N m/rad or N/m
  var stiffness: Quantity
  /// N m s/rad or N s/m
  var damping: Quantity
  /// rad or m
  var rest: Quantity
}
