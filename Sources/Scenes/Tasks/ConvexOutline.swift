import Foundation
import Physics

/// A point, a line or a convex polygon in the world, and how far the shape reaches beyond it.
struct ConvexOutline {
  private let corners: [Vector2]
  /// m
  private let margin: Float

  init(point: Vector2) {
    corners = [point]
    margin = 0
  }

  /// A shape of a body that stands there.
  init(_ shape: Shape, position: Vector2, angle: Float) {
    let (c, s) = (Foundation.cos(angle), Foundation.sin(angle))
    let local: [Vector2]
    switch shape {
    case .circle(let center, let radius):
      local = [center]
      margin = radius
    case .capsule(let length, let radius):
      local = [Vector2(-length / 2, 0), Vector2(length / 2, 0)]
      margin = radius
    case .box(let width, let height):
      let (x, y) = (width / 2, height / 2)
      local = [Vector2(-x, -y), Vector2(x, -y), Vector2(x, y), Vector2(-x, y)]
      margin = 0
    case .polygon(let points):
      local = points
      margin = 0
    case .segment(let a, let b):
      local = [a, b]
      margin = 0
    }
    corners = local.map { position + Vector2(c * $0.x - s * $0.y, s * $0.x + c * $0.y) }
  }

  /// m; 0 where they touch or overlap.
  func distance(to other: ConvexOutline) -> Float {
    if contains(other.corners[0]) || other.contains(corners[0]) { return 0 }
    var least = Float.infinity
    for a in edges { for b in other.edges { least = min(least, Self.distance(a, b)) } }
    return max(least - margin - other.margin, 0)
  }

  private typealias Edge = (from: Vector2, to: Vector2)

  /// A point is an edge of no length.
  private var edges: [Edge] {
    let count = corners.count > 2 ? corners.count : 1
    return (0..<count).map { (corners[$0], corners[($0 + 1) % corners.count]) }
  }

  /// Whether the polygon without its margin has the point in it; its corners go counter-clockwise.
  private func contains(_ point: Vector2) -> Bool {
    corners.count > 2 && edges.allSatisfy { Self.side(of: point, $0) >= 0 }
  }

  /// Twice the area of the triangle of edge and point, above 0 on the left.
  private static func side(of point: Vector2, _ edge: Edge) -> Float {
    let (d, p) = (edge.to - edge.from, point - edge.from)
    return d.x * p.y - d.y * p.x
  }

  private static func distance(_ a: Edge, _ b: Edge) -> Float {
    let cross =
      side(of: a.from, b) * side(of: a.to, b) < 0 && side(of: b.from, a) * side(of: b.to, a) < 0
    if cross { return 0 }
    return min(distance(a.from, b), distance(a.to, b), distance(b.from, a), distance(b.to, a))
  }

  private static func distance(_ point: Vector2, _ edge: Edge) -> Float {
    let (d, p) = (edge.to - edge.from, point - edge.from)
    let squared = d.x * d.x + d.y * d.y
    let share = squared > 0 ? min(max((d.x * p.x + d.y * p.y) / squared, 0), 1) : 0
    return (p - share * d).length
  }
}
