import CBox2D

extension CBVec2 {
  init(_ v: Vector2) { self.init(x: v.x, y: v.y) }
}

extension CBSettings {
  /// One engine world can serve both.
  func isSame(as other: CBSettings) -> Bool {
    time_step == other.time_step && substeps == other.substeps
      && velocity_iterations == other.velocity_iterations
      && position_iterations == other.position_iterations && continuous == other.continuous
      && lanes == other.lanes
  }
}

extension CBBody {
  init(_ body: BodyDefinition, firstShape: Int, shapeCount: Int) {
    self.init()
    type =
      switch body.kind {
      case .static: Int32(CB_STATIC)
      case .kinematic: Int32(CB_KINEMATIC)
      case .dynamic: Int32(CB_DYNAMIC)
      }
    position = CBVec2(body.position)
    angle = body.angle
    velocity = CBVec2(body.velocity)
    angular_velocity = body.angularVelocity
    mass = body.mass.mass
    inertia = body.mass.inertia
    center = CBVec2(body.mass.center)
    linear_damping = body.linearDamping
    angular_damping = body.angularDamping
    fixed_rotation = body.fixedRotation
    bullet = body.isBullet
    drag_force = body.dragForce
    drag_torque = body.dragTorque
    if let path = body.motion {
      moves = true
      motion = CBMotion(
        velocity: CBVec2(path.velocity), sway: CBVec2(path.sway), period: path.period, phase: path.phase)
    }
    first_shape = Int32(firstShape)
    shape_count = Int32(shapeCount)
  }
}

extension CBJoint {
  init(_ joint: JointDefinition) {
    self.init()
    switch joint.kind {
    case .revolute:
      kind = Int32(CB_REVOLUTE)
    case .prismatic(let axis):
      kind = Int32(CB_PRISMATIC)
      self.axis = CBVec2(axis)
    case .weld:
      kind = Int32(CB_WELD)
    case .distance(let length, let stiffness, let damping):
      kind = Int32(CB_DISTANCE)
      self.length = length
      self.stiffness = stiffness
      self.damping = damping
    }
    body_a = Int32(joint.bodyA ?? -1)
    body_b = Int32(joint.bodyB)
    anchor_a = CBVec2(joint.anchorA)
    anchor_b = CBVec2(joint.anchorB)
    reference_angle = joint.referenceAngle
    limited = joint.limits != nil
    lower = joint.limits?.lowerBound ?? 0
    upper = joint.limits?.upperBound ?? 0
    friction = joint.friction
    if let spring = joint.spring {
      stiffness = spring.stiffness
      damping = spring.damping
      rest = spring.rest
    }
  }
}

extension CBActuator {
  init(_ actuator: ActuatorDefinition) {
    self.init()
    switch actuator {
    case .jointVelocity(let joint, let scale, let limit, let backlash):
      kind = Int32(CB_JOINT_VELOCITY)
      target = Int32(joint)
      self.scale = scale
      self.limit = limit
      self.backlash = backlash
    case .jointTorque(let joint, let scale):
      kind = Int32(CB_JOINT_TORQUE)
      target = Int32(joint)
      self.scale = scale
    case .jointPosition(let joint, let scale, let middle, let gain, let speed, let limit, let backlash):
      kind = Int32(CB_JOINT_POSITION)
      target = Int32(joint)
      self.scale = scale
      drift = middle
      self.gain = gain
      self.speed = speed
      self.limit = limit
      self.backlash = backlash
    case .bodyVelocityX(let body, let scale, let drift):
      kind = Int32(CB_BODY_VELOCITY_X)
      target = Int32(body)
      self.scale = scale
      self.drift = drift
    case .bodyVelocityY(let body, let scale, let drift):
      kind = Int32(CB_BODY_VELOCITY_Y)
      target = Int32(body)
      self.scale = scale
      self.drift = drift
    case .point(let servo):
      kind = Int32(CB_POINT)
      target = Int32(servo)
    }
  }
}

extension CBPoint {
  /// - Parameter command: the first of its numbers among all.
  init(_ servo: PointServo, command: Int, firstLink: Int) {
    self.init()
    body = Int32(servo.body)
    point = CBVec2(servo.point)
    first_command = Int32(command)
    scale = servo.scale
    switch servo.direction {
    case .free: direction = Int32(CB_DIRECTION_FREE)
    case .kept: direction = Int32(CB_DIRECTION_KEPT)
    case .told(let scale):
      direction = Int32(CB_DIRECTION_TOLD)
      turn = scale
    }
    speed = servo.speed
    first_link = Int32(firstLink)
    link_count = Int32(servo.links.count)
  }
}

extension CBSensor {
  init(_ sensor: SensorDefinition) {
    self.init()
    switch sensor {
    case .contactForce(let body, let other):
      kind = Int32(CB_CONTACT_FORCE)
      self.body = Int32(body)
      self.other = Int32(other ?? -1)
    case .ray(let body, let origin, let angle, let range):
      kind = Int32(CB_RAY)
      self.body = Int32(body)
      other = -1
      self.origin = CBVec2(origin)
      self.angle = angle
      self.range = range
    }
  }
}
