import Physics

extension SceneReader {
  /// The whole scene, checked but for what only the compiled scene shows.
  static func read(_ root: SceneNode) throws(SceneError) -> SceneDescription {
    let fields = try Fields(root, Vocabulary.scene)
    let nameNode = try fields.required("name")
    let name = try nameNode.newName(besides: [])
    guard name.first?.isLetter == true, name == name.lowercased() else {
      throw nameNode.invalid("\"\(name)\", expected lower-case words joined by hyphens")
    }
    var reader = SceneReader(
      SceneDescription(
        name: name, version: try fields.integer("version", in: 0...9999, default: 0),
        summary: try fields["summary"]?.string() ?? "", hash: CanonicalText.hash(of: root),
        text: SceneText.text(of: root),
        horizon: try fields.required("horizon").integer(in: 1...1_000_000)))
    try reader.readSimulation(fields["simulation"])
    try reader.readArm(fields["arm"])
    try reader.readWalls(fields["walls"])
    try reader.readBodies(fields["bodies"])
    try reader.readJoints(fields["joints"])
    try reader.checkPlacement(fields)
    try reader.readActuators(try fields.required("actuators"))
    try reader.readStart(fields["start"])
    try reader.readTask(fields["task"])
    try reader.readObservations(try fields.required("observe"))
    if let node = fields["success"] { reader.scene.success = try reader.conditions(node) }
    try reader.readReward(try fields.required("reward"))
    if let node = fields["terminate"] { reader.scene.termination = try reader.conditions(node) }
    return reader.scene
  }

  private mutating func readSimulation(_ node: SceneNode?) throws(SceneError) {
    guard let node else { return }
    let fields = try Fields(node, Vocabulary.simulation)
    if let node = fields["time_step"] {
      scene.simulation.timeStep = try node.constant(in: Limits.timeStep, unit: "s")
    }
    scene.simulation.substeps = try fields.integer("substeps", in: Limits.substeps, default: 1)
    scene.simulation.velocityIterations = try fields.integer(
      "velocity_iterations", in: Limits.iterations, default: 8)
    scene.simulation.positionIterations = try fields.integer(
      "position_iterations", in: Limits.iterations, default: 3)
    if let node = fields["gravity"] {
      let items = try node.list("a vector [x, y] in m/s²", count: 2...2)
      let x = try quantity(items[0], in: Ranges.gravity, unit: "m/s²")
      scene.simulation.gravity = QuantityPoint(
        x: x, y: try quantity(items[1], in: Ranges.gravity, unit: "m/s²"))
    }
  }

  /// `start: {joint: position}`; what is not named starts at 0.
  private mutating func readStart(_ node: SceneNode?) throws(SceneError) {
    scene.start = scene.joints.map { _ in Quantity(0) }
    guard let node else { return }
    let names = scene.joints.map(\.name)
    let entries = try node.namedEntries("joints and their first positions")
    // In the order of the joints, whatever the order of the file.
    for entry in entries where !names.contains(entry.name) {
      throw entry.node.invalid(
        "no joint named \"\(entry.name)\"\(NearestMatch.hint(entry.name, among: names)), "
          + "expected one of \(names.joined(separator: ", "))")
    }
    for (i, name) in names.enumerated() {
      guard let entry = entries.first(where: { $0.name == name }) else { continue }
      scene.start[i] = try perEpisode { reader throws(SceneError) in
        try reader.quantity(entry.node, in: Ranges.jointPosition, unit: "rad or m")
      }
    }
  }

  /// `task: {name: point}`: places that rules refer to.
  private mutating func readTask(_ node: SceneNode?) throws(SceneError) {
    guard let node else { return }
    for entry in try node.namedEntries("points").sorted(by: { $0.name < $1.name }) {
      let taken = scene.points.map(\.name)
      guard !taken.contains(entry.name) else {
        throw entry.node.invalid("the name \"\(entry.name)\" is taken, expected another")
      }
      scene.points.append(PointDescription(name: entry.name, place: try place(entry.node)))
    }
  }

  /// A point in the world, or `{body: name, at: point}`.
  private mutating func place(_ node: SceneNode) throws(SceneError) -> PointDescription.Place {
    guard case .map(let entries) = node.value, entries.contains(where: { $0.name == "body" }) else {
      return .fixed(try point(node))
    }
    let fields = try Fields(node, Vocabulary.anchored)
    let body = try fields.required("body").index(in: scene.bodies.map(\.name), of: "body")
    return .onBody(body, offset: try point(fields.required("at")))
  }
}
