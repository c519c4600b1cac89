extension WorldDefinition {
  /// Throws what the engine's assertions would otherwise abort on, and what its single precision cannot bear.
  func validate() throws(PhysicsError) {
    try Checks.check(gravity, in: Limits.acceleration, "gravity")
    try Checks.check(timeStep, in: Limits.timeStep, "timeStep")
    try Checks.check(Float(substeps), in: Self.floats(Limits.substeps), "substeps")
    try Checks.check(Float(velocityIterations), in: Self.floats(Limits.iterations), "velocityIterations")
    try Checks.check(Float(positionIterations), in: Self.floats(Limits.iterations), "positionIterations")
    try Checks.check(count: bodies.count, atMost: Limits.bodies, "bodies")
    try Checks.check(count: joints.count, atMost: Limits.joints, "joints")
    try Checks.check(count: actuators.count, atMost: Limits.actuators, "actuators")
    try Checks.check(count: sensors.count, atMost: Limits.sensors, "sensors")
    let colliders = bodies.reduce(0) { $0 + $1.colliders.count }
    try Checks.check(count: colliders, atMost: Limits.colliders, "colliders")
    for i in bodies.indices { try bodies[i].validate("bodies[\(i)]") }
    for i in joints.indices { try joints[i].validate("joints[\(i)]", bodies: bodies) }
    for i in actuators.indices { try validate(actuators[i], "actuators[\(i)]") }
    for i in pointServos.indices { try pointServos[i].validate("pointServos[\(i)]", in: self) }
    try validateServos()
    for i in sensors.indices { try sensors[i].validate("sensors[\(i)]", bodies: bodies.count) }
    if engine == .lanes, let obstacle = laneObstacle {
      throw .malformed(item: "engine", problem: "lanes, which do not have what is at \(obstacle)")
    }
  }

  private static func floats(_ range: ClosedRange<Int>) -> ClosedRange<Float> {
    Float(range.lowerBound)...Float(range.upperBound)
  }

  /// A servo is the joint's own motor, of which there is one.
  private func validateServos() throws(PhysicsError) {
    var driven: Set<Int> = []
    for (i, actuator) in actuators.enumerated() {
      guard let joint = actuator.joint else { continue }
      guard driven.insert(joint).inserted else {
        throw .malformed(item: "actuators[\(i)]", problem: "joint \(joint) already has an actuator")
      }
    }
    for (i, servo) in pointServos.enumerated() {
      for joint in servo.links.map(\.joint) where !driven.insert(joint).inserted {
        throw .malformed(item: "pointServos[\(i)]", problem: "joint \(joint) already has an actuator")
      }
      let places = actuators.indices.filter { actuators[$0] == .point(servo: i) }
      guard places.count == servo.commandCount, (places[0]..<places[0] + places.count).elementsEqual(places)
      else {
        throw .malformed(
          item: "pointServos[\(i)]", problem: "its \(servo.commandCount) numbers do not stand together")
      }
    }
  }

  private func validate(_ actuator: ActuatorDefinition, _ item: String) throws(PhysicsError) {
    if let joint = actuator.joint {
      try Checks.check(index: joint, of: joints.count, "\(item).joint")
      switch joints[joint].kind {
      case .revolute, .prismatic: break
      case .weld, .distance:
        throw .malformed(item: "\(item).joint", problem: "a joint that no motor can drive")
      }
    }
    let positive = Float.leastNormalMagnitude...Limits.torque.upperBound
    switch actuator {
    case .jointVelocity(_, let scale, let limit, let backlash):
      try Checks.check(scale, in: Limits.speed, "\(item).scale")
      try Checks.check(limit, in: 0...Limits.torque.upperBound, "\(item).limit")
      try Checks.check(backlash, in: 0...Limits.angle.upperBound, "\(item).backlash")
    case .jointTorque(_, let scale):
      try Checks.check(scale, in: Limits.torque, "\(item).scale")
    case .jointPosition(_, let scale, let middle, let gain, let speed, let limit, let backlash):
      try Checks.check(scale, in: Limits.angle, "\(item).scale")
      try Checks.check(middle, in: Limits.angle, "\(item).middle")
      try Checks.check(backlash, in: 0...Limits.angle.upperBound, "\(item).backlash")
      try Checks.check(gain, in: positive, "\(item).gain")
      try Checks.check(speed, in: 0...Limits.speed.upperBound, "\(item).speed")
      try Checks.check(limit, in: 0...Limits.torque.upperBound, "\(item).limit")
    case .bodyVelocityX(let body, let scale, let drift), .bodyVelocityY(let body, let scale, let drift):
      try Checks.check(index: body, of: bodies.count, "\(item).body")
      try Checks.check(scale, in: Limits.speed, "\(item).scale")
      try Checks.check(drift, in: Limits.speed, "\(item).drift")
    case .point(let servo):
      try Checks.check(index: servo, of: pointServos.count, "\(item).servo")
    }
  }
}

