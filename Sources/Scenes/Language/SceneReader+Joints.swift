import Physics

extension SceneReader {
  /// `joints`: `{name, type, between: [a, b], at: [[x, y], [x, y]]}`, each anchor in its own body's coordinates.
  mutating func readJoints(_ node: SceneNode?) throws(SceneError) {
    guard let node else { return }
    for item in try node.list("joints", count: 0...Ranges.bodies.upperBound) {
      let fields = try Fields(item, Vocabulary.joint)
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

  private mutating func jointKind(_ fields: Fields) throws(SceneError) -> JointDescription.Kind {
    let names = ["revolute", "prismatic", "weld", "distance"]
    let name = names[try fields["type"]?.index(in: names, of: "type") ?? 0]
    if name == "distance" {
      return .distance(
        length: try quantity(fields.required("length"), in: Ranges.length, unit: "m"),
        stiffness: try quantity(fields, "stiffness", in: Ranges.stiffness, unit: "N/m", default: 0),
        damping: try quantity(fields, "damping", in: Ranges.stiffness, unit: "N s/m", default: 0))
    }
    for key in ["length", "stiffness", "damping"] {
      if let node = fields[key] {
        throw node.invalid("a \(name) joint has no \"\(key)\", expected type: distance")
      }
    }
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
    for joint in scene.joints where !placed[joint.bodyB] && joint.places {
      if let a = joint.bodyA, !placed[a] {
        throw fields.node.invalid(
          "joint \"\(joint.name)\" hangs on \"\(scene.bodies[a].name)\", which has no place yet, "
            + "expected a position or an earlier joint for it")
      }
      placed[joint.bodyB] = true
    }
    for i in scene.bodies.indices where !placed[i] { scene.bodies[i].position = .zero }
  }
}
