import Foundation
import Physics
import Testing

@Suite("Mass properties") struct MassPropertiesTests {
  /// Area, centroid and second moment about the origin, by summing over a fine grid.
  private func grid(_ extent: Double, _ contains: (Double, Double) -> Bool) -> (
    Double, Double, Double, Double
  ) {
    let n = 2000
    let h = 2 * extent / Double(n)
    var (area, cx, cy, moment) = (0.0, 0.0, 0.0, 0.0)
    for i in 0..<n {
      for j in 0..<n {
        let x = -extent + (Double(i) + 0.5) * h
        let y = -extent + (Double(j) + 0.5) * h
        guard contains(x, y) else { continue }
        area += h * h
        cx += x * h * h
        cy += y * h * h
        moment += (x * x + y * y) * h * h
      }
    }
    return (area, cx / area, cy / area, moment)
  }

  private func expect(_ shape: Shape, _ contains: (Double, Double) -> Bool) {
    let sum = grid(1, contains)
    let properties = MassProperties(of: shape, density: 2)
    #expect(abs(Double(properties.mass) / (2 * sum.0) - 1) < 2e-3)
    #expect(
      abs(Double(properties.center.x) - sum.1) < 1e-3 && abs(Double(properties.center.y) - sum.2) < 1e-3)
    #expect(abs(Double(properties.inertia) / (2 * sum.3) - 1) < 4e-3)
    let byMass = MassProperties(of: shape, mass: properties.mass)
    #expect(abs(byMass.inertia / properties.inertia - 1) < 1e-6)
  }

  @Test("agree with a sum over a fine grid") func shapes() {
    expect(.circle(center: Vector2(0.3, -0.2), radius: 0.4)) { x, y in
      hypot(x - 0.3, y + 0.2) < 0.4
    }
    expect(.box(width: 1.2, height: 0.5)) { x, y in abs(x) < 0.6 && abs(y) < 0.25 }
    expect(.capsule(length: 0.9, radius: 0.3)) { x, y in hypot(max(abs(x) - 0.45, 0), y) < 0.3 }
    expect(.polygon([Vector2(-0.5, -0.5), Vector2(0.7, -0.3), Vector2(0.1, 0.8)])) { x, y in
      func left(_ ax: Double, _ ay: Double, _ bx: Double, _ by: Double) -> Bool {
        (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
      }
      return left(-0.5, -0.5, 0.7, -0.3) && left(0.7, -0.3, 0.1, 0.8) && left(0.1, 0.8, -0.5, -0.5)
    }
  }

  @Test("parts add up") func sum() {
    let whole = MassProperties(of: .box(width: 0.4, height: 0.2), density: 3)
    let half: [Vector2] = [Vector2(0, -0.1), Vector2(0.2, -0.1), Vector2(0.2, 0.1), Vector2(0, 0.1)]
    let right = MassProperties(of: .polygon(half), density: 3)
    let left = MassProperties(of: .polygon(half.map { Vector2($0.x - 0.2, $0.y) }), density: 3)
    let sum = MassProperties(sum: [left, right])
    #expect(abs(sum.mass - whole.mass) < 1e-6 && abs(sum.inertia - whole.inertia) < 1e-7)
    #expect(abs(sum.center.x) < 1e-7 && abs(sum.center.y) < 1e-7)
  }

  @Test("parts without mass have their centre at the origin") func nothing() {
    let wall = MassProperties(of: .segment(Vector2(1, 1), Vector2(2, 1)), density: 1)
    #expect(MassProperties(sum: [wall, wall]) == MassProperties(mass: 0, inertia: 0))
  }
}
