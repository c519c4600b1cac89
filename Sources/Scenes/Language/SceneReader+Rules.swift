extension SceneReader {
  /// `reward`: the sum of weighted terms after each step.
  mutating func readReward(_ root: Fields) throws(SceneError) {
    for item in try root.list("reward", "reward terms") {
      let fields = try Fields(item, Vocabulary.reward)
      let kind = try rewardKind(fields, item)
      let weight = try quantity(fields, "weight")
      let gate = try fields["when"].map { node throws(SceneError) in try conditions(node) }
      scene.reward.append(RewardTerm(kind: kind, weight: weight, gate: gate ?? []))
    }
  }

  private mutating func rewardKind(_ fields: Fields, _ item: SceneNode) throws(SceneError) -> RewardTerm.Kind
  {
    let words = Vocabulary.measures.map(\.name) + ["control", "touch", "bonus"]
    let entry = try theOne(of: words, fields, item)
    if ["control", "touch", "bonus"].contains(entry.name) {
      try fields.refuse(["progress", "within", "margin"], "\"\(entry.name)\"", expected: "it left out")
    }
    switch entry.name {
    case "control":
      _ = try entry.node.index(in: ["squared"], of: "control cost")
      return .squaredControl
    case "touch":
      return .touch(try contactSensor(entry.node).sensor)
    case "bonus":
      let words = Vocabulary.reward.words(of: "bonus")
      guard words[try entry.node.index(in: words, of: "event for a bonus")] == "success" else {
        return .always
      }
      guard !scene.success.isEmpty else {
        throw entry.node.invalid(
          "a bonus on success without the key \"success\", expected the rule in the scene")
      }
      return .success
    default:
      return try shaped(try measure(entry), fields, item)
    }
  }

  /// The measure itself, its fall in a step, or its tolerance.
  private mutating func shaped(
    _ measure: Measure, _ fields: Fields, _ item: SceneNode
  ) throws(SceneError) -> RewardTerm.Kind {
    let isProgress = try fields.boolean("progress", default: false)
    switch (fields["within"], fields["margin"]) {
    case (nil, nil):
      return isProgress ? .progress(measure) : .measure(measure)
    case (.some, .some):
      guard !isProgress else { throw item.invalid("both progress and within, expected one of them") }
      return .tolerance(
        measure, within: try quantity(fields, "within", unit: measure.unit),
        margin: try quantity(fields, "margin", unit: measure.unit))
    default:
      throw item.invalid("expected both \"within\" and \"margin\" or neither")
    }
  }

  /// One condition or a list of them, `{distance: [a, b], below: bound}`.
  mutating func conditions(_ node: SceneNode) throws(SceneError) -> [Condition] {
    guard case .list = node.value else { return [try condition(node)] }
    var conditions: [Condition] = []
    for item in try node.list("conditions", count: Vocabulary.scene.count(of: "success")) {
      conditions.append(try condition(item))
    }
    return conditions
  }

  private mutating func condition(_ node: SceneNode) throws(SceneError) -> Condition {
    let fields = try Fields(node, Vocabulary.condition)
    var condition = try bounded(
      try measure(try theOne(of: Vocabulary.measures.map(\.name), fields, node)), fields)
    condition.held = try fields.integer("held", default: 1)
    if let node = fields["held"], condition.held > scene.horizon {
      throw node.invalid("\(condition.held) steps, expected at most the horizon, \(scene.horizon)")
    }
    condition.isLasting = try fields.boolean("ever", default: false)
    return condition
  }

  private mutating func bounded(_ measure: Measure, _ fields: Fields) throws(SceneError) -> Condition {
    switch (fields["below"], fields["above"]) {
    case (.some, nil):
      return Condition(
        measure: measure, isAbove: false, bound: try quantity(fields, "below", unit: measure.unit))
    case (nil, .some):
      return Condition(
        measure: measure, isAbove: true, bound: try quantity(fields, "above", unit: measure.unit))
    case (nil, nil):
      throw fields.node.invalid("without a bound, expected the key \"below\" or \"above\"")
    default:
      throw fields.node.invalid("both \"below\" and \"above\", expected one of them")
    }
  }

  private mutating func measure(_ entry: SceneNode.Entry) throws(SceneError) -> Measure {
    switch entry.name {
    case "speed": return .speed(try pointIndex(entry.node))
    case "joint_position":
      return .jointPosition(try entry.node.index(in: scene.joints.map(\.name), of: "joint"))
    case "contact_force": return .sensor(try contactSensor(entry.node).sensor)
    default:
      let (a, b) = try pair(entry.node)
      switch entry.name {
      case "distance": return .distance(a, b)
      case "largest_offset": return .largestOffset(a, b)
      case "x": return .x(a, b)
      default: return .y(a, b)
      }
    }
  }

  /// The only one of the keys that stands in the mapping.
  private func theOne(
    of names: [String], _ fields: Fields, _ node: SceneNode
  ) throws(SceneError) -> SceneNode.Entry {
    let found = names.compactMap { name in fields[name].map { SceneNode.Entry(name: name, node: $0) } }
    guard found.count == 1 else { throw node.invalid("expected one of \(names.joined(separator: ", "))") }
    return found[0]
  }
}
