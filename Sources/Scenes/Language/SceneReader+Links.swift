import Physics

// Arms of which a task may have fewer links than the file names. A link that a task lacks is a point without length or
// strength at the end of those that it has, so that all tasks have the same bodies, joints and observations.

extension SceneReader {
  /// m and kg/m², of a link that a task lacks: the smallest circle that the engine takes, and next to no weight.
  private static let (stubRadius, stubDensity) = (Limits.size.lowerBound, Float(0.05))

  /// `count`: how many of its links an arm has; nil for all of them.
  mutating func linkCount(_ fields: Fields, of all: Int) throws(SceneError) -> Quantity? {
    guard let node = fields["count"] else { return nil }
    func count(_ node: SceneNode) throws(SceneError) -> Int {
      let count = try node.integer(in: Vocabulary.linkCount)
      guard count <= all else {
        throw node.invalid("\(count) links, expected at most the \(all) that the arm lists")
      }
      return count
    }
    guard case .map = node.value else { return Quantity(Float(try count(node))) }
    let (items, entry) = try kinds(node, Vocabulary.drawnCount, "a number of links")
    var counts: [Int] = []
    for item in items { counts.append(try count(item)) }
    let index = try kindIndex(of: entry, among: counts.map { "\($0)" }, node)
    return Quantity(cases: counts.map(Float.init), .task(index))
  }

  /// Nothing hangs on a link that a task may lack.
  /// - Parameter body: below 0 for none.
  func refuseLacking(_ body: Int, _ node: SceneNode) throws(SceneError) {
    guard scene.joints.contains(where: { $0.bodyB == body && $0.presence != nil }) else { return }
    throw node.invalid("\(scene.bodies[body].name) is a link that a task may lack, expected one of all tasks")
  }

  /// Makes a link one that some tasks lack.
  /// - Parameters:
  ///   - presence: 1 where a task has it, 0 where it lacks it.
  ///   - length: m; becomes nothing where it is lacking.
  static func mayLack(
    _ body: inout BodyDescription, _ length: inout Quantity, presence: Quantity, _ link: SceneNode
  ) throws(SceneError) {
    guard case .density(let density) = body.weight, let density = density.constant,
      let full = length.constant,
      case .capsule(_, let radius) = body.outlines[0][0], radius.constant != nil
    else {
      throw link.invalid(
        "a link that a task may lack, expected a length, a radius and a density that are not drawn")
    }
    length = presence.mapped { $0 * full }
    body.outlines = [[.circle(radius: Quantity(stubRadius))], body.outlines[0]]
    body.outline = presence
    body.weight = .density(presence.mapped { $0 == 0 ? stubDensity : density })
  }
}

extension ActuatorDescription {
  /// The same, which does nothing where its joint is lacking; nil where it draws numbers.
  func present(_ presence: Quantity) -> ActuatorDescription? {
    func times(_ quantity: Quantity) -> Quantity? {
      quantity.constant.map { value in presence.mapped { $0 * value } }
    }
    switch self {
    case .jointVelocity(let joint, let scale, let limit, let backlash):
      guard let scale = times(scale), let limit = times(limit) else { return nil }
      return .jointVelocity(joint: joint, scale: scale, limit: limit, backlash: backlash)
    case .jointTorque(let joint, let scale):
      guard let scale = times(scale) else { return nil }
      return .jointTorque(joint: joint, scale: scale)
    case .jointPosition(let joint, let span, let gain, let speed, let limit, let backlash):
      guard let limit = times(limit) else { return nil }
      return .jointPosition(
        joint: joint, span: span, gain: gain, speed: speed, limit: limit, backlash: backlash)
    case .bodyVelocity, .point: return self
    }
  }
}
