import Drawing
import Physics
import Scenes

/// The part of the plane that the panels show: the task's bodies, and everywhere its goals may be dragged. It grows
/// where bodies leave it, within limits: what is thrown far away is lost from sight, not all the rest.
struct SceneExtent {
  /// m
  private(set) var low: Vector2
  private(set) var high: Vector2
  private let limits: (low: Vector2, high: Vector2)

  /// - Parameter others: of other tasks of the family, whose goals are in sight, too.
  init(_ model: SceneModel, others: [SceneModel]) {
    // A goal of another task on a body is shown where the body is in this one.
    let goals = others.flatMap { other in other.goals.map { model.position(of: $0, at: model.start) } }
    let points = model.extent(of: []) + goals
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    (low, high) = (
      Vector2(xs.min() ?? -1, ys.min() ?? -1), Vector2(xs.max() ?? 1, ys.max() ?? 1)
    )
    let room = 0.5 * (high - low)
    limits = (low - room, high + room)
  }

  var corners: [Vector2] { [low, high] }

  mutating func include(_ points: [Vector2]) {
    for point in points where point.x.isFinite && point.y.isFinite {
      let x = min(max(point.x, limits.low.x), limits.high.x)
      let y = min(max(point.y, limits.low.y), limits.high.y)
      low = Vector2(min(low.x, x), min(low.y, y))
      high = Vector2(max(high.x, x), max(high.y, y))
    }
  }
}
