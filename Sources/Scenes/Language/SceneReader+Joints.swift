import Physics

extension SceneReader {
  /// `joints`: `{name, type, between: [a, b], at: [[x, y], [x, y]]}`, each anchor in its own body's coordinates.
  mutating func readJoints(_ node: SceneNode?) throws(SceneError) {
    guard let node else { return }
    for item in try node.list("joints", count: 0...Ranges.bodies.upperBound) {
      let fields = try Fields(item, known: ["name", "type", "between", "at", "axis", "limits", "friction"])
      let name = try fields.required("name").newName(besides: scene.joints.map(\.name))
      let between = try fields.required("between").list("two bodies [a, b]", count: 2...2)
      let bodies = scene.bodies.map(\.name)
      let a = try between[0].index(in: ["ground"] + bodies, of: "body")
      let b = try between[1].index(in: bodies, of: "body")
      guard a - 1 != b else { throw item.invalid("joins \"\(bodies[b])\" to itself, expected two bodies") }
      guard scene.bodies[b].kind == .dynamic || (a > 0 && scene.bodies[a - 1].kind == .dynamic) else {
        throw item.invalid("joins two bodies that no force moves, expected a dynamic one")
      }
      let anchors = try fields.required("at").list("two points, one in each body's coordinates", count: 2...2)
      let anchorA = try point(anchors[0])
      let anchorB = try point(anchors[1])
      var joint = JointDescription(
        name: name, kind: try jointKind(fields), bodyA: a == 0 ? nil : a - 1, bodyB: b, anchorA: anchorA,
        anchorB: anchorB)
      try readLimits(fields, into: &joint)
      joint.friction = try quantity(fields, "friction", in: Ranges.torque, unit: "N m or N", default: 0)
      scene.joints.append(joint)
    }
  }

  private func jointKind(_ fields: Fields) throws(SceneError) -> JointDescription.Kind {
    let names = ["revolute", "prismatic", "weld"]
    let name = names[try fields["type"]?.index(in: names, of: "type") ?? 0]
    if name != "prismatic" {
      if let axis = fields["axis"] {
        throw axis.invalid("a \(name) joint has no axis, expected type: prismatic")
      }
      return name == "weld" ? .weld : .revolute
    }
    let node = try fields.required("axis")
    let (x, y) = try Self.constantPoint(node)
    let length = Vector2(x, y).length
    guard length > 1e-3 else { throw node.invalid("an axis of length \(length), expected a direction") }
    return .prismatic(axis: Vector2(x / length, y / length))
  }

  mutating func readLimits(_ fields: Fields, into joint: inout JointDescription) throws(SceneError) {
    guard let node = fields["limits"] else { return }
    let items = try node.list("[lower, upper] in rad or m", count: 2...2)
    let lower = try quantity(items[0], in: Ranges.jointPosition, unit: "rad or m")
    let upper = try quantity(items[1], in: Ranges.jointPosition, unit: "rad or m")
    guard lower.support.upperBound <= upper.support.lowerBound else {
      throw node.invalid(
        "lower \(SceneNode.text(lower.support.upperBound)) above upper \(SceneNode.text(upper.support.lowerBound)), "
          + "expected the lower limit first")
    }
    joint.lower = lower
    joint.upper = upper
  }

  /// Every body has a place: its own, or that of the one joint of which it is the second body.
  mutating func checkPlacement(_ fields: Fields) throws(SceneError) {
    var placed = scene.bodies.map { $0.position != nil }
    for joint in scene.joints where !placed[joint.bodyB] {
      if let a = joint.bodyA, !placed[a] {
        throw fields.node.invalid(
          "joint \"\(joint.name)\" hangs on \"\(scene.bodies[a].name)\", which has no place yet, "
            + "expected a position or an earlier joint for it")
      }
      placed[joint.bodyB] = true
    }
    for i in scene.bodies.indices where !placed[i] { scene.bodies[i].position = .zero }
  }

  /// `actuators`: what each number of an action does.
  mutating func readActuators(_ node: SceneNode) throws(SceneError) {
    var driven: Set<String> = []
    for item in try node.list("actuators", count: 1...64) {
      let fields = try Fields(item, known: ["joint", "body", "mode", "scale", "torque", "gain", "speed"])
      let actuator: ActuatorDescription
      let target: SceneNode
      switch (fields["joint"], fields["body"]) {
      case (let joint?, nil):
        target = joint
        actuator = try jointActuator(fields, joint: joint)
      case (nil, let body?):
        target = body
        actuator = try bodyActuator(fields, body: body)
      default:
        throw item.invalid("expected either the key \"joint\" or the key \"body\"")
      }
      guard driven.insert(try target.string()).inserted else {
        throw target.invalid("a second actuator of \(target.summary), expected one")
      }
      scene.actuators.append(actuator)
    }
  }

  private mutating func jointActuator(_ fields: Fields, joint: SceneNode) throws(SceneError)
    -> ActuatorDescription
  {
    let index = try joint.index(in: scene.joints.map(\.name), of: "joint")
    if case .weld = scene.joints[index].kind {
      throw joint.invalid("a weld joint does not move, expected a revolute or prismatic one")
    }
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
