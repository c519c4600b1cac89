import Physics

extension SceneReader {
  private static let jointNames = ["shoulder", "elbow", "wrist"]

  /// A chain of capsules from a base, each on a revolute joint, and the point `fingertip` at its end.
  /// - Parameters:
  ///   - prefix: what stands before the names of all its parts.
  ///   - group: below 0; bodies of one such group never touch each other.
  mutating func readArm(_ fields: Fields, prefix: String, group: Int) throws(SceneError) {
    let first = scene.bodies.count
    let base = try fields["base"].map { node throws(SceneError) in try point(node) } ?? .zero
    let links = try fields.list("links", "links")
    let collides = try fields.boolean("collides", default: true)
    let count = try linkCount(fields, of: links.count)
    var anchor = base
    for (i, link) in links.enumerated() {
      let fields = try Fields(link, Vocabulary.link)
      var length = try quantity(fields, "length", unit: "m")
      let radius = try quantity(fields, "radius", unit: "m")
      let weight = try weight(fields)
      let fallback = i < Self.jointNames.count ? Self.jointNames[i] : "joint\(i)"
      let taken = scene.joints.map(\.name)
      let name =
        prefix
        + (try fields["joint"].map { node throws(SceneError) in try node.newName(besides: []) } ?? fallback)
      guard !taken.contains(name) else {
        throw (fields["joint"] ?? link).invalid("the name \"\(name)\" is taken, expected another")
      }
      let damping = try quantity(fields, "damping", unit: "1/s", default: 0)
      var body = BodyDescription(
        name: "\(prefix)link\(i)", kind: .dynamic, outlines: [[.capsule(length: length, radius: radius)]],
        weight: weight,
        position: nil, angle: Quantity(0), angularDamping: damping, collides: collides,
        group: group)
      let presence = count.map { $0.mapped { $0 > Float(i) ? 1 : 0 } }
      // Of a drawn count all but the first, so that test tasks may have other numbers of them.
      let isOptional = presence.map { i > 0 && $0.constant != 1 } ?? false
      if isOptional, let presence { try Self.mayLack(&body, &length, presence: presence, link) }
      var joint = JointDescription(
        name: name, kind: .revolute, bodyA: i == 0 ? nil : scene.bodies.count - 1, bodyB: scene.bodies.count,
        anchorA: anchor, anchorB: QuantityPoint(x: -0.5 * length, y: Quantity(0)))
      try readLimits(fields, into: &joint)
      joint.friction = try quantity(fields, "friction", unit: "N m", default: 0)
      joint.spring = try spring(fields["spring"])
      if isOptional { joint.presence = presence }
      scene.bodies.append(body)
      scene.joints.append(joint)
      anchor = QuantityPoint(x: 0.5 * length, y: Quantity(0))
    }
    let hand = scene.bodies.count - 1
    for i in first...hand { appendOrigin(of: i) }
    scene.points.append(PointDescription(name: "\(prefix)fingertip", place: .onBody(hand, offset: anchor)))
    if let gripper = fields["gripper"] {
      guard scene.joints.last?.presence == nil else {
        throw gripper.invalid("a gripper on a link that a task may lack, expected an arm without count")
      }
      try readGripper(gripper, on: hand, end: anchor.x, prefix: prefix)
    }
  }

  /// Two boxes that slide across the end of the hand, each joint's position measured at the inner side.
  private mutating func readGripper(
    _ node: SceneNode, on hand: Int, end: Quantity, prefix: String
  ) throws(SceneError) {
    let fields = try Fields(node, Vocabulary.gripper)
    let sides = try fields.list("finger", "[length, thickness]").map { side throws(SceneError) in
      try side.constant(in: fields.range(of: "finger"), unit: "m")
    }
    let (length, thickness) = (sides[0], sides[1])
    let opening = try fields.constant("opening", unit: "m")
    let weight = try weight(fields)
    let friction = try quantity(fields, "friction", default: 0.2)
    let middle = end + length / 2
    for (own, side) in [("left_finger", Float(1)), ("right_finger", -1)] {
      let name = prefix + own
      guard !scene.joints.contains(where: { $0.name == name }) else {
        throw node.invalid("the name \"\(name)\" is taken, expected another for the joint of a link")
      }
      var finger = BodyDescription(
        name: name, kind: .dynamic, outlines: [[.box(width: Quantity(length), height: Quantity(thickness))]],
        weight: weight, position: nil, angle: Quantity(0), group: scene.bodies[hand].group)
      finger.friction = friction
      var joint = JointDescription(
        name: name, kind: .prismatic(axis: Vector2(0, side)), bodyA: hand, bodyB: scene.bodies.count,
        anchorA: QuantityPoint(x: middle, y: Quantity(0)),
        anchorB: QuantityPoint(x: Quantity(0), y: Quantity(-side * thickness / 2)))
      joint.lower = Quantity(0)
      joint.upper = Quantity(opening / 2)
      scene.bodies.append(finger)
      scene.joints.append(joint)
      appendOrigin(of: scene.bodies.count - 1)
    }
    let grip = QuantityPoint(x: end + 0.8 * length, y: Quantity(0))
    scene.points.append(PointDescription(name: "\(prefix)grip", place: .onBody(hand, offset: grip)))
  }

  /// `walls`: a static body of four segments.
  mutating func readWalls(_ node: SceneNode?) throws(SceneError) {
    guard let node else { return }
    let fields = try Fields(node, Vocabulary.walls)
    let (left, bottom) = try Self.constantPoint(fields.required("low"))
    let (right, top) = try Self.constantPoint(fields.required("high"))
    guard left + Limits.size.lowerBound < right, bottom + Limits.size.lowerBound < top else {
      throw node.invalid(
        "the corners (\(left), \(bottom)) and (\(right), \(top)), expected the lower left one as low")
    }
    let corners = [
      Vector2(left, bottom), Vector2(right, bottom), Vector2(right, top), Vector2(left, top),
    ]
    var walls = BodyDescription(
      name: "walls", kind: .static,
      outlines: [corners.indices.map { .segment(corners[$0], corners[($0 + 1) % 4]) }],
      weight: .density(Quantity(1)), position: .zero, angle: Quantity(0))
    walls.friction = try quantity(fields, "friction", default: 0.2)
    walls.restitution = try quantity(fields, "restitution", default: 0)
    scene.bodies.append(walls)
    appendOrigin(of: scene.bodies.count - 1)
  }
}
