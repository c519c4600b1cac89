import Physics

extension SceneReader {
  /// `actuators`: what each number of an action does.
  mutating func readActuators(_ node: SceneNode) throws(SceneError) {
    var driven: Set<String> = []
    for item in try node.list("actuators", count: 1...64) {
      let fields = try Fields(item, Vocabulary.actuator)
      let targets = try targets(fields, item)
      for target in targets {
        guard driven.insert(try target.string()).inserted else {
          throw target.invalid("a second actuator of \(target.summary), expected one")
        }
      }
      if fields["body"] != nil {
        scene.actuators.append(try bodyActuator(fields, body: targets[0]))
      } else {
        let leader = try jointActuator(fields, joint: targets[0])
        for target in targets.dropFirst() {
          let joint = try drivenJoint(target)
          scene.followers.append(
            FollowerDescription(actuator: leader.driving(joint), leader: scene.actuators.count))
        }
        scene.actuators.append(leader)
      }
      let taken = scene.actuatorNames.compactMap { $0 }
      scene.actuatorNames.append(
        try fields["name"].map { node throws(SceneError) in try node.newName(besides: taken) })
    }
  }

  /// The nodes that name what an actuator drives: one body, or joints.
  private func targets(_ fields: Fields, _ item: SceneNode) throws(SceneError) -> [SceneNode] {
    switch (fields["joint"], fields["joints"], fields["body"]) {
    case (let joint?, nil, nil): [joint]
    case (nil, let joints?, nil): try joints.list("joints", count: 1...8)
    case (nil, nil, let body?): [body]
    default: throw item.invalid("expected one of the keys \"joint\", \"joints\" and \"body\"")
    }
  }

  private func drivenJoint(_ node: SceneNode) throws(SceneError) -> Int {
    let index = try node.index(in: scene.joints.map(\.name), of: "joint")
    switch scene.joints[index].kind {
    case .revolute, .prismatic: return index
    case .weld, .distance:
      throw node.invalid("a joint that no motor can drive, expected a revolute or prismatic one")
    }
  }

  private mutating func jointActuator(_ fields: Fields, joint: SceneNode) throws(SceneError)
    -> ActuatorDescription
  {
    let index = try drivenJoint(joint)
    let modes = ["velocity", "torque", "position"]
    let mode = modes[try fields.required("mode").index(in: modes, of: "mode")]
    let allowed =
      ["velocity": ["torque"], "torque": [], "position": ["torque", "gain", "speed"]][mode] ?? []
    for key in ["torque", "gain", "speed"] where !allowed.contains(key) {
      if let extra = fields[key] {
        throw extra.invalid("mode \(mode) has no \"\(key)\", expected it left out")
      }
    }
    let scale = try fields.required("scale")
    switch mode {
    case "velocity":
      return .jointVelocity(
        joint: index, scale: try quantity(scale, in: Ranges.speed, unit: "rad/s or m/s"),
        limit: try quantity(fields.required("torque"), in: Ranges.torque, unit: "N m or N"))
    case "torque":
      return .jointTorque(joint: index, scale: try quantity(scale, in: Ranges.scale, unit: "N m or N"))
    default:
      return .jointPosition(
        joint: index, scale: try quantity(scale, in: Ranges.jointPosition, unit: "rad or m"),
        gain: try quantity(fields, "gain", in: 0.01...1_000, unit: "1/s", default: 10),
        speed: try quantity(fields, "speed", in: 0...1_000, unit: "rad/s or m/s", default: 10),
        limit: try quantity(fields.required("torque"), in: Ranges.torque, unit: "N m or N"))
    }
  }

  private mutating func bodyActuator(_ fields: Fields, body: SceneNode) throws(SceneError)
    -> ActuatorDescription
  {
    let index = try body.index(in: scene.bodies.map(\.name), of: "body")
    guard scene.bodies[index].kind != .static else {
      throw body.invalid("a static body does not move, expected a dynamic or kinematic one")
    }
    _ = try fields.required("mode").index(in: ["velocity"], of: "mode of a body's actuator")
    for key in ["torque", "gain", "speed"] {
      if let extra = fields[key] {
        throw extra.invalid("a body's velocity has no \"\(key)\", expected it left out")
      }
    }
    let scale = try quantity(fields.required("scale"), in: Ranges.speed, unit: "m/s")
    return .bodyVelocity(body: index, scale: scale)
  }
}

extension ActuatorDescription {
  /// The same, of another joint.
  fileprivate func driving(_ other: Int) -> ActuatorDescription {
    switch self {
    case .jointVelocity(_, let scale, let limit): .jointVelocity(joint: other, scale: scale, limit: limit)
    case .jointTorque(_, let scale): .jointTorque(joint: other, scale: scale)
    case .jointPosition(_, let scale, let gain, let speed, let limit):
      .jointPosition(joint: other, scale: scale, gain: gain, speed: speed, limit: limit)
    case .bodyVelocity: self
    }
  }
}
