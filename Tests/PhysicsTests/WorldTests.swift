import Foundation
import Testing

@testable import Physics

/// A world of one row and its table, for tests that look at numbers.
struct Bench: ~Copyable {
  var world: World
  var table: StateTable
  let layout: StateLayout

  init(_ definition: WorldDefinition, rows: Int = 1, rowsPerEngineWorld: Int? = nil, threads: Int = 1)
    throws
  {
    let blueprint = try Blueprint(definition)
    layout = blueprint.layout
    world =
      if let rowsPerEngineWorld {
        World(like: blueprint, rows: rows, rowsPerEngineWorld: rowsPerEngineWorld, threads: threads)
      } else {
        World(like: blueprint, rows: rows, threads: threads)
      }
    table = StateTable(channels: layout.count + layout.actuators, rows: rows)
    for row in 0..<rows { world.place(blueprint, row: row, into: &table) }
  }

  mutating func command(_ values: [Float], row: Int = 0) {
    for (i, value) in values.enumerated() { table[layout.count + i, row] = value }
  }

  mutating func step(_ count: Int = 1) {
    for _ in 0..<count { #expect(world.step(&table, commandChannel: layout.count) == nil) }
  }

  func body(_ i: Int, _ channel: Int, row: Int = 0) -> Float { table[layout.body(i) + channel, row] }
  func joint(_ i: Int, _ channel: Int, row: Int = 0) -> Float { table[layout.joint(i) + channel, row] }
}

@Suite("Worlds") struct WorldTests {
  @Test("free fall is the engine's own sum of g t") func freeFall() throws {
    var bench = try Bench(
      WorldDefinition(
        gravity: Vector2(0, -9.81), timeStep: 0.01, bodies: [BodyDefinition(position: Vector2(1, 2))]))
    bench.step(100)
    // Symplectic Euler: v after n steps is g n h, the height -g h² n (n + 1)/2.
    #expect(abs(bench.body(0, StateLayout.velocityY) + 9.81) < 1e-3)
    #expect(abs(bench.body(0, StateLayout.y) - (2 - 9.81 * 1e-4 * 100 * 101 / 2)) < 1e-3)
    #expect(bench.body(0, StateLayout.x) == 1)
  }

  /// The engine's integrator is of first order and takes energy away, the more the faster it swings: the error
  /// halves with the step.
  struct Swing: Sendable {
    let amplitude: Double
    let timeStep: Double
    let tolerance: Double
  }

  @Test(
    "a pendulum swings with the period of its elliptic integral",
    arguments: [
      Swing(amplitude: 0.1, timeStep: 0.001, tolerance: 1e-5),
      Swing(amplitude: 1, timeStep: 0.001, tolerance: 1e-3),
      Swing(amplitude: 2.5, timeStep: 0.001, tolerance: 0.05),
      Swing(amplitude: 2.5, timeStep: 0.0005, tolerance: 0.027),
      Swing(amplitude: 2.5, timeStep: 0.00025, tolerance: 0.014),
    ])
  func pendulum(_ swing: Swing) throws {
    let (amplitude, h) = (swing.amplitude, swing.timeStep)
    // A rod of length 1 on its end: period 2π √(2 l / 3 g) for small swings, over the arithmetic-geometric mean of
    // 1 and cos(amplitude/2) for large ones.
    let rod = MassProperties(of: .box(width: 1, height: 0.02), mass: 1)
    let angle = Float(-Double.pi / 2 + amplitude)
    let start = Vector2(0.5 * cos(angle), 0.5 * sin(angle))
    var bench = try Bench(
      WorldDefinition(
        gravity: Vector2(0, -9.81), timeStep: Float(h),
        bodies: [BodyDefinition(position: start, angle: angle, mass: rod)],
        joints: [
          JointDefinition(.revolute, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: Vector2(-0.5, 0))
        ]))
    var (a, g) = (1.0, cos(amplitude / 2))
    for _ in 0..<20 { (a, g) = ((a + g) / 2, (a * g).squareRoot()) }
    // With its thickness the rod's inertia about the end is 1/3 + 0.02²/12.
    let period = 2 * Double.pi * ((1.0 / 3 + 0.0004 / 12) / (9.81 * 0.5)).squareRoot() / a
    var crossings: [Double] = []
    var last = amplitude
    for step in 1...Int(6 / h) {
      bench.step()
      let now = Double(bench.joint(0, StateLayout.position)) + Double.pi / 2
      if last > 0, now <= 0 { crossings.append((Double(step) - now / (now - last)) * h) }
      last = now
    }
    #expect(crossings.count >= 2)
    let measured = (crossings[crossings.count - 1] - crossings[0]) / Double(crossings.count - 1)
    #expect(abs(measured / period - 1) < swing.tolerance, "\(measured) s, expected \(period) s")
  }

