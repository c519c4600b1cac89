public import Physics

/// A named place of a task: fixed in the world, or fixed to a body.
public struct ScenePlace: Sendable, Hashable {
  public let name: String
  /// In the order of the family's `bodyNames`; nil in the world.
  public let body: Int?
  /// m, in the body's coordinates or the world's.
  public let offset: Vector2
  /// m: how near the success rule wants something to come; nil where it asks for no distance.
  public let tolerance: Float?
}

extension SceneFamily {
  /// Where a task wants something to be: what its rules measure distances from, and every place in the world.
  /// - Parameter steps: of the episode that are over, which may have moved it.
  public func goals(for draw: TaskDraw, seed: UInt64 = 0, after steps: Int = 0) -> [ScenePlace] {
    let (own, numbers) = scene.episode(of: draw, seed: seed)
    let scene = own.description.changed(numbers, after: steps)
    var wanted: [(point: Int, tolerance: Float?)] = scene.success.compactMap { rule in
      let tolerance = rule.isAbove ? nil : rule.bound.value(numbers)
      return rule.measure.pair.flatMap { $0.isDistance ? ($0.goal, tolerance) : nil }
    }
    for (i, point) in scene.points.enumerated() where !wanted.contains(where: { $0.point == i }) {
      if case .fixed = point.place { wanted.append((i, nil)) }
    }
    return wanted.map { scene.place($0.point, numbers, tolerance: $0.tolerance) }
  }

  /// What a task wants to be somewhere, such as a fingertip or a puck: what is worth following with the eye.
  public func followed(for draw: TaskDraw, seed: UInt64 = 0) -> [ScenePlace] {
    let (own, numbers) = scene.episode(of: draw, seed: seed)
    let scene = own.description
    let measures =
      scene.success.map(\.measure)
      + scene.reward.compactMap { term in
        switch term.kind {
        case .measure(let measure), .progress(let measure), .tolerance(let measure, _, _): measure
        default: nil
        }
      }
    var points: [Int] = []
    for pair in measures.compactMap(\.pair) where !points.contains(pair.mover) {
      // A measure may be taken from the goal to what moves.
      if case .onBody = scene.points[pair.mover].place { points.append(pair.mover) }
    }
    return points.map { scene.place($0, numbers, tolerance: nil) }
  }
}

extension SceneDescription {
  fileprivate func place(_ index: Int, _ numbers: DrawnNumbers, tolerance: Float?) -> ScenePlace {
    let point = points[index]
    return switch point.place.chosen(numbers) {
    case .onOne: preconditionFailure("a place that is not chosen")
    case .fixed(let position):
      ScenePlace(name: point.name, body: nil, offset: position.value(numbers), tolerance: tolerance)
    case .onBody(let body, let offset):
      ScenePlace(name: point.name, body: body, offset: offset.value(numbers), tolerance: tolerance)
    }
  }
}

extension Measure {
  /// What moves, and what it should reach.
  fileprivate var pair: (mover: Int, goal: Int, isDistance: Bool)? {
    switch self {
    case .distance(let mover, let goal), .largestOffset(let mover, let goal): (mover, goal, true)
    case .x(let mover, let goal), .y(let mover, let goal): (mover, goal, false)
    case .speed, .jointPosition, .sensor: nil
    }
  }
}
