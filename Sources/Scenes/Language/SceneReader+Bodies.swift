import Physics

extension SceneReader {
  mutating func readBodies(_ root: Fields) throws(SceneError) {
    guard root["bodies"] != nil else { return }
    for body in try bodies(root) {
      let (fields, item) = (body.fields, body.fields.node)
      let name = try fields.required("name").newName(
        body.name, besides: scene.points.map(\.name) + ["ground"])
      let firstRule = scene.taskRules.count
      let kind = try kind(fields)
      let (outlines, outline) = try shapes(fields.required("shape"))
      let color = try fields["color"].map { node throws(SceneError) in try bodyColor(node) }
      let hasSegment = outlines.joined().contains { if case .segment = $0 { true } else { false } }
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
          name: name, kind: kind, outlines: outlines, outline: outline, color: color, weight: weight,
          position: position, angle: angle,
          friction: friction, restitution: restitution, linearDamping: linear, angularDamping: angular,
          tableFriction: table, collides: collides, motion: motion))
      appendOrigin(of: scene.bodies.count - 1)
      try checkCenters(of: scene.bodies.count - 1, fields)
      if body.isCopy {
        scene.copies.append(
          CopyDescription(
            body: scene.bodies.count - 1, rules: firstRule..<scene.taskRules.count,
            apart: try fields.constant("apart", unit: "m", default: 0.02)))
      }
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
}