  private func wheel(_ actuator: ActuatorDefinition, inertia: Float = 0.5) -> WorldDefinition {
    WorldDefinition(
      timeStep: 0.01, bodies: [BodyDefinition(mass: MassProperties(mass: 1, inertia: inertia))],
      joints: [JointDefinition(.revolute, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: .zero)],
      actuators: [actuator])
  }

  @Test("a servo accelerates with its torque limit until it has its speed") func servo() throws {
    var bench = try Bench(wheel(.jointVelocity(joint: 0, scale: 4, limit: 2)))
    bench.command([0.5])
    bench.step(10)
    // 2 N m on 0.5 kg m² for 0.1 s.
    #expect(abs(bench.joint(0, StateLayout.speed) - 0.4) < 1e-5)
    bench.step(90)
    #expect(abs(bench.joint(0, StateLayout.speed) - 2) < 1e-5)
  }

  @Test("a torque is torque over inertia") func torque() throws {
    var bench = try Bench(wheel(.jointTorque(joint: 0, scale: 3)))
    bench.command([-1])
    bench.step(10)
    #expect(abs(bench.joint(0, StateLayout.speed) + 0.6) < 1e-5)
  }

  @Test("a position servo arrives and stays") func position() throws {
    var bench = try Bench(wheel(.jointPosition(joint: 0, scale: 2, gain: 10, speed: 3, limit: 100)))
    bench.command([0.6])
    bench.step(10)
    #expect(abs(bench.joint(0, StateLayout.speed) - 3) < 1e-4)
    bench.step(190)
    #expect(abs(bench.joint(0, StateLayout.position) - 1.2) < 1e-4)
  }

  @Test("a body's velocity is what it is told, in substeps too") func bodyVelocity() throws {
    var bench = try Bench(
      WorldDefinition(
        timeStep: 0.05, substeps: 2, bodies: [BodyDefinition()],
        actuators: [.bodyVelocityX(body: 0, scale: 2), .bodyVelocityY(body: 0, scale: 1)]))
    bench.command([0.5, -1])
    bench.step(3)
    #expect(abs(bench.body(0, StateLayout.x) - 0.3) < 1e-6)
    #expect(abs(bench.body(0, StateLayout.y) + 0.3) < 1e-6)
  }

  @Test("a force slides a prismatic joint, and its limit stops it") func prismatic() throws {
    var definition = wheel(.jointTorque(joint: 0, scale: 1))
    definition.joints = [
      JointDefinition(
        .prismatic(axis: Vector2(0.6, 0.8)), bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: .zero,
        limits: -1...0.5)
    ]
    var bench = try Bench(definition)
    bench.command([1])
    bench.step(50)
    #expect(abs(bench.joint(0, StateLayout.speed) - 0.5) < 1e-4)
    #expect(abs(bench.body(0, StateLayout.y) / bench.body(0, StateLayout.x) - 4.0 / 3) < 1e-4)
    bench.step(200)
    #expect(abs(bench.joint(0, StateLayout.position) - 0.5) < 0.01)
  }

  @Test("a ball rests on the ground") func rest() throws {
    let surface = Surface(friction: 0.5, restitution: 0)
    var bench = try Bench(
      WorldDefinition(
        gravity: Vector2(0, -10),
        bodies: [
          BodyDefinition(
            .static, colliders: [Collider(.segment(Vector2(-5, 0), Vector2(5, 0)), surface: surface)]),
          BodyDefinition(
            position: Vector2(0, 1),
            mass: MassProperties(of: .circle(center: .zero, radius: 0.2), density: 1),
            colliders: [Collider(.circle(center: .zero, radius: 0.2), surface: surface)]),
        ]))
    bench.step(200)
    #expect(abs(bench.body(1, StateLayout.y) - 0.2) < 0.015)
    #expect(abs(bench.body(1, StateLayout.velocityY)) < 0.01)
  }
}
