import Foundation
import Testing

@testable import Physics

/// The engine beside formulas and beside an integration that shares no code with it.
@Suite("Physics against references") struct ReferenceTests {
  /// Two rods on a pin without gravity or friction, in absolute angles a, b:
  ///   (I₁ + m₁ l₁²/4 + m₂ l₁²) a″ + h cos(a - b) b″ = -h sin(a - b) b′²,
  ///   (I₂ + m₂ l₂²/4) b″ + h cos(a - b) a″ = h sin(a - b) a′²,   h = m₂ l₁ l₂ / 2.
  struct DoublePendulum {
    let length = (1.0, 0.8)
    let mass = (2.0, 1.0)
    let width = 0.02

    var inertia: (Double, Double) {
      (
        mass.0 * (length.0 * length.0 + width * width) / 12,
        mass.1 * (length.1 * length.1 + width * width) / 12
      )
    }
    private var diagonal: (Double, Double) {
      (
        inertia.0 + mass.0 * length.0 * length.0 / 4 + mass.1 * length.0 * length.0,
        inertia.1 + mass.1 * length.1 * length.1 / 4
      )
    }
    private var h: Double { mass.1 * length.0 * length.1 / 2 }

    func derivative(_ s: [Double]) -> [Double] {
      let (c, d) = (h * cos(s[0] - s[1]), h * sin(s[0] - s[1]))
      let (r0, r1) = (-d * s[3] * s[3], d * s[2] * s[2])
      let determinant = diagonal.0 * diagonal.1 - c * c
      return [
        s[2], s[3], (diagonal.1 * r0 - c * r1) / determinant, (diagonal.0 * r1 - c * r0) / determinant,
      ]
    }

    func energy(_ s: [Double]) -> Double {
      0.5 * diagonal.0 * s[2] * s[2] + 0.5 * diagonal.1 * s[3] * s[3] + h * cos(s[0] - s[1]) * s[2] * s[3]
    }

    /// Classical Runge-Kutta with steps of 0.1 ms.
    func reference(_ start: [Double], seconds: Double) -> [Double] {
      let dt = 1e-4
      var s = start
      func moved(_ k: [Double], _ f: Double) -> [Double] { zip(s, k).map { $0 + f * $1 } }
      for _ in 0..<Int((seconds / dt).rounded()) {
        let k1 = derivative(s)
        let k2 = derivative(moved(k1, dt / 2))
        let k3 = derivative(moved(k2, dt / 2))
        let k4 = derivative(moved(k3, dt))
        for i in 0..<4 { s[i] += dt / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) }
      }
      return s
    }

