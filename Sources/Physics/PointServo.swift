/// Servos on the joints of a chain that together move a point of its last body as commands say: inverse kinematics.
///
/// Before each engine step, from the chain as it then stands, every joint is told a speed: the damped least squares
/// solution of the chain's Jacobian (`CBox2D/Point.cpp` has the equations). Near poses in which no speeds of the
/// joints move the point as told it moves less than that, and a chain stretched out does not come straight back. It
/// knows nothing of the joints' limits. Nothing is kept from one step to the next.
public struct PointServo: Sendable, Hashable {
  /// What the body does with its direction.
  public enum Direction: Sendable, Hashable {
    /// Whatever moving the point makes of it.
    case free
    /// It turns with `scale` × a third command, rad/s.
    case told(scale: Float)
    /// It keeps the direction of the start: an error turns it back with 10/s × that error.
    case kept
  }

  /// One of the joints.
  public struct Link: Sendable, Hashable {
    /// Revolute; its second body is the one nearer to the point.
    public var joint: Int
    /// N m, of its servo
    public var limit: Float

    public init(joint: Int, limit: Float) {
      self.joint = joint
      self.limit = limit
    }
  }

  public var body: Int
  /// m, in the body's coordinates
  public var point: Vector2
  /// m/s that a command of 1 means, of x and of y
  public var scale: Float
  public var direction: Direction
  /// rad/s, of a joint, at most: beyond it all joints slow down together.
  public var speed: Float
  /// From the ground on.
  public var links: [Link]

  public init(
    body: Int, point: Vector2, scale: Float, direction: Direction = .free, speed: Float = 5, links: [Link]
  ) {
    self.body = body
    self.point = point
    self.scale = scale
    self.direction = direction
    self.speed = speed
    self.links = links
  }

  /// Numbers of a command that it takes: x, y and where it is told the turn.
  public var commandCount: Int {
    if case .told = direction { 3 } else { 2 }
  }

  func validate(_ item: String, in world: WorldDefinition) throws(PhysicsError) {
    try Checks.check(index: body, of: world.bodies.count, "\(item).body")
    try Checks.check(point, in: Limits.coordinate, "\(item).point")
    try Checks.check(scale, in: Limits.speed, "\(item).scale")
    if case .told(let scale) = direction { try Checks.check(scale, in: Limits.speed, "\(item).direction") }
    try Checks.check(speed, in: 0...Limits.speed.upperBound, "\(item).speed")
    guard links.count >= (direction == .free ? 2 : 3) else {
      throw .malformed(item: "\(item).links", problem: "fewer than what it moves")
    }
    for (i, link) in links.enumerated() {
      try Checks.check(index: link.joint, of: world.joints.count, "\(item).links[\(i)].joint")
      try Checks.check(link.limit, in: 0...Limits.torque.upperBound, "\(item).links[\(i)].limit")
      guard case .revolute = world.joints[link.joint].kind else {
        throw .malformed(item: "\(item).links[\(i)].joint", problem: "a joint that does not turn")
      }
    }
  }
}
