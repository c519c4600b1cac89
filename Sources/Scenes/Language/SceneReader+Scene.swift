import Physics

extension SceneReader {
  /// The whole file, checked but for what only the compiled scene shows.
  static func read(_ root: SceneNode) throws(SceneError) -> SceneDescription {
    let variants = try SceneVariants(root)
    var scene = try read(variants.chosen, of: root)
    for other in variants.others { scene.others.append(try read(other, of: root)) }
    scene.levels = variants.levels
    return scene
  }

  private static func read(
    _ variant: SceneVariants.Variant, of root: SceneNode
  ) throws(SceneError) -> SceneDescription {
    let level = variant.level.map { "at level \($0)" }
    var scene = try naming(level) { () throws(SceneError) in try read(plain: variant.scene, of: root) }
    if let test = variant.test {
      let both = [level, "for test tasks"].compactMap { $0 }.joined(separator: ", ")
      scene.heldOut = [try naming(both) { () throws(SceneError) in try read(plain: test, of: root) }]
    }
    scene.level = variant.level
    return scene
  }

  /// What an override makes wrong may be said of a key of the file itself, which then is right everywhere else: such a
  /// message says where it is not.
  private static func naming(
    _ place: String?, _ read: () throws(SceneError) -> SceneDescription
  ) throws(SceneError) -> SceneDescription {
    do throws(SceneError) { return try read() } catch {
      guard let place, case .invalid(let path, let line, let key, let problem) = error,
        !key.hasPrefix("levels."), !key.hasPrefix("test.")
      else { throw error }
      throw .invalid(path: path, line: line, key: key, problem: "\(problem) (\(place))")
    }
  }

  /// A scene without levels and test tasks of its own.
  private static func read(plain node: SceneNode, of root: SceneNode) throws(SceneError) -> SceneDescription {
    let fields = try Fields(node, Vocabulary.scene)
    let nameNode = try fields.required("name")
    let name = try nameNode.newName(besides: [])
    guard name.first?.isLetter == true, name == name.lowercased() else {
      throw nameNode.invalid("\"\(name)\", expected lower-case words joined by hyphens")
    }
    var reader = SceneReader(
      SceneDescription(
        name: name, version: try fields.integer("version", default: 0),
        summary: try fields["summary"]?.string() ?? "",
        hash: CanonicalText.hash(of: root.without(["level"])),
        text: SceneText.text(of: root),
        horizon: try fields.integer("horizon")))
    try reader.readSimulation(fields["simulation"])
    try reader.readArms(fields["arm"])
    try reader.readWalls(fields["walls"])
    try reader.readBodies(fields)
    try reader.readMounts()
    try reader.readJoints(fields)
    try reader.checkPlacement(fields)
    try reader.readActuators(fields)
    try reader.readChoices(fields)
    try reader.readStart(fields)
    try reader.readTask(fields["task"])
    try reader.resolvePoints()
    try reader.readObservations(fields)
    if let node = fields["success"] { reader.scene.success = try reader.conditions(node) }
    try reader.readReward(fields)
    if let node = fields["terminate"] { reader.scene.termination = try reader.conditions(node) }
    try reader.readPushes(fields)
    try reader.readChanges(fields)
    return reader.scene
  }

  private mutating func readSimulation(_ node: SceneNode?) throws(SceneError) {
    guard let node else { return }
    let fields = try Fields(node, Vocabulary.simulation)
    scene.simulation.timeStep = try fields.constant("time_step", unit: "s", default: 0.02)
    scene.simulation.substeps = try fields.integer("substeps", default: 1)
    scene.simulation.velocityIterations = try fields.integer("velocity_iterations", default: 8)
    scene.simulation.positionIterations = try fields.integer("position_iterations", default: 3)
    scene.simulation.engine =
      EngineKind(rawValue: try fields.word("engine", of: "engine", default: "box2d")) ?? .box2d
    if fields["gravity"] != nil {
      let items = try fields.list("gravity", "a vector [x, y] in m/s²")
      let x = try quantity(items[0], in: fields.range(of: "gravity"), unit: "m/s²")
      scene.simulation.gravity = QuantityPoint(
        x: x, y: try quantity(items[1], in: fields.range(of: "gravity"), unit: "m/s²"))
    }
  }

  /// `start: {joint: position}`; what is not named starts at 0.
  private mutating func readStart(_ root: Fields) throws(SceneError) {
    scene.start = scene.joints.map { _ in Quantity(0) }
    guard let node = root["start"] else { return }
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
      guard scene.movesAtStart(joint: i) else {
        throw entry.node.invalid(
          "the joint \"\(name)\" begins as its bodies stand, expected it left out, or a joint that puts a body"
        )
      }
      scene.start[i] = try perEpisode { reader throws(SceneError) in
        try reader.quantity(entry.node, in: root.range(of: "start"), unit: "rad or m")
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
    let names = scene.bodies.map(\.name)
    let body = try fields.required("body")
    guard case .map = body.value else {
      return .onBody(
        try body.index(in: names, of: "body"), offset: try point(fields.required("at")))
    }
    let which = try oneOf(names, body, "body")
    return .onOne(which: which, offset: try point(fields.required("at")))
  }
}

extension SceneDescription {
  /// Its position at the start decides where its second body is.
  fileprivate func movesAtStart(joint i: Int) -> Bool {
    if case .weld = joints[i].kind { return false }
    return placingJoints.contains(i)
  }
}
