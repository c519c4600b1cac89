import Testing

@testable import Physics

/// Rows stepped in lanes are, to the bit, rows of libbox2d.
@Suite("Lanes") struct LaneTests {
  /// Two chains of three links and one; everything differs between rows. 1 / 0.014 times 0.014 is not 1.
  private func definition(_ row: Int, _ engine: EngineKind) -> WorldDefinition {
    let number = Float(row)
    let length = 0.3 + 0.01 * Float(row % 7)
    var link = MassProperties(of: .capsule(length: length, radius: 0.02), density: 10 + number)
    let center = Vector2(0.01 * Float(row % 3), 0.02)
    link.center = center
    link.inertia += link.mass * (center.x * center.x + center.y * center.y)
    let (left, right) = (Vector2(-length / 2, 0), Vector2(length / 2, 0))
    // The poses are only roughly those of the joints: the solver has to pull.
    let ends = [Vector2(0, 1), Vector2(0.001, 1 + length), Vector2(0.1, 1 + 2 * length), Vector2(2, 0)]
    return WorldDefinition(
      gravity: Vector2(0, -Float(row % 3)), timeStep: 0.014, substeps: 2, engine: engine,
      bodies: [
        BodyDefinition(
          position: ends[0], angle: number * 0.37 - 1, velocity: Vector2(0.1, 0), angularVelocity: 1,
          mass: link),
        BodyDefinition(position: ends[1], angle: 0.2, mass: link, angularDamping: 0.1),
        BodyDefinition(position: ends[2], angle: -0.3, mass: link, linearDamping: 0.01 * number),
        BodyDefinition(position: ends[3], mass: link),
      ],
      joints: [
        JointDefinition(.revolute, bodyA: nil, bodyB: 0, anchorA: ends[0], anchorB: left),
        JointDefinition(
          .revolute, bodyA: 0, bodyB: 1, anchorA: right, anchorB: left, referenceAngle: 0.1,
          limits: row % 4 == 0 ? nil : row % 4 == 1 ? 0.01...0.02 : -1...1, friction: 0.01),
        JointDefinition(
          .revolute, bodyA: 1, bodyB: 2, anchorA: right, anchorB: left, friction: row % 2 == 0 ? 0 : 0.1),
        JointDefinition(.revolute, bodyA: nil, bodyB: 3, anchorA: ends[3], anchorB: left, limits: -2...2),
      ],
      actuators: [
        .jointVelocity(joint: 0, scale: 3, limit: 5), .jointTorque(joint: 1, scale: 0.1),
        .jointPosition(joint: 3, scale: 1, middle: row % 2 == 0 ? 0 : 0.4, gain: 8, speed: 3, limit: 4),
      ])
  }

  private enum History { case none, disturbed }

  /// The table's bits after every fifth step.
  private func play(
    _ engine: EngineKind, rows: Int, each: Int, threads: Int = 1, after history: History = .none
  ) throws -> [[UInt32]] {
    var bench = try Bench(definition(0, engine), rows: rows, rowsPerEngineWorld: each, threads: threads)
    if history == .disturbed {
      for row in 0..<rows { bench.command([1, row == 3 ? .nan : 1, 1], row: row) }
      #expect(bench.world.step(&bench.table, commandChannel: bench.layout.count) == 3)
    }
    for row in (0..<rows).reversed() {
      bench.world.place(try Blueprint(definition(row, engine)), row: row, into: &bench.table)
    }
    var bits: [[UInt32]] = []
    for time in 0..<120 {
      for row in 0..<rows {
        let command = Float((time + row) % 5 - 2) / 2
        bench.command([command, -command, 0.3 * command], row: row)
      }
      // What a held row is told does nothing.
      if (45..<60).contains(time) { bench.command([1, .nan, 0], row: rows / 2) }
      if time == 40 { bench.world.hold(row: rows / 2) }
      for row in stride(from: 1, to: rows, by: 3) where time == 50 && row != rows / 2 {
        let change = bench.world.engine.change
        change(.scale(actuator: 1), -0.2, row)
        change(.drift(actuator: 2), 0.3, row)
        change(.gravityX, 2, row)
        change(.gravityY, -1, row)
        change(.linearDamping(body: 0), 0.5, row)
        change(.angularDamping(body: 1), 0.7, row)
        bench.world.engine.push(body: 2, by: Vector2(0.01, -0.02), row: row)
      }
      if time == 60 {
        bench.world.place(try Blueprint(definition(rows / 2, engine)), row: rows / 2, into: &bench.table)
      }
      bench.step()
      if time % 5 == 4 {
        bits.append(
          (0..<rows).flatMap { r in (0..<bench.layout.count).map { bench.table[$0, r].bitPattern } })
      }
    }
    return bits
  }

