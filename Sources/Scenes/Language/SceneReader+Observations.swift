import Physics

extension SceneReader {
  /// `observe`: what the policy sees, in this order.
  mutating func readObservations(_ root: Fields) throws(SceneError) {
    for item in try root.list("observe", "observations") {
      if case .scalar = item.value {
        scene.observations.append(try namedObservation(item))
        continue
      }
      let fields = try Fields(item, Vocabulary.observation)
      let entry = try item.choice(of: Vocabulary.observation, "an observation")
      if entry.name == "camera" {
        try fields.refuse(
          Vocabulary.observation.besides, "a camera", expected: "it left out, for a camera shows what is")
      }
      let first = scene.observations.count
      scene.observations += try observations(entry.name, entry.node)
      try readImperfections(of: first..<scene.observations.count, fields)
    }
  }

  private mutating func readImperfections(of terms: Range<Int>, _ fields: Fields) throws(SceneError) {
    guard Vocabulary.observation.besides.contains(where: { fields[$0] != nil }) else { return }
    let noise = try optionalQuantity(fields, "noise")
    let delay = try fields.integer("delay", default: 0)
    let dropout = try optionalQuantity(fields, "dropout")
    // A delay of no steps alone is none.
    guard noise != nil || delay > 0 || dropout != nil else { return }
    scene.readings.append(ReadingDescription(terms: terms, noise: noise, delay: delay, dropout: dropout))
  }

  private mutating func observations(_ name: String, _ node: SceneNode) throws(SceneError)
    -> [ObservationTerm]
  {
    switch name {
    case "joint_cosines": return [.jointCosines(try joints(name, node))]
    case "joint_sines": return [.jointSines(try joints(name, node))]
    case "joint_positions": return [.jointPositions(try joints(name, node))]
    case "joint_velocities": return [.jointVelocities(try joints(name, node))]
    case "joint_mask": return [.jointMask(try joints(name, node))]
    case "position": return [.position(point: try pointIndex(node))]
    case "velocity": return [.velocity(point: try pointIndex(node))]
    case "rotation": return [.rotation(body: try bodyIndex(node))]
    case "angular_velocity": return [.angularVelocity(body: try bodyIndex(node))]
    case "color":
      let body = try bodyIndex(node)
      guard scene.bodies[body].color != nil else {
        throw node.invalid(
          "\"\(scene.bodies[body].name)\" has no colour, expected a body with the key \"color\"")
      }
      return [.color(body: body)]
    case "contact_force":
      let (sensor, name) = try contactSensor(node)
      return [.sensor(sensor, name: "force(\(name))")]
    case "touch":
      let (sensor, name) = try contactSensor(node)
      return [.touch(sensor, name: "touch(\(name))")]
    case "rays": return try rays(node)
    case "camera": return [.camera(try camera(node))]
    case "describe": return [.sentence(try sentence(node))]
    default:
      let (a, b) = try pair(node)
      return [.offset(a, b)]
    }
  }

  private func namedObservation(_ node: SceneNode) throws(SceneError) -> ObservationTerm {
    let points = scene.points.map(\.name)
    let name = try node.string()
    for (suffix, isPosition) in [("_position", true), ("_velocity", false)] where name.hasSuffix(suffix) {
      if let i = points.firstIndex(of: String(name.dropLast(suffix.count))) {
        return isPosition ? .position(point: i) : .velocity(point: i)
      }
    }
    let known = Vocabulary.observationWords + points.flatMap { ["\($0)_position", "\($0)_velocity"] }
    let all = Array(scene.joints.indices)
    switch try node.index(in: known, of: "observation") {
    case 0: return .jointCosines(all)
    case 1: return .jointSines(all)
    case 2: return .jointPositions(all)
    case 3: return .jointVelocities(all)
    default: return .jointMask(all)
    }
  }

  private func joints(_ key: String, _ node: SceneNode) throws(SceneError) -> [Int] {
    let names = scene.joints.map(\.name)
    var joints: [Int] = []
    for item in try node.list("joints", count: Vocabulary.observation.count(of: key)) {
      joints.append(try item.index(in: names, of: "joint"))
    }
    return joints
  }

  private func bodyIndex(_ node: SceneNode) throws(SceneError) -> Int {
    try node.index(in: scene.bodies.map(\.name), of: "body")
  }

  /// A body, or `[body, other]`; the number of the sensor and the name of what it senses.
  mutating func contactSensor(_ node: SceneNode) throws(SceneError) -> (sensor: Int, name: String) {
    guard case .list = node.value else {
      let body = try bodyIndex(node)
      return (try sensor(.contactForce(body: body, other: nil), node), scene.bodies[body].name)
    }
    let items = try node.list("two bodies [a, b]", count: 2...2)
    let (a, b) = (try bodyIndex(items[0]), try bodyIndex(items[1]))
    return (
      try sensor(.contactForce(body: a, other: b), node), "\(scene.bodies[a].name), \(scene.bodies[b].name)"
    )
  }

  /// The number of the sensor, which is the same for the same sensor.
  private mutating func sensor(_ sensor: SensorDescription, _ node: SceneNode) throws(SceneError) -> Int {
    if let known = scene.sensors.firstIndex(of: sensor) { return known }
    guard scene.sensors.count < Limits.sensors else {
      throw node.invalid("more than \(Limits.sensors) sensors, expected fewer")
    }
    scene.sensors.append(sensor)
    return scene.sensors.count - 1
  }

  private mutating func sentence(_ node: SceneNode) throws(SceneError) -> SentenceDescription {
    let fields = try Fields(node, Vocabulary.sentence)
    var sentence = SentenceDescription(vocabulary: [], words: [])
    for item in try fields.list("vocabulary", "words") {
      sentence.vocabulary.append(try item.newName(besides: sentence.vocabulary))
    }
    for item in try fields.list("words", "words") {
      sentence.words.append(try oneOf(sentence.vocabulary, item, "word"))
    }
    return sentence
  }

  private mutating func rays(_ node: SceneNode) throws(SceneError) -> [ObservationTerm] {
    let fields = try Fields(node, Vocabulary.ray)
    let body = try bodyIndex(fields.required("body"))
    let (x, y) = try fields["at"].map { node throws(SceneError) in try Self.constantPoint(node) } ?? (0, 0)
    let range = try fields.constant("range", unit: "m")
    var terms: [ObservationTerm] = []
    for (i, item) in try fields.list("angles", "angles in rad").enumerated() {
      let angle = try item.constant(in: fields.range(of: "angles"), unit: "rad")
      let ray = SensorDescription.ray(body: body, origin: Vector2(x, y), angle: angle, range: range)
      terms.append(.sensor(try sensor(ray, item), name: "ray\(i)(\(scene.bodies[body].name))"))
    }
    return terms
  }

  func pair(_ node: SceneNode) throws(SceneError) -> (Int, Int) {
    let items = try node.list("two points [a, b]", count: 2...2)
    return (try pointIndex(items[0]), try pointIndex(items[1]))
  }

  func pointIndex(_ node: SceneNode) throws(SceneError) -> Int {
    try node.index(in: scene.points.map(\.name), of: "point")
  }
}
