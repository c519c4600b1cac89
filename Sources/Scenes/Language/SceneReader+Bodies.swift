import Physics

extension SceneReader {
  private static let jointNames = ["shoulder", "elbow", "wrist"]

  /// `arm`: a chain of capsules from a fixed base, each on a revolute joint, and the point `fingertip` at its end.
  mutating func readArm(_ node: SceneNode?) throws(SceneError) {
    guard let node else { return }
    let fields = try Fields(node, known: ["base", "links"])
    let base = try fields["base"].map { node throws(SceneError) in try point(node) } ?? .zero
    let links = try fields.required("links").list("links", count: 1...Ranges.bodies.upperBound)
    var anchor = base
    for (i, link) in links.enumerated() {
      let fields = try Fields(
        link, known: ["length", "radius", "density", "mass", "joint", "limits", "friction", "damping"])
      let length = try quantity(fields.required("length"), in: Ranges.length, unit: "m")
      let radius = try quantity(fields.required("radius"), in: Ranges.length, unit: "m")
      let weight = try weight(fields)
      let fallback = i < Self.jointNames.count ? Self.jointNames[i] : "joint\(i)"
      let taken = scene.joints.map(\.name)
      let name =
        try fields["joint"].map { node throws(SceneError) in try node.newName(besides: taken) } ?? fallback
      guard !taken.contains(name) else {
        throw link.invalid("the name \"\(name)\" is taken, expected another")
      }
      let damping = try quantity(fields, "damping", in: Ranges.rate, unit: "1/s", default: 0)
      let body = BodyDescription(
        name: "link\(i)", kind: .dynamic, outline: .capsule(length: length, radius: radius), weight: weight,
        position: nil, angle: Quantity(0), angularDamping: damping, group: -1)
      var joint = JointDescription(
        name: name, kind: .revolute, bodyA: i == 0 ? nil : scene.bodies.count - 1, bodyB: scene.bodies.count,
        anchorA: anchor, anchorB: QuantityPoint(x: -0.5 * length, y: Quantity(0)))
      try readLimits(fields, into: &joint)
      joint.friction = try quantity(fields, "friction", in: Ranges.torque, unit: "N m", default: 0)
      scene.bodies.append(body)
      scene.joints.append(joint)
      anchor = QuantityPoint(x: 0.5 * length, y: Quantity(0))
    }
    for i in scene.bodies.indices { appendOrigin(of: i) }
    scene.points.append(
      PointDescription(name: "fingertip", place: .onBody(scene.bodies.count - 1, offset: anchor)))
  }

  mutating func readBodies(_ node: SceneNode?) throws(SceneError) {
    guard let node else { return }
    for item in try node.list("bodies", count: 0...Ranges.bodies.upperBound) {
      let fields = try Fields(
        item,
        known: [
          "name", "type", "shape", "density", "mass", "position", "angle", "friction", "restitution",
          "linear_damping", "angular_damping", "collides",
        ])
      let name = try fields.required("name").newName(besides: scene.points.map(\.name) + ["ground"])
      let kind = try kind(fields["type"])
      let outline = try outline(fields.required("shape"))
      if case .segment = outline, kind == .dynamic {
        throw item.invalid("a dynamic body with the shape segment, which has no mass, expected type: static")
      }
      let weight = kind == .dynamic ? try weight(fields) : .density(Quantity(1))
      let position = try fields["position"].map { node throws(SceneError) in try point(node) }
      let angle = try quantity(fields, "angle", in: Ranges.jointPosition, unit: "rad", default: 0)
      let friction = try quantity(fields, "friction", in: 0...10, default: 0.2)
      let restitution = try quantity(fields, "restitution", in: 0...1, default: 0)
      let linear = try quantity(fields, "linear_damping", in: Ranges.rate, unit: "1/s", default: 0)
      let angular = try quantity(fields, "angular_damping", in: Ranges.rate, unit: "1/s", default: 0)
      scene.bodies.append(
        BodyDescription(
          name: name, kind: kind, outline: outline, weight: weight, position: position, angle: angle,
          friction: friction, restitution: restitution, linearDamping: linear, angularDamping: angular,
          collides: try fields.boolean("collides", default: true)))
      appendOrigin(of: scene.bodies.count - 1)
    }
  }

  private mutating func appendOrigin(of body: Int) {
    scene.points.append(PointDescription(name: scene.bodies[body].name, place: .onBody(body, offset: .zero)))
  }

  private mutating func weight(_ fields: Fields) throws(SceneError) -> BodyDescription.Weight {
    switch (fields["density"], fields["mass"]) {
    case (let density?, nil): .density(try quantity(density, in: Ranges.density, unit: "kg/m²"))
    case (nil, let mass?): .mass(try quantity(mass, in: Ranges.mass, unit: "kg"))
    case (nil, nil): throw fields.node.invalid("without weight, expected density in kg/m² or mass in kg")
    default: throw fields.node.invalid("both density and mass, expected one of them")
    }
  }

  private func kind(_ node: SceneNode?) throws(SceneError) -> BodyDefinition.Kind {
    guard let node else { return .dynamic }
    let kinds: [BodyDefinition.Kind] = [.dynamic, .static, .kinematic]
    return kinds[try node.index(in: ["dynamic", "static", "kinematic"], of: "type")]
  }

  private mutating func outline(_ node: SceneNode) throws(SceneError) -> BodyDescription.Outline {
    let entry = try node.choice(of: ["circle", "box", "capsule", "polygon", "segment"], "a shape")
    switch entry.name {
    case "circle":
      return .circle(radius: try quantity(entry.node, in: Ranges.length, unit: "m"))
    case "box", "capsule":
      let isBox = entry.name == "box"
      let sides = try entry.node.list(isBox ? "[width, height]" : "[length, radius]", count: 2...2)
      let first = try quantity(sides[0], in: Ranges.length, unit: "m")
      let second = try quantity(sides[1], in: Ranges.length, unit: "m")
      return isBox ? .box(width: first, height: second) : .capsule(length: first, radius: second)
    default:
      let isSegment = entry.name == "segment"
      var corners: [Vector2] = []
      for item in try entry.node.list("points", count: isSegment ? 2...2 : 3...8) {
        let (x, y) = try Self.constantPoint(item)
        corners.append(Vector2(x, y))
      }
      do {
        try (isSegment ? Shape.segment(corners[0], corners[1]) : .polygon(corners)).validate(entry.name)
      } catch {
        throw entry.node.invalid("\(error)")
      }
      return isSegment ? .segment(corners[0], corners[1]) : .polygon(corners)
    }
  }
}
