import Testing

@testable import Physics

/// Numbers that become others while a world runs.
@Suite("Changes of a world") struct ChangeTests {
  private static let plain = WorldDefinition(
    gravity: Vector2(0, -1),
    bodies: [
      BodyDefinition(position: Vector2(1, 0), velocity: Vector2(1, 0), angularVelocity: 2),
      BodyDefinition(position: Vector2(3, 0)), BodyDefinition(position: Vector2(5, 0)),
    ],
    joints: [
      JointDefinition(.revolute, bodyA: nil, bodyB: 1, anchorA: Vector2(3, 0), anchorB: Vector2(-1, 0))
    ],
    actuators: [.jointTorque(joint: 0, scale: 1), .bodyVelocityX(body: 2, scale: 1)])

  private static func with(_ change: (inout WorldDefinition) -> Void) -> WorldDefinition {
    var definition = plain
    change(&definition)
    return definition
  }

  /// Each number, what it becomes, and the world that has it from the start.
  private static let changes: [(WorldNumber, Float, WorldDefinition)] = [
    (.scale(actuator: 0), -2, with { $0.actuators[0] = .jointTorque(joint: 0, scale: -2) }),
    (.scale(actuator: 1), 3, with { $0.actuators[1] = .bodyVelocityX(body: 2, scale: 3) }),
    (.drift(actuator: 1), 0.5, with { $0.actuators[1] = .bodyVelocityX(body: 2, scale: 1, drift: 0.5) }),
    (.gravityX, 2, with { $0.gravity.x = 2 }), (.gravityY, 0.5, with { $0.gravity.y = 0.5 }),
    (.linearDamping(body: 0), 3, with { $0.bodies[0].linearDamping = 3 }),
    (.angularDamping(body: 0), 4, with { $0.bodies[0].angularDamping = 4 }),
  ]

  private func states(_ bench: borrowing Bench, row: Int) -> [Float] {
    (0..<bench.layout.count).map { bench.table[$0, row] }
  }

  /// Ten steps of a world of its own.
  private func states(_ definition: WorldDefinition) throws -> [Float] {
    var bench = try Bench(definition)
    bench.command([0.5, 0.25])
    bench.step(10)
    return states(bench, row: 0)
  }

  @Test(
    "a row goes on as a world with the number, to the bit, its neighbours as they did, until it is placed again"
  )
  func numbers() throws {
    let unchanged = try states(Self.plain)
    for (number, value, other) in Self.changes {
      var bench = try Bench(Self.plain, rows: 3)
      for row in 0..<3 { bench.command([0.5, 0.25], row: row) }
      bench.world.engine.change(number, to: value, row: 1)
      bench.step(10)
      #expect(states(bench, row: 0) == unchanged && states(bench, row: 2) == unchanged)
      let changed = try states(other)
      #expect(states(bench, row: 1) == changed && changed != unchanged, "\(number)")
      bench.world.place(try Blueprint(Self.plain), row: 1, into: &bench.table)
      bench.step(10)
      #expect(states(bench, row: 1) == unchanged, "\(number)")
    }
  }

  @Test("an impulse over the mass is what a velocity changes by, and nothing turns") func pushes() throws {
    let mass = MassProperties(mass: 4, inertia: 1, center: Vector2(0.3, 0))
    var bench = try Bench(WorldDefinition(bodies: [BodyDefinition(mass: mass), BodyDefinition(mass: mass)]))
    bench.world.engine.push(body: 1, by: Vector2(2, -6), row: 0)
    bench.step()
    #expect(bench.body(1, StateLayout.velocityX) == 0.5 && bench.body(1, StateLayout.velocityY) == -1.5)
    #expect(bench.body(1, StateLayout.angularVelocity) == 0 && bench.body(0, StateLayout.velocityX) == 0)
  }

  @Test("a number that is not there traps") func wrong() async {
    await #expect(processExitsWith: .failure) {
      let bench = try Bench(ChangeTests.plain)
      bench.world.engine.change(.scale(actuator: 2), to: 1, row: 0)
    }
    await #expect(processExitsWith: .failure) {
      let bench = try Bench(ChangeTests.plain)
      bench.world.engine.change(.gravityX, to: .nan, row: 0)
    }
  }
}