extension BodyDefinition {
  func validate(_ item: String) throws(PhysicsError) {
    try Checks.check(position, in: Limits.coordinate, "\(item).position")
    try Checks.check(angle, in: Limits.angle, "\(item).angle")
    try Checks.check(velocity, in: Limits.speed, "\(item).velocity")
    try Checks.check(angularVelocity, in: Limits.speed, "\(item).angularVelocity")
    try Checks.check(linearDamping, in: 0...1_000, "\(item).linearDamping")
    try Checks.check(angularDamping, in: 0...1_000, "\(item).angularDamping")
    try Checks.check(dragForce, in: 0...Limits.torque.upperBound, "\(item).dragForce")
    try Checks.check(dragTorque, in: 0...Limits.torque.upperBound, "\(item).dragTorque")
    if let motion {
      guard kind == .kinematic else {
        throw .malformed(item: "\(item).motion", problem: "a path of a body that is not kinematic")
      }
      try motion.validate("\(item).motion")
    }
    if kind == .dynamic {
      try Checks.check(mass.mass, in: Limits.mass, "\(item).mass")
      try Checks.check(mass.inertia, in: Limits.inertia, "\(item).inertia")
      try Checks.check(mass.center, in: Limits.coordinate, "\(item).center")
      let squared = mass.center.x * mass.center.x + mass.center.y * mass.center.y
      let central = mass.inertia - mass.mass * squared
      guard central >= 0.001 * mass.inertia else {
        throw .malformed(
          item: "\(item).inertia", problem: "less than its mass so far from the origin implies")
      }
    }
    for i in colliders.indices {
      let collider = "\(item).colliders[\(i)]"
      try colliders[i].shape.validate(collider)
      try Checks.check(colliders[i].surface.friction, in: 0...10, "\(collider).friction")
      try Checks.check(colliders[i].surface.restitution, in: 0...1, "\(collider).restitution")
      try Checks.check(Float(colliders[i].surface.group), in: -1000...1000, "\(collider).group")
    }
  }
}

extension JointDefinition {
  func validate(_ item: String, bodies: [BodyDefinition]) throws(PhysicsError) {
    if let bodyA { try Checks.check(index: bodyA, of: bodies.count, "\(item).bodyA") }
    try Checks.check(index: bodyB, of: bodies.count, "\(item).bodyB")
    guard bodyA != bodyB else { throw .malformed(item: item, problem: "joins a body to itself") }
    guard bodies[bodyB].kind == .dynamic || bodyA.map({ bodies[$0].kind == .dynamic }) == true else {
      throw .malformed(item: item, problem: "joins two bodies that no force moves")
    }
    try Checks.check(anchorA, in: Limits.coordinate, "\(item).anchorA")
    try Checks.check(anchorB, in: Limits.coordinate, "\(item).anchorB")
    try Checks.check(referenceAngle, in: Limits.angle, "\(item).referenceAngle")
    try Checks.check(friction, in: 0...Limits.torque.upperBound, "\(item).friction")
    if let limits {
      try Checks.check(limits.lowerBound, in: Limits.coordinate, "\(item).limits")
      try Checks.check(limits.upperBound, in: Limits.coordinate, "\(item).limits")
    }
    if let spring {
      switch kind {
      case .revolute, .prismatic: break
      case .weld, .distance:
        throw .malformed(item: item, problem: "has a spring but neither turns nor slides")
      }
      try Checks.check(spring.stiffness, in: 0...1e6, "\(item).spring.stiffness")
      try Checks.check(spring.damping, in: 0...1e6, "\(item).spring.damping")
      try Checks.check(spring.rest, in: Limits.angle, "\(item).spring.rest")
    }
    switch kind {
    case .revolute, .weld: break
    case .prismatic(let axis):
      try Checks.check(axis.length, in: 0.999...1.001, "\(item).axis length")
    case .distance(let length, let stiffness, let damping):
      try Checks.check(length, in: Limits.size, "\(item).length")
      try Checks.check(stiffness, in: 0...1e6, "\(item).stiffness")
      try Checks.check(damping, in: 0...1e6, "\(item).damping")
    }
  }
}
