import Physics

extension SceneReader {
  /// `moves`: how a body moves by itself; nil where it does not.
  mutating func motion(_ body: Fields, of kind: BodyDefinition.Kind) throws(SceneError) -> MotionDescription?
  {
    guard let node = body["moves"] else { return nil }
    guard kind == .kinematic else {
      throw node.invalid("a body that is not kinematic moves otherwise, expected type: kinematic")
    }
    guard body["position"] != nil else {
      throw node.invalid("a way that begins nowhere, expected the body to have a position")
    }
    let fields = try Fields(node, Vocabulary.motion)
    guard fields["by"] != nil || fields["velocity"] != nil else {
      throw node.invalid("no way, expected by or velocity")
    }
    if fields["by"] == nil {
      try fields.refuse(["period", "phase"], "a way without by", expected: "both or neither")
    }
    let by = try fields["by"].map { node throws(SceneError) in try point(node) }
    let motion = MotionDescription(
      by: by ?? .zero,
      period: by == nil ? Quantity(1) : try quantity(fields, "period", unit: "s"),
      phase: try quantity(fields, "phase", default: 0),
      velocity: try fields["velocity"].map { node throws(SceneError) in try point(node, unit: "m/s") }
        ?? .zero)
    let most = Limits.linearSpeed(timeStep: scene.simulation.timeStep)
    guard motion.largestSpeed <= most else {
      throw node.invalid(
        "up to \(SceneNode.text(motion.largestSpeed)) m/s, expected at most \(SceneNode.text(most)) m/s, 2 m in an "
          + "engine step")
    }
    return motion
  }
}

extension MotionDescription {
  /// m/s, that no task's motion surpasses.
  fileprivate var largestSpeed: Float {
    .pi * Self.length(by) / period.support.lowerBound + Self.length(velocity)
  }

  private static func length(_ point: QuantityPoint) -> Float {
    func extent(_ quantity: Quantity) -> Float {
      max(abs(quantity.support.lowerBound), abs(quantity.support.upperBound))
    }
    return Vector2(extent(point.x), extent(point.y)).length
  }

  func value(_ numbers: DrawnNumbers) -> BodyMotion {
    BodyMotion(
      velocity: velocity.value(numbers), sway: by.value(numbers), period: period.value(numbers),
      phase: phase.value(numbers))
  }
}
