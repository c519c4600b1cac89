import Testing

@testable import Physics

/// What joints hold back and hand on.
@Suite("Joints") struct JointTests {
  /// A body of 2 kg and 0.5 kg m² that turns about the ground's origin or slides along its x axis, pushed by the
  /// command in N m or N.
  private func pushed(
    _ kind: JointDefinition.Kind, limits: ClosedRange<Float>? = nil, friction: Float = 0
  ) throws -> Bench {
    try Bench(
      WorldDefinition(
        timeStep: 0.01, bodies: [BodyDefinition(mass: MassProperties(mass: 2, inertia: 0.5))],
        joints: [
          JointDefinition(
            kind, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: .zero, limits: limits, friction: friction)
        ], actuators: [.jointTorque(joint: 0, scale: 1)]))
  }

  private static let kinds: [JointDefinition.Kind] = [.revolute, .prismatic(axis: Vector2(1, 0))]

  @Test("a limit is where the motion ends, on both sides", arguments: kinds)
  func limits(_ kind: JointDefinition.Kind) throws {
    var bench = try pushed(kind, limits: -0.2...0.3)
    for (command, end) in [(Float(1), Float(0.3)), (-1, -0.2)] {
      bench.command([command])
      bench.step(300)
      #expect(abs(bench.joint(0, StateLayout.position) - end) < 0.02)
      #expect(abs(bench.joint(0, StateLayout.speed)) < 1e-3)
    }
    var free = try pushed(kind)
    free.command([1])
    free.step(300)
    #expect(free.joint(0, StateLayout.position) > 1)
  }

  @Test("dry friction holds up to its bound, and is taken off what goes beyond", arguments: kinds)
  func friction(_ kind: JointDefinition.Kind) throws {
    var bench = try pushed(kind, friction: 0.5)
    bench.command([0.45])
    bench.step(100)
    #expect(abs(bench.joint(0, StateLayout.position)) < 1e-5)
    bench.command([1.5])
    bench.step(100)
    let inertia: Float = kind == .revolute ? 0.5 : 2
    #expect(abs(bench.joint(0, StateLayout.speed) - 1 / inertia) < 1e-3)
  }

  @Test("an actuator pushes back on the first body as much as on the second", arguments: kinds)
  func reaction(_ kind: JointDefinition.Kind) throws {
    var bench = try Bench(
      WorldDefinition(
        timeStep: 0.01,
        bodies: [
          BodyDefinition(mass: MassProperties(mass: 2, inertia: 0.5)),
          BodyDefinition(mass: MassProperties(mass: 4, inertia: 0.25)),
        ],
        joints: [JointDefinition(kind, bodyA: 0, bodyB: 1, anchorA: .zero, anchorB: .zero)],
        actuators: [.jointTorque(joint: 0, scale: 1)]))
    bench.command([1])
    bench.step(20)
    let isTurning = kind == .revolute
    let channel = isTurning ? StateLayout.angularVelocity : StateLayout.velocityX
    let inertia: [Float] = isTurning ? [0.5, 0.25] : [2, 4]
    #expect(abs(bench.body(0, channel) + 0.2 / inertia[0]) < 1e-4)
    #expect(abs(bench.body(1, channel) - 0.2 / inertia[1]) < 1e-4)
  }

  @Test("a weld keeps the angle that it refers to", arguments: [Float(0), 0.7, -2])
  func weld(_ angle: Float) throws {
    var bench = try Bench(
      WorldDefinition(
        gravity: Vector2(0, -9.81), timeStep: 0.01,
        bodies: [BodyDefinition(.static, angle: 0.3), BodyDefinition(angle: 0.3 + angle)],
        joints: [
          JointDefinition(
            .weld, bodyA: 0, bodyB: 1, anchorA: .zero, anchorB: .zero, referenceAngle: angle)
        ]))
    bench.step(100)
    #expect(abs(bench.body(1, StateLayout.angle) - 0.3 - angle) < 1e-3)
  }
}
