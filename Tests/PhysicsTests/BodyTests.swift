import Testing

@testable import Physics

/// What a body's own settings do to its motion.
@Suite("Bodies") struct BodyTests {
  @Test("damping divides a speed by 1 + c h in each step") func damping() throws {
    var bench = try Bench(
      WorldDefinition(
        timeStep: 0.02,
        bodies: [
          BodyDefinition(
            velocity: Vector2(3, -1), angularVelocity: 2, linearDamping: 0.5, angularDamping: 4),
          BodyDefinition(velocity: Vector2(3, -1), angularVelocity: 2),
        ]))
    bench.step(25)
    var left = (linear: Float(1), angular: Float(1))
    for _ in 0..<25 { left = (left.linear / 1.01, left.angular / 1.08) }
    #expect(abs(bench.body(0, StateLayout.velocityX) - 3 * left.linear) < 1e-5)
    #expect(abs(bench.body(0, StateLayout.velocityY) + left.linear) < 1e-5)
    #expect(abs(bench.body(0, StateLayout.angularVelocity) - 2 * left.angular) < 1e-5)
    #expect(bench.body(1, StateLayout.velocityX) == 3 && bench.body(1, StateLayout.angularVelocity) == 2)
  }

  /// Faster than a wall is thick, 1.2 m in a step.
  @Test("a bullet does not pass through a moving body, as others do", arguments: [true, false])
  func bullet(_ isBullet: Bool) throws {
    let (ball, wall) = (Shape.circle(center: .zero, radius: 0.05), Shape.box(width: 0.05, height: 2))
    var bench = try Bench(
      WorldDefinition(
        timeStep: 0.02,
        bodies: [
          BodyDefinition(
            velocity: Vector2(60, 0), mass: MassProperties(of: ball, mass: 0.01),
            colliders: [Collider(ball)], isBullet: isBullet),
          BodyDefinition(
            position: Vector2(0.6, 0), mass: MassProperties(of: wall, mass: 1000),
            colliders: [Collider(wall)]),
        ]))
    bench.step(3)
    #expect((bench.body(0, StateLayout.x) < 0.6) == isBullet)
  }
}
