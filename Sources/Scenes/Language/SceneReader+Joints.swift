import Physics

extension SceneReader {
  /// `joints`: `{name, type, between: [a, b], at: [[x, y], [x, y]]}`, each anchor in its own body's coordinates.
  mutating func readJoints(_ root: Fields) throws(SceneError) {
    guard root["joints"] != nil else { return }
    for item in try root.list("joints", "joints") {
      let fields = try Fields(item, Vocabulary.joint)
      let name = try fields.required("name").newName(besides: scene.joints.map(\.name))
      let between = try fields.list("between", "two bodies [a, b]")
      let bodies = scene.bodies.map(\.name)
      let a = try between[0].index(in: ["ground"] + bodies, of: "body")
      let b = try between[1].index(in: bodies, of: "body")
      try refuseLacking(a - 1, between[0])
      try refuseLacking(b, between[1])
      guard a - 1 != b else { throw item.invalid("joins \"\(bodies[b])\" to itself, expected two bodies") }
      guard scene.bodies[b].kind == .dynamic || (a > 0 && scene.bodies[a - 1].kind == .dynamic) else {
        throw item.invalid("joins two bodies that no force moves, expected a dynamic one")
      }
      let anchors = try fields.list("at", "two points, one in each body's coordinates")
      let anchorA = try point(anchors[0])
      let anchorB = try point(anchors[1])
      var joint = JointDescription(
        name: name, kind: try jointKind(fields), bodyA: a == 0 ? nil : a - 1, bodyB: b, anchorA: anchorA,
        anchorB: anchorB)
      try readLimits(fields, into: &joint)
      joint.friction = try quantity(fields, "friction", unit: "N m or N", default: 0)
      joint.spring = try spring(fields["spring"])
      scene.joints.append(joint)
    }
  }

  /// What each type of joint has beside what all have.
  private static let ownKeys = [
    "axis": ["prismatic"], "limits": ["revolute", "prismatic", "distance"],
    "friction": ["revolute", "prismatic"], "spring": ["revolute", "prismatic"], "length": ["distance"],
    "stiffness": ["distance"],
    "damping": ["distance"],
  ]

  private mutating func jointKind(_ fields: Fields) throws(SceneError) -> JointDescription.Kind {
    let name = try fields.word("type", of: "type", default: "revolute")
    for (key, types) in Self.ownKeys.sorted(by: { $0.key < $1.key }) where !types.contains(name) {
      try fields.refuse([key], "a \(name) joint", expected: "type: \(types.joined(separator: " or "))")
    }
    switch name {
    case "distance":
      if fields["stiffness"] == nil {
        try fields.refuse(["damping"], "a joint without stiffness", expected: "both or neither")
      }
      return .distance(
        length: try quantity(fields, "length", unit: "m"),
        stiffness: try quantity(fields, "stiffness", unit: "N/m", default: 0),
        damping: try quantity(fields, "damping", unit: "N s/m", default: 0))
    case "weld": return .weld
    case "revolute": return .revolute
    default: break
    }
    let node = try fields.required("axis")
    let (x, y) = try Self.constantPoint(node)
    let length = Vector2(x, y).length
    guard length > 1e-3 else { throw node.invalid("an axis of length \(length), expected a direction") }
    return .prismatic(axis: Vector2(x / length, y / length))
  }

  mutating func spring(_ node: SceneNode?) throws(SceneError) -> SpringDescription? {
    guard let node else { return nil }
    let fields = try Fields(node, Vocabulary.spring)
    guard fields["stiffness"] != nil || fields["damping"] != nil else {
      throw node.invalid("without stiffness and damping, expected one of them")
    }
    if fields["stiffness"] == nil {
      try fields.refuse(["rest"], "a spring without stiffness", expected: "both or neither")
    }
    return SpringDescription(
      stiffness: try quantity(fields, "stiffness", unit: "N m/rad or N/m", default: 0),
      damping: try quantity(fields, "damping", unit: "N m s/rad or N s/m", default: 0),
      rest: try quantity(fields, "rest", unit: "rad or m", default: 0))
  }

  mutating func readLimits(_ fields: Fields, into joint: inout JointDescription) throws(SceneError) {
    guard fields["limits"] != nil else { return }
    (joint.lower, joint.upper) = try positions(
      fields, "limits", ("lower", "upper"), expected: "the lower limit first")
  }

  /// Two positions of a joint in their order, whatever is drawn.
  mutating func positions(
    _ fields: Fields, _ key: String, _ names: (String, String), expected: String
  ) throws(SceneError) -> (Quantity, Quantity) {
    let items = try fields.list(key, "[\(names.0), \(names.1)] in rad or m")
    let low = try quantity(items[0], in: fields.range(of: key), unit: "rad or m")
    let high = try quantity(items[1], in: fields.range(of: key), unit: "rad or m")
    guard low.support.upperBound <= high.support.lowerBound else {
      throw (fields[key] ?? fields.node).invalid(
        "\(names.0) \(SceneNode.text(low.support.upperBound)) above \(names.1) "
          + "\(SceneNode.text(high.support.lowerBound)), expected \(expected)")
    }
    return (low, high)
  }

  /// Every body has a place: its own, or that of the one joint of which it is the second body.
  mutating func checkPlacement(_ fields: Fields) throws(SceneError) {
    var placed = scene.bodies.map { $0.position != nil }
    for joint in scene.placingJoints.map({ scene.joints[$0] }) {
      if let a = joint.bodyA, !placed[a] {
        throw fields.node.invalid(
          "joint \"\(joint.name)\" hangs on \"\(scene.bodies[a].name)\", which has no place yet, "
            + "expected a position for it, or a joint that hangs on what has one")
      }
      if let angle = anglesWithoutPosition[joint.bodyB] {
        throw angle.invalid(
          "joint \"\(joint.name)\" puts \"\(scene.bodies[joint.bodyB].name)\" and turns it, "
            + "expected it left out, or a position too")
      }
      placed[joint.bodyB] = true
    }
    for i in scene.bodies.indices where !placed[i] { scene.bodies[i].position = .zero }
  }
}
