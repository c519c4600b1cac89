import Physics

/// What a body is to those who look at it.
public enum BodyRole: Sendable {
  /// Moved by an actuator.
  case arm
  /// Moved by what touches it.
  case object
  /// Never moves, or by itself.
  case wall
}

extension SceneFamily {
  /// Of each of `bodyNames`.
  public var bodyRoles: [BodyRole] { scene.description.bodyRoles }
}

extension SceneDescription {
  var bodyRoles: [BodyRole] {
    let driven = drivenBodies
    return bodies.enumerated().map { i, body in
      driven.contains(i) ? .arm : body.kind == .dynamic ? .object : .wall
    }
  }

  /// The bodies that actuators move, by joints at them or by themselves.
  private var drivenBodies: Set<Int> {
    var driven: Set<Int> = []
    for actuator in actuators + followers.map(\.actuator) {
      switch actuator {
      case .jointVelocity(let joint, _, _, _), .jointTorque(let joint, _),
        .jointPosition(let joint, _, _, _, _, _):
        driven.insert(joints[joint].bodyB)
        if let body = joints[joint].bodyA, bodies[body].kind == .dynamic { driven.insert(body) }
      case .bodyVelocity(let body, _, _): driven.insert(body)
      case .point(let servo):
        driven.insert(servo.body)
        for joint in servo.joints { driven.insert(joints[joint].bodyB) }
      }
    }
    return driven
  }
}
