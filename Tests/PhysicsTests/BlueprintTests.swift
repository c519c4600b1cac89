import Physics
import Testing

/// Whatever would abort the engine is refused before it gets there.
@Suite("Blueprints") struct BlueprintTests {
  private func refusal(_ change: (inout WorldDefinition) -> Void) -> String {
    var definition = WorldDefinition(
      bodies: [BodyDefinition(), BodyDefinition(.static)],
      joints: [JointDefinition(.revolute, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: .zero)],
      actuators: [.jointVelocity(joint: 0, scale: 1, limit: 1)])
    change(&definition)
    do throws(PhysicsError) {
      _ = try Blueprint(definition)
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test("a good definition is accepted") func good() { #expect(refusal { _ in } == "accepted") }

  @Test("numbers") func numbers() {
    #expect(refusal { $0.timeStep = 0 } == "timeStep: 0.0, expected 0.0001 to 0.1")
    #expect(refusal { $0.gravity.y = .infinity } == "gravity.y: inf, expected -1000.0 to 1000.0")
    #expect(refusal { $0.substeps = 0 } == "substeps: 0.0, expected 1.0 to 100.0")
    #expect(
      refusal { $0.bodies[0].position.x = .nan }
        == "bodies[0].position.x: nan, expected -100000.0 to 100000.0")
    #expect(refusal { $0.bodies[0].mass.mass = -1 } == "bodies[0].mass: -1.0, expected 1e-06 to 1000000.0")
    #expect(refusal { $0.bodies[0].mass.inertia = 0 }.hasPrefix("bodies[0].inertia: 0.0, expected"))
    #expect(
      refusal { $0.bodies[0].mass = MassProperties(mass: 1, inertia: 1, center: Vector2(1, 0)) }
        == "bodies[0].inertia: less than its mass so far from the origin implies")
    #expect(refusal { $0.bodies[1].mass.mass = -1 } == "accepted", "a static body's mass is not looked at")
  }

  @Test("paths") func paths() {
    func path(_ motion: BodyMotion, of kind: BodyDefinition.Kind = .kinematic) -> String {
      refusal { $0.bodies.append(BodyDefinition(kind, motion: motion)) }
    }
    #expect(path(BodyMotion()) == "accepted")
    #expect(
      path(BodyMotion(), of: .dynamic) == "bodies[2].motion: a path of a body that is not kinematic")
    #expect(path(BodyMotion(period: 0)) == "bodies[2].motion.period: 0.0, expected 0.001 to 1000000.0")
    #expect(path(BodyMotion(phase: .nan)) == "bodies[2].motion.phase: nan, expected 0.0 to 1.0")
    #expect(
      path(BodyMotion(velocity: Vector2(0, 1e9)))
        == "bodies[2].motion.velocity.y: 1e+09, expected -1000.0 to 1000.0")
    #expect(
      path(BodyMotion(sway: Vector2(.infinity, 0)))
        == "bodies[2].motion.sway.x: inf, expected -100000.0 to 100000.0")
  }

  @Test("indices") func indices() {
    #expect(refusal { $0.joints[0].bodyB = 2 } == "joints[0].bodyB: no number 2 among 2")
    #expect(refusal { $0.joints[0].bodyA = -1 } == "joints[0].bodyA: no number -1 among 2")
    #expect(refusal { $0.joints[0].bodyA = 0 } == "joints[0]: joins a body to itself")
    #expect(refusal { $0.joints[0].bodyB = 1 } == "joints[0]: joins two bodies that no force moves")
    #expect(
      refusal { $0.actuators = [.jointTorque(joint: 7, scale: 1)] }
        == "actuators[0].joint: no number 7 among 1")
    #expect(
      refusal { $0.actuators = [.bodyVelocityX(body: 7, scale: 1)] }
        == "actuators[0].body: no number 7 among 2")
    #expect(
      refusal { $0.actuators.append(.jointTorque(joint: 0, scale: 1)) }
        == "actuators[1]: joint 0 already has an actuator")
    #expect(
      refusal { $0.joints[0].kind = .weld } == "actuators[0].joint: a joint that no motor can drive")
  }

  @Test("sizes") func sizes() {
    #expect(
      refusal { $0.bodies = Array(repeating: BodyDefinition(), count: 1_000_000) }
        == "bodies: 1000000, expected at most 256")
    func collider(_ shape: Shape) -> String { refusal { $0.bodies[0].colliders = [Collider(shape)] } }
    #expect(collider(.circle(center: .zero, radius: 1)) == "accepted")
    #expect(collider(.circle(center: .zero, radius: 0)).hasPrefix("bodies[0].colliders[0].radius: 0.0"))
    #expect(collider(.box(width: 1, height: .nan)).hasPrefix("bodies[0].colliders[0].height: nan"))
    #expect(collider(.segment(.zero, .zero)).hasPrefix("bodies[0].colliders[0] length: 0.0"))
    #expect(
      collider(.polygon([.zero, Vector2(1, 0)])) == "bodies[0].colliders[0]: 2 corners, expected 3 to 8")
    let clockwise = [Vector2(0, 0), Vector2(0, 1), Vector2(1, 1)]
    #expect(
      collider(.polygon(clockwise)).hasSuffix("not convex at side 0, expected corners counter-clockwise"))
    #expect(collider(.polygon(clockwise.reversed())) == "accepted")
    let star = (0..<5).map { i in Self.pentagon[(2 * i) % 5] }
    #expect(collider(.polygon(Self.pentagon)) == "accepted")
    #expect(collider(.polygon(star)) != "accepted")
  }

  private static let pentagon = [
    Vector2(1, 0), Vector2(0.31, 0.95), Vector2(-0.81, 0.59), Vector2(-0.81, -0.59), Vector2(0.31, -0.95),
  ]

  @Test("placing a blueprint of another layout traps") func layout() async {
    await #expect(processExitsWith: .failure) {
      let one = try Blueprint(WorldDefinition(bodies: [BodyDefinition()]))
      let two = try Blueprint(WorldDefinition(bodies: [BodyDefinition(), BodyDefinition()]))
      var table = StateTable(channels: 100, rows: 1)
      var world = World(like: one, rows: 1)
      world.place(two, row: 0, into: &table)
    }
  }

  /// Each differs from the world's definition in one setting.
  private static let otherSettings: [WorldDefinition] = {
    let plain = WorldDefinition(bodies: [BodyDefinition()])
    func changed(_ change: (inout WorldDefinition) -> Void) -> WorldDefinition {
      var definition = plain
      change(&definition)
      return definition
    }
    return [
      changed { $0.timeStep = 0.01 }, changed { $0.substeps = 2 }, changed { $0.velocityIterations = 9 },
      changed { $0.positionIterations = 4 },
      changed { $0.bodies[0].colliders = [Collider(.circle(center: .zero, radius: 1))] },
    ]
  }()

  @Test("placing a blueprint of other settings traps", arguments: 0..<5) func settings(_ i: Int) async {
    await #expect(processExitsWith: .failure) { [i] in
      let plain = try Blueprint(WorldDefinition(bodies: [BodyDefinition()]))
      let other = try Blueprint(BlueprintTests.otherSettings[i])
      var table = StateTable(channels: 100, rows: 1)
      var world = World(like: plain, rows: 1)
      world.place(plain, row: 0, into: &table)
      world.place(other, row: 0, into: &table)
    }
  }
}
