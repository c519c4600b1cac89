import Physics

extension SceneReader {
  /// An actuator of a point, whose chain of joints is found when all points are known.
  mutating func pointActuator(_ fields: Fields, point: SceneNode) throws(SceneError) -> ActuatorDescription {
    _ = try fields.required("mode").index(in: ["velocity"], of: "mode of a point's actuator")
    try fields.refuse(
      ["gain", "drift", "backlash", "range"], "a point's velocity", expected: "it left out")
    pointNodes.append((scene.actuators.count, point, fields))
    return .point(
      PointServoDescription(
        name: try point.string(), scale: try quantity(fields, "scale", unit: "m/s"),
        direction: try direction(fields), speed: try quantity(fields, "speed", unit: "rad/s", default: 5),
        limits: try limits(fields)))
  }

  private mutating func direction(_ fields: Fields) throws(SceneError) -> PointServoDescription.Direction {
    guard let node = fields["turn"] else { return .free }
    let turn = try quantity(fields, "turn", unit: "rad/s")
    if turn.constant == 0 { return .kept }
    guard turn.support.lowerBound > 0 else {
      throw node.invalid(
        "draws from \(SceneNode.range(turn.support, "rad/s")), expected 0, or what is above 0 in every task")
    }
    return .told(turn)
  }

  /// `torque`: a number for all joints, or one for each.
  private mutating func limits(_ fields: Fields) throws(SceneError) -> [Quantity] {
    let node = try fields.required("torque")
    guard case .list = node.value else { return [try quantity(fields, "torque", unit: "N m")] }
    var limits: [Quantity] = []
    for item in try fields.list("torque", "a torque in N m for each joint") {
      limits.append(try quantity(item, in: fields.range(of: "torque"), unit: "N m"))
    }
    return limits
  }

  /// Finds the joints of every actuator of a point.
  mutating func resolvePoints() throws(SceneError) {
    var driven = Set((scene.actuators + scene.followers.map(\.actuator)).compactMap(\.joint))
    for (actuator, node, fields) in pointNodes {
      guard case .point(var servo) = scene.actuators[actuator] else { continue }
      let place = scene.points[try node.index(in: scene.points.map(\.name), of: "point")].place
      guard case .onBody(let body, let offset) = place, let joints = scene.chain(to: body) else {
        throw node.invalid(
          "\"\(servo.name)\" is not carried by joints that turn, expected a point of a body on a chain of "
            + "revolute joints from the ground, such as an arm's fingertip")
      }
      for joint in joints where !driven.insert(joint).inserted {
        throw node.invalid("a second actuator of \(scene.joints[joint].name), expected one")
      }
      for joint in joints where scene.joints[joint].presence != nil {
        throw node.invalid(
          "hangs on \(scene.joints[joint].name), which a task may lack, expected an actuator for each joint")
      }
      let least = if case .free = servo.direction { 2 } else { 3 }
      guard joints.count >= least else {
        throw (fields["turn"] ?? node).invalid(
          "a chain of \(joints.count) revolute joint\(joints.count == 1 ? "" : "s"), expected at least "
            + "\(least), as many as what they control: x and y\(least > 2 ? " and the direction" : "")")
      }
      if servo.limits.count == 1, case let limit = servo.limits[0] {
        servo.limits = joints.map { _ in limit }
      }
      guard servo.limits.count == joints.count else {
        let names = joints.map { scene.joints[$0].name }.joined(separator: ", ")
        throw (fields["torque"] ?? node).invalid(
          "\(servo.limits.count) torques, expected one for all or one for each of \(names)")
      }
      (servo.body, servo.offset, servo.joints) = (body, offset, joints)
      scene.actuators[actuator] = .point(servo)
    }
  }
}

extension SceneDescription {
  /// The revolute joints by which a body hangs on the ground, on a static body or on the mount of its arm, from there
  /// on; between them bodies may be welded. nil where it hangs by others, or by none.
  fileprivate func chain(to body: Int) -> [Int]? {
    var joints: [Int] = []
    var next = body
    for _ in bodies {
      guard let i = self.joints.firstIndex(where: { $0.bodyB == next && $0.places }) else { return nil }
      switch self.joints[i].kind {
      case .revolute: joints.append(i)
      case .weld: break
      case .prismatic, .distance: return nil
      }
      guard let parent = self.joints[i].bodyA, bodies[parent].kind != .static, !self.joints[i].isBase else {
        return joints.reversed()
      }
      next = parent
    }
    return nil
  }
}
