import Physics

extension SceneReader {
  /// `actuators`: what each number of an action does.
  mutating func readActuators(_ root: Fields) throws(SceneError) {
    var driven: Set<String> = []
    for item in try root.list("actuators", "actuators") {
      let fields = try Fields(item, Vocabulary.actuator)
      let targets = try targets(fields, item)
      if fields["point"] == nil {
        try fields.refuse(["turn"], "what is no point", expected: "it left out")
      }
      for target in targets where fields["point"] == nil {
        guard driven.insert(try target.string()).inserted else {
          throw target.invalid("a second actuator of \(target.summary), expected one")
        }
      }
      if fields["body"] != nil {
        scene.actuators.append(try bodyActuator(fields, body: targets[0]))
      } else if fields["point"] != nil {
        scene.actuators.append(try pointActuator(fields, point: targets[0]))
      } else {
        let leader = try jointActuator(fields, joint: targets[0])
        for target in targets.dropFirst() {
          let follower = try present(leader.driving(try drivenJoint(target)), item)
          scene.followers.append(FollowerDescription(actuator: follower, leader: scene.actuators.count))
        }
        scene.actuators.append(try present(leader, item))
      }
      let taken = scene.actuatorNames.compactMap { $0 }
      scene.actuatorNames.append(
        try fields["name"].map { node throws(SceneError) in try node.newName(besides: taken) })
      try readResponse(fields)
    }
  }

  /// An actuator that does nothing in tasks that lack its joint.
  private func present(_ actuator: ActuatorDescription, _ item: SceneNode) throws(SceneError)
    -> ActuatorDescription
  {
    guard let joint = actuator.joint, let presence = scene.joints[joint].presence else { return actuator }
    guard let present = actuator.present(presence) else {
      throw item.invalid(
        "draws the strength of \(scene.joints[joint].name), which a task may lack, expected fixed numbers")
    }
    return present
  }

  /// Of the actuator that was read last.
  private mutating func readResponse(_ fields: Fields) throws(SceneError) {
    guard fields["lag"] != nil || fields["noise"] != nil else { return }
    let end = scene.actuators.reduce(0) { $0 + $1.componentCount }
    let count = scene.actuators.last?.componentCount ?? 0
    let lag = try optionalQuantity(fields, "lag", unit: "s")
    scene.responses.append(
      ResponseDescription(
        commands: end - count..<end, lag: lag, noise: try optionalQuantity(fields, "noise")))
  }

  /// The nodes that name what an actuator drives: one body, one point, or joints.
  private func targets(_ fields: Fields, _ item: SceneNode) throws(SceneError) -> [SceneNode] {
    switch (fields["joint"], fields["joints"], fields["body"], fields["point"]) {
    case (let joint?, nil, nil, nil): [joint]
    case (nil, .some, nil, nil): try fields.list("joints", "joints")
    case (nil, nil, let body?, nil): [body]
    case (nil, nil, nil, let point?): [point]
    default: throw item.invalid("expected one of the keys \"joint\", \"joints\", \"body\" and \"point\"")
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
    try fields.refuse(["drift"], "a joint's actuator", expected: "it left out")
    let mode = try fields.word("mode", of: "mode")
    let keys = ["torque", "gain", "speed", "backlash", "range"]
    let allowed = ["velocity": ["torque", "backlash"], "torque": [], "position": keys][mode] ?? []
    try fields.refuse(keys.filter { !allowed.contains($0) }, "mode \(mode)", expected: "it left out")
    switch mode {
    case "velocity":
      return .jointVelocity(
        joint: index, scale: try quantity(fields, "scale", unit: "rad/s or m/s"),
        limit: try quantity(fields, "torque", unit: "N m or N"),
        backlash: try quantity(fields, "backlash", unit: "rad or m", default: 0))
    case "torque":
      return .jointTorque(joint: index, scale: try quantity(fields, "scale", unit: "N m or N"))
    default:
      return .jointPosition(
        joint: index, span: try span(fields),
        gain: try quantity(fields, "gain", unit: "1/s", default: 10),
        speed: try quantity(fields, "speed", unit: "rad/s or m/s", default: 10),
        limit: try quantity(fields, "torque", unit: "N m or N"),
        backlash: try quantity(fields, "backlash", unit: "rad or m", default: 0))
    }
  }

  /// `scale` or `range`.
  private mutating func span(_ fields: Fields) throws(SceneError) -> PositionSpan {
    guard fields["range"] != nil else {
      guard fields["scale"] != nil else {
        throw fields.node.invalid("expected one of the keys \"scale\" and \"range\"")
      }
      return .scale(try quantity(fields, "scale", unit: "rad or m"))
    }
    try fields.refuse(["scale"], "an actuator with \"range\"", expected: "one of them")
    let (low, high) = try positions(
      fields, "range", ("low", "high"), expected: "the lower position first; a scale below 0 reverses")
    return .range(low, high)
  }

  private mutating func bodyActuator(_ fields: Fields, body: SceneNode) throws(SceneError)
    -> ActuatorDescription
  {
    let index = try body.index(in: scene.bodies.map(\.name), of: "body")
    guard scene.bodies[index].kind != .static else {
      throw body.invalid("a static body does not move, expected a dynamic or kinematic one")
    }
    guard scene.bodies[index].motion == nil else {
      throw body.invalid("a body that moves by itself, expected it without actuator or without moves")
    }
    _ = try fields.required("mode").index(in: ["velocity"], of: "mode of a body's actuator")
    try fields.refuse(
      ["torque", "gain", "speed", "backlash", "range"], "a body's velocity", expected: "it left out")
    let scale = try quantity(fields, "scale", unit: "m/s")
    let drift = try fields["drift"].map { node throws(SceneError) in try point(node, unit: "m/s") } ?? .zero
    return .bodyVelocity(body: index, scale: scale, drift: drift)
  }
}

extension ActuatorDescription {
  /// The same, of another joint.
  fileprivate func driving(_ other: Int) -> ActuatorDescription {
    switch self {
    case .jointVelocity(_, let scale, let limit, let backlash):
      .jointVelocity(joint: other, scale: scale, limit: limit, backlash: backlash)
    case .jointTorque(_, let scale): .jointTorque(joint: other, scale: scale)
    case .jointPosition(_, let span, let gain, let speed, let limit, let backlash):
      .jointPosition(joint: other, span: span, gain: gain, speed: speed, limit: limit, backlash: backlash)
    case .bodyVelocity, .point: self
    }
  }
}
