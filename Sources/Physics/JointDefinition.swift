/// What a joint does against its motion and towards a position, solved implicitly. A stiffness above 3 m / h² acts as
/// that, with h the engine's step and 1 / m the sum of both bodies' 1 / mass or 1 / inertia about their own centres.
public struct JointSpring: Sendable, Hashable {
  /// N m/rad or N/m
  public var stiffness: Float
  /// N m s/rad or N s/m
  public var damping: Float
  /// rad or m: the joint's position at which its stiffness does nothing
  public var rest: Float

  public init(stiffness: Float = 0, damping: Float = 0, rest: Float = 0) {
    self.stiffness = stiffness
    self.damping = damping
    self.rest = rest
  }
}

/// A constraint between two bodies.
public struct JointDefinition: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Turns about the anchors; position is the angle of B minus that of A, rad.
    case revolute
    /// Slides along `axis`, a unit vector in A's coordinates; position in m.
    case prismatic(axis: Vector2)
    case weld
    /// Keeps the anchors `length` m apart; with a stiffness (N/m) and damping (N s/m) it is a spring.
    case distance(length: Float, stiffness: Float, damping: Float)
  }

  public var kind: Kind
  /// Index of the first body; nil for the ground.
  public var bodyA: Int?
  public var bodyB: Int
  /// m, in A's coordinates
  public var anchorA: Vector2
  /// m, in B's coordinates
  public var anchorB: Vector2
  /// rad, the angle of B minus that of A at position 0
  public var referenceAngle: Float
  /// rad or m
  public var limits: ClosedRange<Float>?
  /// N m or N: dry friction; a servo on the joint replaces it.
  public var friction: Float
  /// Of a revolute or prismatic joint.
  public var spring: JointSpring?

  public init(
    _ kind: Kind, bodyA: Int?, bodyB: Int, anchorA: Vector2, anchorB: Vector2, referenceAngle: Float = 0,
    limits: ClosedRange<Float>? = nil, friction: Float = 0, spring: JointSpring? = nil
  ) {
    self.kind = kind
    self.bodyA = bodyA
    self.bodyB = bodyB
    self.anchorA = anchorA
    self.anchorB = anchorB
    self.referenceAngle = referenceAngle
    self.limits = limits
    self.friction = friction
    self.spring = spring
  }
}

/// What one number of a command does.
public enum ActuatorDefinition: Sendable, Hashable {
  /// A servo towards the joint speed `scale` × command (rad/s or m/s) with at most `limit` (N m or N). Whenever it
  /// turns back it has to cross a play of `backlash` (rad or m) first, in the middle of which it begins and in which
  /// the joint is held where it is.
  case jointVelocity(joint: Int, scale: Float, limit: Float, backlash: Float = 0)
  /// A torque or force of `scale` × command (N m or N).
  case jointTorque(joint: Int, scale: Float)
  /// A servo towards the joint position `middle` + `scale` × command (rad or m): its speed is `gain` (1/s) × the
  /// error, at most `speed`, and it pushes with at most `limit`. With a `backlash` (rad or m) the position that it
  /// goes to stays where it is, at first where the joint is, while it is no more than half of that from the one
  /// that is asked for.
  case jointPosition(
    joint: Int, scale: Float, middle: Float = 0, gain: Float, speed: Float, limit: Float, backlash: Float = 0)
  /// Sets the x velocity of a body to `scale` × command + `drift` (m/s).
  case bodyVelocityX(body: Int, scale: Float, drift: Float = 0)
  case bodyVelocityY(body: Int, scale: Float, drift: Float = 0)
  /// One of the numbers of a point servo, which stand together in their order.
  case point(servo: Int)

  /// The joint that it drives alone; nil for others.
  public var joint: Int? {
    switch self {
    case .jointVelocity(let joint, _, _, _), .jointTorque(let joint, _),
      .jointPosition(let joint, _, _, _, _, _, _):
      joint
    case .bodyVelocityX, .bodyVelocityY, .point: nil
    }
  }
}
