import Testing

@testable import Physics

/// Play between a servo and its joint.
@Suite("Backlash") struct BacklashTests {
  private static let kinds: [JointDefinition.Kind] = [.revolute, .prismatic(axis: Vector2(1, 0))]

  /// A body that turns about the ground's origin or slides along its x axis.
  private func driven(
    _ kind: JointDefinition.Kind, _ actuator: ActuatorDefinition, substeps: Int = 1
  ) throws -> Bench {
    try Bench(
      WorldDefinition(
        timeStep: 0.01, substeps: substeps,
        bodies: [BodyDefinition(mass: MassProperties(mass: 2, inertia: 0.5))],
        joints: [JointDefinition(kind, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: .zero)],
        actuators: [actuator]))
  }

  @Test("a joint follows when its servo has crossed the play", arguments: kinds, [1, 4])
  func velocity(_ kind: JointDefinition.Kind, _ substeps: Int) throws {
    var bench = try driven(
      kind, .jointVelocity(joint: 0, scale: 0.5, limit: 1000, backlash: 0.1), substeps: substeps)
    var (side, wanted) = (0.0, 0.0)
    // There, back, a little there and on back.
    for command in [1.0, -1, 0.1, -1, 0] {
      bench.command([Float(command)])
      for _ in 0..<40 / substeps {
        bench.step()
        side += 0.5 * command * 0.01 * Double(substeps)
        wanted = min(max(wanted, side - 0.05), side + 0.05)
        #expect(abs(Double(bench.joint(0, StateLayout.position)) - wanted) < 1e-4)
      }
    }
  }

  @Test("a joint is held in the play", arguments: kinds) func held(_ kind: JointDefinition.Kind) throws {
    var bench = try driven(kind, .jointVelocity(joint: 0, scale: 1, limit: 1000, backlash: 0.1))
    for i in 0..<100 {
      bench.command([i % 8 < 2 || i % 8 > 5 ? 1 : -1])
      bench.step()
      #expect(abs(bench.joint(0, StateLayout.position)) < 1e-6)
    }
  }

  @Test("a servo towards a position stops half the play before it, on either side", arguments: kinds)
  func position(_ kind: JointDefinition.Kind) throws {
    var bench = try driven(
      kind,
      .jointPosition(joint: 0, scale: 1, middle: 0.2, gain: 10, speed: 5, limit: 1000, backlash: 0.1))
    for (command, end) in [(Float(-0.23), Float(0)), (0.5, 0.65), (0.42, 0.65), (0, 0.25), (-1, -0.75)] {
      bench.command([command])
      bench.step(300)
      #expect(abs(bench.joint(0, StateLayout.position) - end) < 1e-4)
    }
  }

  @Test(
    "an episode knows nothing of the play of the one before",
    arguments: [
      .jointVelocity(joint: 0, scale: 1, limit: 10, backlash: 0.1),
      .jointPosition(joint: 0, scale: 1, gain: 10, speed: 5, limit: 10, backlash: 0.1),
    ] as [ActuatorDefinition]) func again(_ actuator: ActuatorDefinition) throws
  {
    let world = WorldDefinition(
      timeStep: 0.01, bodies: [BodyDefinition()],
      joints: [JointDefinition(.revolute, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: .zero)],
      actuators: [actuator])
    var bench = try Bench(world)
    func play(_ bench: inout Bench) -> [Float] {
      (0..<60).map { i in
        bench.command([i < 20 ? 1 : -0.7])
        bench.step()
        return bench.joint(0, StateLayout.position)
      }
    }
    let first = play(&bench)
    bench.world.place(try Blueprint(world), row: 0, into: &bench.table)
    #expect(play(&bench) == first && first.contains { $0 != 0 })
  }

  @Test(
    "a changed scale does, to the bit, what so much more of the command does, from where it stands in the play",
    arguments: [
      .jointVelocity(joint: 0, scale: 1, limit: 10, backlash: 0.1),
      .jointPosition(joint: 0, scale: 1, middle: 0.2, gain: 10, speed: 5, limit: 10, backlash: 0.1),
    ] as [ActuatorDefinition], [-2, 0, 0.5] as [Float])
  func changed(_ actuator: ActuatorDefinition, _ scale: Float) throws {
    /// Positions in an episode whose scale or command is another from step 20 on.
    func play(scale: Float = 1, command: Float = 1) throws -> [Float] {
      var bench = try driven(.revolute, actuator)
      return (0..<60).map { i in
        if i == 20 { bench.world.engine.change(.scale(actuator: 0), to: scale, row: 0) }
        bench.command([0.7 * (i < 20 ? 1 : command)])
        bench.step()
        return bench.joint(0, StateLayout.position)
      }
    }
    let changed = try play(scale: scale)
    #expect(changed == (try play(command: scale)))
    #expect(changed != (try play()))
  }

  @Test("numbers that are no play are refused") func refusals() {
    for backlash in [-0.1, Float.nan, .infinity] {
      for actuator in [
        ActuatorDefinition.jointVelocity(joint: 0, scale: 1, limit: 1, backlash: backlash),
        .jointPosition(joint: 0, scale: 1, gain: 1, speed: 1, limit: 1, backlash: backlash),
      ] {
        #expect {
          _ = try Blueprint(
            WorldDefinition(
              bodies: [BodyDefinition()],
              joints: [JointDefinition(.revolute, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: .zero)],
              actuators: [actuator]))
        } throws: { "\($0)".hasPrefix("actuators[0].backlash: \(backlash)") }
      }
    }
  }
}
