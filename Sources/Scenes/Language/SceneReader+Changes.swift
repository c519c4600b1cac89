import Physics

extension SceneReader {
  /// `changes`: what becomes different in the middle of an episode. Read last, so that all it names is known, and what
  /// is drawn for it alone can be told from the rest.
  mutating func readChanges(_ root: Fields) throws(SceneError) {
    guard root["changes"] != nil else { return }
    scene.firstChangeRules = (scene.taskRules.count, scene.episodeRules.count)
    for item in try root.list("changes", "changes") {
      let fields = try Fields(item, Vocabulary.change)
      let at = try quantity(fields, "at", unit: "steps")
      guard at.support.lowerBound < Float(scene.horizon) else {
        throw try fields.required("at").invalid(
          "\(SceneNode.text(at.support.lowerBound)) steps, expected fewer than the horizon, \(scene.horizon)")
      }
      let values = try values(fields, item)
      scene.changes += values.map { ChangeDescription(at: at, number: $0.number, value: $0.value) }
    }
  }

  private typealias Value = (number: ChangingNumber, value: Quantity)

  /// What each subject of a change may have.
  private static let subjects = [
    "actuator": ["scale", "turn", "drift"], "point": ["position"], "gravity": [],
    "body": ["linear_damping", "angular_damping"],
  ]

  private mutating func values(_ fields: Fields, _ item: SceneNode) throws(SceneError) -> [Value] {
    let names = ["actuator", "point", "body", "gravity"]
    let found = names.filter { fields[$0] != nil }
    guard found.count == 1, let subject = found.first, let node = fields[subject] else {
      throw item.invalid("expected one of the keys \(names.map { "\"\($0)\"" }.joined(separator: ", "))")
    }
    let own = Self.subjects[subject] ?? []
    for other in names where other != subject {
      try fields.refuse(Self.subjects[other] ?? [], "a change of \(subject)", expected: "it left out")
    }
    guard own.isEmpty || own.contains(where: { fields[$0] != nil }) else {
      throw item.invalid("no new number, expected \(own.joined(separator: " or "))")
    }
    switch subject {
    case "actuator": return try actuatorValues(fields, node)
    case "point": return try pointValues(fields, node)
    case "body": return try bodyValues(fields, node)
    default:
      let items = try fields.list("gravity", "a vector [x, y] in m/s²")
      let x = try quantity(items[0], in: fields.range(of: "gravity"), unit: "m/s²")
      return [
        (.gravityX, x), (.gravityY, try quantity(items[1], in: fields.range(of: "gravity"), unit: "m/s²")),
      ]
    }
  }

  private mutating func actuatorValues(_ fields: Fields, _ node: SceneNode) throws(SceneError) -> [Value] {
    let i = try node.index(in: scene.actuators.indices.map(scene.actuatorName), of: "actuator")
    var values: [Value] = []
    if let scale = fields["scale"] {
      let own = scene.followers.filter { $0.leader == i }.map(\.actuator) + [scene.actuators[i]]
      if let joint = own.compactMap(\.joint).first(where: { scene.joints[$0].presence != nil }) {
        throw scale.invalid(
          "changes the strength of \(scene.joints[joint].name), which a task may lack, expected a joint of all tasks"
        )
      }
      if case .jointPosition(_, .range, _, _, _, _) = scene.actuators[i] {
        throw scale.invalid("\(scene.actuatorName(i)) has a range, expected an actuator with a scale")
      }
      let mode = SceneNode(
        file: scale.file, line: nil, key: "", value: .scalar(scene.actuators[i].mode, quoted: false))
      let range = Vocabulary.actuator.range(of: "scale") { $0 == "mode" ? mode : nil }
      values.append(
        (.scale(actuator: i), try quantity(scale, in: range, unit: scene.unit(of: .scale(actuator: i)))))
    }
    if let turn = fields["turn"] {
      guard case .point(let servo) = scene.actuators[i], servo.turn != nil else {
        throw turn.invalid(
          "no number of an action turns \(scene.actuatorName(i)), expected a point's actuator with a turn above 0"
        )
      }
      values.append((.turn(actuator: i), try quantity(fields, "turn", unit: "rad/s")))
    }
    if let drift = fields["drift"] {
      guard case .bodyVelocity = scene.actuators[i] else {
        throw drift.invalid("only a body's actuator has a \"drift\", expected it left out")
      }
      let point = try point(drift, unit: "m/s")
      values += [(.driftX(actuator: i), point.x), (.driftY(actuator: i), point.y)]
    }
    return values
  }

  private mutating func pointValues(_ fields: Fields, _ node: SceneNode) throws(SceneError) -> [Value] {
    let i = try pointIndex(node)
    guard case .fixed = scene.points[i].place else {
      throw node.invalid("a point that a body carries, expected one that the task fixes in the world")
    }
    let point = try point(fields.required("position"))
    return [(.pointX(i), point.x), (.pointY(i), point.y)]
  }

  private mutating func bodyValues(_ fields: Fields, _ node: SceneNode) throws(SceneError) -> [Value] {
    let i = try node.index(in: scene.bodies.map(\.name), of: "body")
    guard scene.bodies[i].kind == .dynamic else {
      throw node.invalid("a body that no force moves has no damping, expected a dynamic one")
    }
    var values: [Value] = []
    if let linear = try optionalQuantity(fields, "linear_damping", unit: "1/s") {
      values.append((.linearDamping(body: i), linear))
    }
    if let angular = try optionalQuantity(fields, "angular_damping", unit: "1/s") {
      values.append((.angularDamping(body: i), angular))
    }
    return values
  }

  /// `pushes`: random impulses on bodies.
  mutating func readPushes(_ root: Fields) throws(SceneError) {
    guard root["pushes"] != nil else { return }
    for item in try root.list("pushes", "pushes") {
      let fields = try Fields(item, Vocabulary.push)
      let node = try fields.required("body")
      let body = try node.index(in: scene.bodies.map(\.name), of: "body")
      let isDriven = scene.actuators.contains {
        if case .bodyVelocity(body, _, _) = $0 { true } else { false }
      }
      guard scene.bodies[body].kind == .dynamic, !isDriven else {
        throw node.invalid(
          "a body that impulses do not move, expected a dynamic one without an actuator of its own")
      }
      let impulse = try quantity(fields, "impulse", unit: "N s")
      scene.pushes.append(
        PushDescription(body: body, impulse: impulse, probability: try quantity(fields, "probability")))
    }
  }
}
