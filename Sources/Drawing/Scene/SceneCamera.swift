public import Physics
public import Scenes

/// Which part of the plane a picture shows, and where in the picture it lies.
public struct SceneCamera: Sendable, Hashable {
  /// m
  public let center: Vector2
  /// px for a metre
  public let scale: Double
  public let width: Double
  public let height: Double

  /// Shows all the points.
  /// - Parameter margin: how much wider and higher than they are.
  public init(showing points: [Vector2], width: Double, height: Double, margin: Double = 1.14) {
    precondition(width > 0 && height > 0, "a camera of \(width) × \(height) px")
    self.width = width
    self.height = height
    let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
    let (xs, ys) = (finite.map(\.x), finite.map(\.y))
    let (left, right) = (xs.min() ?? -1, xs.max() ?? 1)
    let (bottom, top) = (ys.min() ?? -1, ys.max() ?? 1)
    center = Vector2((left + right) / 2, (bottom + top) / 2)
    scale = min(
      width / max(margin * Double(right - left), 1e-3), height / max(margin * Double(top - bottom), 1e-3))
  }

  public func point(_ place: Vector2) -> Point {
    Point(
      width / 2 + scale * Double(place.x - center.x), height / 2 - scale * Double(place.y - center.y))
  }

  /// Where a point of the picture is in the world.
  public func place(_ point: Point) -> Vector2 {
    Vector2(
      center.x + Float((point.x - width / 2) / scale), center.y - Float((point.y - height / 2) / scale))
  }
}

extension SceneModel {
  /// Everything that some motions and the goals touch: bodies that move, and fixed ones near them.
  public func extent(of motions: [SceneMotion]) -> [Vector2] {
    var points: [Vector2] = []
    // Where episodes have goals of their own, those of the motions' are in sight, too.
    let varies = !family.episodeNames.isEmpty || family.changesWithinEpisodes
    let episodes = varies ? motions.flatMap { [$0.moments[0], $0.last] } : []
    for moment in [start] + episodes {
      for goal in model(at: moment).goals {
        let (center, r) = (position(of: goal, at: moment), goal.tolerance ?? 0)
        points += [center - Vector2(r, r), center + Vector2(r, r)]
      }
    }
    for moment in [start] + motions.flatMap(\.moments) {
      let shapes = model(at: moment).shapes
      for (body, pose) in moment.poses.enumerated() where roles[body] != .wall {
        for shape in shapes[body] { points += shape.hull.map(pose.transform) }
      }
    }
    // A floor is shown as far as something stands on it; small fixed things are shown whole.
    for (body, pose) in start.poses.enumerated() where roles[body] == .wall {
      let corners = shapes[body].flatMap(\.hull)
      let size = corners.map { max(abs($0.x), abs($0.y)) }.max() ?? 0
      if size < 0.5 { points += corners.map(pose.transform) }
    }
    return points
  }
}

extension Shape {
  /// Corners of something around it, in the body's coordinates, m.
  var hull: [Vector2] {
    func around(_ center: Vector2, _ x: Float, _ y: Float) -> [Vector2] {
      [(-x, -y), (x, -y), (x, y), (-x, y)].map { center + Vector2($0.0, $0.1) }
    }
    return switch self {
    case .circle(let center, let radius): around(center, radius, radius)
    case .box(let width, let height): around(.zero, width / 2, height / 2)
    case .capsule(let length, let radius): around(.zero, length / 2 + radius, radius)
    case .polygon(let corners): corners
    case .segment(let a, let b): [a, b]
    }
  }
}
