extension SceneFamily {
  /// The bodies that actuators move, by joints at them or by themselves, of `bodyNames`.
  public var drivenBodies: Set<Int> { scene.description.drivenBodies }
}

extension SceneDescription {
  var drivenBodies: Set<Int> {
    var driven: Set<Int> = []
    for actuator in actuators + followers.map(\.actuator) {
      switch actuator {
      case .jointVelocity(let joint, _, _, _), .jointTorque(let joint, _),
        .jointPosition(let joint, _, _, _, _, _):
        driven.insert(joints[joint].bodyB)
        if let body = joints[joint].bodyA { driven.insert(body) }
      case .bodyVelocity(let body, _, _): driven.insert(body)
      case .point(let servo):
        driven.insert(servo.body)
        for joint in servo.joints { driven.insert(joints[joint].bodyB) }
      }
    }
    return driven
  }
}