  @Test("have the engine's bits, however many rows and threads there are and whatever happened before")
  func bits() throws {
    let expected = try play(.box2d, rows: 37, each: 37)
    #expect(Set(expected).count == expected.count)
    #expect(try play(.lanes, rows: 37, each: 37) == expected)
    #expect(try play(.lanes, rows: 37, each: 16, threads: 2) == expected)
    #expect(try play(.lanes, rows: 37, each: 5, threads: 3, after: .disturbed) == expected)
    #expect(try play(.lanes, rows: 37, each: 37, after: .disturbed) == expected)
  }

  @Test("have the engine's bits where it holds speeds back, and many turns from the start") func speeds()
    throws
  {
    func play(_ engine: EngineKind) throws -> [UInt32] {
      var fast = definition(2, engine)
      fast.actuators = [.jointVelocity(joint: 0, scale: 200, limit: 1e5), .jointTorque(joint: 3, scale: 20)]
      fast.joints[3].limits = nil
      var bench = try Bench(fast, rows: 3)
      var bits: [UInt32] = []
      for _ in 0..<200 {
        for row in 0..<3 { bench.command([1, row == 1 ? 0.001 : 1], row: row) }
        bench.step()
        bits += (0..<bench.layout.count).flatMap { c in (0..<3).map { bench.table[c, $0].bitPattern } }
      }
      #expect(bench.body(0, StateLayout.angle) > 130)
      return bits
    }
    #expect(try play(.lanes) == play(.box2d))
  }

  @Test("a row that leaves the finite numbers is named and spoils no other") func broken() throws {
    func play(broken: Set<Int>) throws -> [UInt32] {
      var bench = try Bench(definition(0, .lanes), rows: 20)
      for time in 0..<10 {
        for row in 0..<20 { bench.command([1, time == 2 && broken.contains(row) ? .nan : 0.1, 0], row: row) }
        let first = bench.world.step(&bench.table, commandChannel: bench.layout.count)
        #expect(first == (time >= 2 ? broken.min() : nil))
      }
      return (0..<20).filter { ![4, 17].contains($0) }.flatMap { row in
        (0..<bench.layout.count).map { bench.table[$0, row].bitPattern }
      }
    }
    #expect(try play(broken: [17, 4]) == play(broken: []))
  }

  @Test("do not have everything") func obstacles() throws {
    func obstacle(_ spoil: (inout WorldDefinition) -> Void) -> LaneObstacle? {
      var spoilt = definition(1, .lanes)
      spoil(&spoilt)
      let obstacle = spoilt.laneObstacle
      #expect((try? Blueprint(spoilt)) == nil || obstacle == nil)
      return obstacle
    }
    #expect(obstacle { _ in } == nil)
    #expect(obstacle { $0.joints[2].kind = .weld } == .joint(2))
    #expect(obstacle { $0.joints[2].spring = JointSpring(stiffness: 1) } == .joint(2))
    #expect(obstacle { $0.joints[2].bodyA = 0 } == .joint(2))
    #expect(obstacle { $0.joints.swapAt(1, 2) } == .joint(1))
    #expect(obstacle { $0.joints.append($0.joints[3]) } == .joint(4))
    #expect(obstacle { $0.bodies.append(BodyDefinition()) } == .body(4))
    #expect(obstacle { $0.bodies[1].kind = .kinematic } == .body(1))
    #expect(obstacle { $0.bodies[1].fixedRotation = true } == .body(1))
    #expect(obstacle { $0.bodies[3].dragTorque = 0.1 } == .body(3))
    #expect(obstacle { $0.bodies[3].dragForce = 0.1 } == .body(3))
    #expect(obstacle { $0.bodies[0].colliders = [Collider(.circle(center: .zero, radius: 1))] } == .body(0))
    #expect(obstacle { $0.actuators.append(.bodyVelocityX(body: 0, scale: 1)) } == .actuator(3))
    #expect(
      obstacle { $0.actuators[0] = .jointVelocity(joint: 0, scale: 1, limit: 1, backlash: 0.1) }
        == .actuator(0))
    #expect(
      obstacle { $0.sensors = [.contactForce(body: 0, other: nil)] } == .sensor(0))
  }
}
