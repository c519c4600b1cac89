import Physics

extension SceneReader {
  mutating func readBodies(_ root: Fields) throws(SceneError) {
    guard root["bodies"] != nil else { return }
    for item in try root.list("bodies", "bodies") {
      let fields = try Fields(item, Vocabulary.body)
      let name = try fields.required("name").newName(besides: scene.points.map(\.name) + ["ground"])
      let kind = try kind(fields)
      let outlines = try outlines(fields.required("shape"))
      let hasSegment = outlines.contains { if case .segment = $0 { true } else { false } }
      if hasSegment, kind == .dynamic {
        throw item.invalid("a dynamic body with the shape segment, which has no mass, expected type: static")
      }
      let weight = kind == .dynamic ? try weight(fields) : .density(Quantity(1))
      let position = try fields["position"].map { node throws(SceneError) in try point(node) }
      let angle = try quantity(fields, "angle", unit: "rad", default: 0)
      if position == nil { anglesWithoutPosition[scene.bodies.count] = fields["angle"] }
      let collides = try fields.boolean("collides", default: true)
      if !collides {
        try fields.refuse(
          ["friction", "restitution"], "a body that does not collide", expected: "it left out")
      }
      let friction = try quantity(fields, "friction", default: 0.2)
      let restitution = try quantity(fields, "restitution", default: 0)
      let linear = try quantity(fields, "linear_damping", unit: "1/s", default: 0)
      let angular = try quantity(fields, "angular_damping", unit: "1/s", default: 0)
      let table = try quantity(fields, "table_friction", default: 0)
      let motion = try motion(fields, of: kind)
      scene.bodies.append(
        BodyDescription(
          name: name, kind: kind, outlines: outlines, weight: weight, position: position, angle: angle,
          friction: friction, restitution: restitution, linearDamping: linear, angularDamping: angular,
          tableFriction: table, collides: collides, motion: motion))
      appendOrigin(of: scene.bodies.count - 1)
    }
  }

  mutating func appendOrigin(of body: Int) {
    scene.points.append(PointDescription(name: scene.bodies[body].name, place: .onBody(body, offset: .zero)))
  }

  mutating func weight(_ fields: Fields) throws(SceneError) -> BodyDescription.Weight {
    switch (fields["density"], fields["mass"]) {
    case (let density?, nil): .density(try quantity(density, in: fields.range(of: "density"), unit: "kg/m²"))
    case (nil, let mass?): .mass(try quantity(mass, in: fields.range(of: "mass"), unit: "kg"))
    case (nil, nil): throw fields.node.invalid("without weight, expected density in kg/m² or mass in kg")
    default: throw fields.node.invalid("both density and mass, expected one of them")
    }
  }

  private func kind(_ fields: Fields) throws(SceneError) -> BodyDefinition.Kind {
    let name = try fields.word("type", of: "type", default: "dynamic")
    guard name != "dynamic" else { return .dynamic }
    try fields.refuse(
      ["density", "mass", "linear_damping", "angular_damping", "table_friction"], "a \(name) body",
      expected: "it left out")
    return name == "static" ? .static : .kinematic
  }

  /// One part, or a list of parts in fixed numbers: the centre of mass of parts that vary would not be known.
  private mutating func outlines(_ node: SceneNode) throws(SceneError) -> [BodyDescription.Outline] {
    guard case .list = node.value else { return [try outline(node)] }
    var parts: [BodyDescription.Outline] = []
    for item in try node.list("shapes", count: Vocabulary.body.count(of: "shape")) {
      let drawn = scene.taskRules.count + scene.episodeRules.count
      parts.append(try outline(item))
      guard scene.taskRules.count + scene.episodeRules.count == drawn else {
        throw item.invalid("a part that draws numbers, expected fixed numbers in a list of shapes")
      }
    }
    return parts
  }

  private mutating func outline(_ node: SceneNode) throws(SceneError) -> BodyDescription.Outline {
    let section = Vocabulary.shape
    let entry = try node.choice(of: section, "a shape")
    switch entry.name {
    case "circle":
      return .circle(radius: try quantity(entry.node, in: section.range(of: entry.name), unit: "m"))
    case "box", "capsule":
      let isBox = entry.name == "box"
      let sides = try entry.node.list(
        isBox ? "[width, height]" : "[length, radius]", count: section.count(of: entry.name))
      let first = try quantity(sides[0], in: section.range(of: entry.name), unit: "m")
      let second = try quantity(sides[1], in: section.range(of: entry.name), unit: "m")
      return isBox ? .box(width: first, height: second) : .capsule(length: first, radius: second)
    default:
      let isSegment = entry.name == "segment"
      var corners: [Vector2] = []
      for item in try entry.node.list("points", count: section.count(of: entry.name)) {
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