    func definition(_ s: [Double], timeStep: Float) -> WorldDefinition {
      func rod(_ length: Double, _ mass: Double) -> MassProperties {
        MassProperties(of: .box(width: Float(length), height: Float(width)), mass: Float(mass))
      }
      let (l0, l1) = length
      func at(_ r: Double, _ angle: Double) -> Vector2 {
        Vector2(Float(r * cos(angle)), Float(r * sin(angle)))
      }
      func moving(_ r: Double, _ angle: Double, _ rate: Double) -> Vector2 {
        Vector2(Float(-r * rate * sin(angle)), Float(r * rate * cos(angle)))
      }
      return WorldDefinition(
        timeStep: timeStep, velocityIterations: 50, positionIterations: 20,
        bodies: [
          BodyDefinition(
            position: at(l0 / 2, s[0]), angle: Float(s[0]), velocity: moving(l0 / 2, s[0], s[2]),
            angularVelocity: Float(s[2]), mass: rod(l0, mass.0)),
          BodyDefinition(
            position: at(l0, s[0]) + at(l1 / 2, s[1]), angle: Float(s[1]),
            velocity: moving(l0, s[0], s[2]) + moving(l1 / 2, s[1], s[3]), angularVelocity: Float(s[3]),
            mass: rod(l1, mass.1)),
        ],
        joints: [
          JointDefinition(
            .revolute, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: Vector2(Float(-l0 / 2), 0)),
          JointDefinition(
            .revolute, bodyA: 0, bodyB: 1, anchorA: Vector2(Float(l0 / 2), 0),
            anchorB: Vector2(Float(-l1 / 2), 0)),
        ])
    }
  }

  /// What the engine makes of the first second: the largest error of an angle in rad, and the share of its energy
  /// that is lost. Both fall in proportion to the step; measured with 20, 5 and 1 ms they are 0.086, 0.023 and
  /// 0.0046 rad, and 7.5, 2.0 and 0.41 %.
  @Test(
    "a torque-free double pendulum follows a Runge-Kutta integration",
    arguments: [(0.02, 0.1, 0.085), (0.005, 0.027, 0.023), (0.001, 0.0055, 0.0047)])
  func doublePendulum(_ timeStep: Double, _ angle: Double, _ drift: Double) throws {
    let pendulum = DoublePendulum()
    let start = [0.3, 1.4, 1.0, -2.0]
    var bench = try Bench(pendulum.definition(start, timeStep: Float(timeStep)))
    var worst = 0.0
    for tenth in 1...10 {
      bench.step(Int((0.1 / timeStep).rounded()))
      let expected = pendulum.reference(start, seconds: 0.1 * Double(tenth))
      for i in 0..<2 {
        worst = max(worst, abs(Double(bench.body(i, StateLayout.angle)) - expected[i]))
      }
    }
    let state = [StateLayout.angle, StateLayout.angularVelocity].flatMap { channel in
      (0..<2).map { Double(bench.body($0, channel)) }
    }
    let loss = 1 - pendulum.energy(state) / pendulum.energy(start)
    #expect(worst < angle, "an angle is wrong by \(worst) rad")
    #expect(loss > 0 && loss < drift, "energy drifts by \(loss)")
    let end = pendulum.reference(start, seconds: 1)
    #expect(abs(pendulum.energy(end) / pendulum.energy(start) - 1) < 1e-10, "the reference keeps its energy")
  }

  private func floor(_ surface: Surface) -> BodyDefinition {
    BodyDefinition(
      .static, colliders: [Collider(.segment(Vector2(-50, 0), Vector2(50, 0)), surface: surface)])
  }

  @Test("a box slides v²/2μg", arguments: [Float(0.2), 0.5, 0.9]) func slide(_ friction: Float) throws {
    let surface = Surface(friction: friction)
    let shape = Shape.box(width: 0.6, height: 0.2)
    var bench = try Bench(
      WorldDefinition(
        gravity: Vector2(0, -9.81), timeStep: 0.005,
        bodies: [
          floor(surface),
          BodyDefinition(
            position: Vector2(0, 0.11), velocity: Vector2(3, 0), mass: MassProperties(of: shape, mass: 2),
            colliders: [Collider(shape, surface: surface)]),
        ]))
    bench.step(800)
    let expected = 9 / (2 * friction * 9.81)
    #expect(abs(bench.body(1, StateLayout.x) / expected - 1) < 0.02)
    #expect(abs(bench.body(1, StateLayout.velocityX)) < 1e-3)
  }

  @Test("a puck on a table slides as far, and turns until its rim is at rest") func table() throws {
    let (friction, mass) = (Float(0.3), Float(0.4))
    var bench = try Bench(
      WorldDefinition(
        timeStep: 0.005,
        bodies: [
          BodyDefinition(
            velocity: Vector2(1.2, 1.6), angularVelocity: 5,
            mass: MassProperties(of: .circle(center: .zero, radius: 0.1), mass: mass),
            dragForce: friction * mass * 9.81, dragTorque: friction * mass * 9.81 * 0.2 / 3)
        ]))
    bench.step(400)
    let way = Vector2(bench.body(0, StateLayout.x), bench.body(0, StateLayout.y))
    #expect(abs(way.length / (4 / (2 * friction * 9.81)) - 1) < 0.01)
    #expect(abs(way.y / way.x - 4.0 / 3) < 1e-3)
    // ω²/2α with α = (2/3 μ m g r) / (m r²/2).
    let alpha = (2.0 / 3) * friction * 9.81 / (0.1 / 2)
    #expect(abs(bench.body(0, StateLayout.angle) / (25 / (2 * alpha)) - 1) < 0.05)
  }

  @Test("a ball bounces back to e² of its height", arguments: [Float(0), 0.5, 0.8, 1])
  func restitution(_ restitution: Float) throws {
    let shape = Shape.circle(center: .zero, radius: 0.1)
    var bench = try Bench(
      WorldDefinition(
        gravity: Vector2(0, -9.81), timeStep: 0.001,
        bodies: [
          floor(Surface(friction: 0, restitution: restitution)),
          BodyDefinition(
            position: Vector2(0, 2.1), mass: MassProperties(of: shape, mass: 1),
            colliders: [Collider(shape, surface: Surface(restitution: 0))]),
        ]))
    var hasBounced = false
    var highest: Float = 0
    for _ in 0..<1500 {
      bench.step()
      let velocity = bench.body(1, StateLayout.velocityY)
      if bench.body(1, StateLayout.y) < 0.12 { hasBounced = true }
      if hasBounced, velocity >= -0.2 { highest = max(highest, bench.body(1, StateLayout.y) - 0.1) }
    }
    #expect(abs(highest - 2 * restitution * restitution) < 0.03)
  }

  @Test("a mass on a spring swings with 2π √(m/k)") func spring() throws {
    let (mass, stiffness) = (Float(0.5), Float(80))
    var bench = try Bench(
      WorldDefinition(
        timeStep: 0.001,
        bodies: [BodyDefinition(position: Vector2(1.1, 0), mass: MassProperties(mass: mass, inertia: 1))],
        joints: [
          JointDefinition(
            .distance(length: 1, stiffness: stiffness, damping: 0), bodyA: nil, bodyB: 0, anchorA: .zero,
            anchorB: .zero, limits: Limits.size)
        ]))
    var crossings: [Float] = []
    var last: Float = 0.1
    for step in 1...1500 {
      bench.step()
      let now = bench.body(0, StateLayout.x) - 1
      if last > 0, now <= 0 { crossings.append(Float(step)) }
      last = now
    }
    #expect(crossings.count >= 2)
    let period = (crossings[crossings.count - 1] - crossings[0]) / Float(crossings.count - 1) / 1000
    #expect(abs(period / (2 * .pi * (mass / stiffness).squareRoot()) - 1) < 0.01)
  }
}
