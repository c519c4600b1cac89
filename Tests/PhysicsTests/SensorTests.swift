import Testing

@testable import Physics

/// Rays, and what lets them through.
@Suite("Sensors") struct SensorTests {
  private func disc(_ x: Float, group: Int) -> BodyDefinition {
    let shape = Shape.circle(center: .zero, radius: 0.1)
    return BodyDefinition(
      .static, position: Vector2(x, 0), colliders: [Collider(shape, surface: Surface(group: group))])
  }

  private func distance(_ bodies: [BodyDefinition], angle: Float = 0, range: Float) throws -> Float {
    let ray = SensorDefinition.ray(body: 0, origin: .zero, angle: angle, range: range)
    let bench = try Bench(WorldDefinition(bodies: bodies, sensors: [ray]))
    return bench.table[bench.layout.sensor(0), 0]
  }

  @Test("only shapes of the body's own negative group let a ray through")
  func groups() throws {
    for (own, other, expected) in [
      (-1, -1, Float(1.9)), (-1, -2, 0.9), (-1, 0, 0.9), (0, 0, 0.9), (2, 2, 0.9), (0, -1, 0.9),
    ] {
      let got = try distance([disc(0, group: own), disc(1, group: other), disc(2, group: 0)], range: 5)
      #expect(abs(got - expected) < 1e-5, "group \(own) sees group \(other)")
    }
  }

  /// There, coordinates are 8 mm apart.
  @Test("a ray that single precision swallows sees nothing") func far() throws {
    var far = disc(100_000, group: 0)
    far.position.y = 100_000
    #expect(try distance([far], angle: 0.785, range: 0.005) == 0.005)
    #expect(try distance([far], range: 1) == 1)
  }
}
