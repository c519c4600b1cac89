extension SceneReader {
  /// `observe`: what the policy sees, in this order.
  mutating func readObservations(_ node: SceneNode) throws(SceneError) {
    for item in try node.list("observations", count: 1...200) {
      if case .scalar = item.value {
        scene.observations.append(try namedObservation(item))
        continue
      }
      let entry = try item.choice(of: ["position", "velocity", "offset"], "an observation")
      switch entry.name {
      case "position": scene.observations.append(.position(point: try pointIndex(entry.node)))
      case "velocity": scene.observations.append(.velocity(point: try pointIndex(entry.node)))
      default:
        let (a, b) = try pair(entry.node)
        scene.observations.append(.offset(a, b))
      }
    }
  }

  private func namedObservation(_ node: SceneNode) throws(SceneError) -> ObservationTerm {
    let points = scene.points.map(\.name)
    let joints = ["joint_cosines", "joint_sines", "joint_positions", "joint_velocities"]
    let name = try node.string()
    for (suffix, isPosition) in [("_position", true), ("_velocity", false)] where name.hasSuffix(suffix) {
      if let i = points.firstIndex(of: String(name.dropLast(suffix.count))) {
        return isPosition ? .position(point: i) : .velocity(point: i)
      }
    }
    let known = joints + points.flatMap { ["\($0)_position", "\($0)_velocity"] }
    switch try node.index(in: known, of: "observation") {
    case 0: return .jointCosines
    case 1: return .jointSines
    case 2: return .jointPositions
    default: return .jointVelocities
    }
  }

  /// `reward`: the sum of weighted terms after each step.
  mutating func readReward(_ node: SceneNode) throws(SceneError) {
    for item in try node.list("reward terms", count: 1...100) {
      let fields = try Fields(item, known: ["distance", "largest_offset", "control", "weight"])
      let kind: RewardTerm.Kind
      if let control = fields["control"] {
        guard fields["distance"] == nil, fields["largest_offset"] == nil else { throw Self.oneTerm(item) }
        _ = try control.index(in: ["squared"], of: "control cost")
        kind = .squaredControl
      } else {
        kind = .measure(try measure(fields, item))
      }
      let weight = try quantity(fields.required("weight"), in: Ranges.weight)
      scene.reward.append(RewardTerm(kind: kind, weight: weight))
    }
  }

  /// `{distance: [a, b], below: bound}`
  mutating func condition(_ node: SceneNode) throws(SceneError) -> Condition {
    let fields = try Fields(node, known: ["distance", "largest_offset", "below"])
    let measure = try measure(fields, node)
    let bound = try quantity(fields.required("below"), in: 1e-6...1_000, unit: "m")
    return Condition(measure: measure, bound: bound)
  }

  private func measure(_ fields: Fields, _ node: SceneNode) throws(SceneError) -> Measure {
    switch (fields["distance"], fields["largest_offset"]) {
    case (let points?, nil):
      let (a, b) = try pair(points)
      return .distance(a, b)
    case (nil, let points?):
      let (a, b) = try pair(points)
      return .largestOffset(a, b)
    default:
      throw Self.oneTerm(node)
    }
  }

  private static func oneTerm(_ node: SceneNode) -> SceneError {
    node.invalid("expected one of \"distance\", \"largest_offset\" and, in a reward, \"control\"")
  }

  private func pair(_ node: SceneNode) throws(SceneError) -> (Int, Int) {
    let items = try node.list("two points [a, b]", count: 2...2)
    return (try pointIndex(items[0]), try pointIndex(items[1]))
  }

  private func pointIndex(_ node: SceneNode) throws(SceneError) -> Int {
    try node.index(in: scene.points.map(\.name), of: "point")
  }
}
