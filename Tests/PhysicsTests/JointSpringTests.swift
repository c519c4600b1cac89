import Foundation
import Testing

@testable import Physics

/// Springs and dampers of joints, against their equations.
@Suite("Springs of joints") struct JointSpringTests {
  static let kinds: [JointDefinition.Kind] = [.revolute, .prismatic(axis: Vector2(0.6, 0.8))]
  private static let timeStep: Float = 0.01

  /// A body of 2 kg and 2 kg m² on the ground, with a spring, pushed by the command in N m or N.
  private func sprung(
    _ kind: JointDefinition.Kind, _ spring: JointSpring?, speed: Float = 0
  ) throws -> Bench {
    var body = BodyDefinition(mass: MassProperties(mass: 2, inertia: 2))
    body.angularVelocity = kind == .revolute ? speed : 0
    if case .prismatic(let axis) = kind { body.velocity = speed * axis }
    return try Bench(
      WorldDefinition(
        timeStep: Self.timeStep, bodies: [body],
        joints: [JointDefinition(kind, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: .zero, spring: spring)],
        actuators: [.jointTorque(joint: 0, scale: 1)]))
  }

  /// m dv/dt = -c v, each step solved for the speed at its end.
  @Test("a damper takes its part of the speed in each step", arguments: kinds)
  func damper(_ kind: JointDefinition.Kind) throws {
    var bench = try sprung(kind, JointSpring(damping: 3), speed: 4)
    var expected: Float = 4
    for _ in 0..<100 {
      bench.step()
      expected /= 1 + Self.timeStep * 3 / 2
      #expect(abs(bench.joint(0, StateLayout.speed) - expected) < 1e-4)
    }
  }

  /// The speed at the end of each step feels the place at its end: (1 + h c/m + h² k/m) v' = v + h/m (τ - k (x - rest)).
  @Test("a spring swings as its equation says and comes to rest where it balances", arguments: kinds)
  func spring(_ kind: JointDefinition.Kind) throws {
    let (stiffness, damping, rest, push, h) = (Float(20), Float(1), Float(0.4), Float(2), Self.timeStep)
    var bench = try sprung(kind, JointSpring(stiffness: stiffness, damping: damping, rest: rest))
    bench.command([push])
    var (place, speed) = (Float(0), Float(0))
    for i in 0..<3000 {
      bench.step()
      speed += h / 2 * (push - stiffness * (place - rest))
      speed /= 1 + h / 2 * (damping + h * stiffness)
      place += h * speed
      if i < 300 { #expect(abs(bench.joint(0, StateLayout.position) - place) < 1e-3, "\(i)") }
    }
    #expect(abs(bench.joint(0, StateLayout.position) - (rest + push / stiffness)) < 1e-3)
  }

  @Test("it pushes back on the first body as much as on the second", arguments: kinds)
  func reaction(_ kind: JointDefinition.Kind) throws {
    let masses: [Float] = [1, 3]
    var bench = try Bench(
      WorldDefinition(
        timeStep: Self.timeStep,
        bodies: masses.map { BodyDefinition(mass: MassProperties(mass: $0, inertia: $0)) },
        joints: [
          JointDefinition(
            kind, bodyA: 0, bodyB: 1, anchorA: .zero, anchorB: .zero,
            spring: JointSpring(stiffness: 30, damping: 2, rest: 0.5))
        ]))
    for _ in 0..<50 {
      bench.step()
      for channel in [StateLayout.velocityX, StateLayout.velocityY, StateLayout.angularVelocity] {
        let sum = masses.enumerated().reduce(Float(0)) { $0 + $1.element * bench.body($1.offset, channel) }
        #expect(abs(sum) < 1e-3)
      }
    }
    #expect(abs(bench.joint(0, StateLayout.position)) > 0.1)
  }

  @Test("a spring of nothing changes no bit", arguments: kinds) func nothing(_ kind: JointDefinition.Kind)
    throws
  {
    for spring in [JointSpring(), JointSpring(rest: 1), JointSpring(damping: 1e-38)] {
      var plain = try sprung(kind, nil, speed: 1)
      var sprung = try sprung(kind, spring, speed: 1)
      plain.step(50)
      sprung.step(50)
      for channel in 0..<plain.layout.count { #expect(plain.table[channel, 0] == sprung.table[channel, 0]) }
    }
  }

  /// At the ends of all ranges, in a chain whose links weigh next to nothing or very much.
  /// - Parameter across: how far anchors lie from the axis through the bodies' centres.
  @Test(
    "no stiffness explodes", arguments: [0, 1e-30, 1, 1e6] as [Float],
    [(0, 0), (1e-30, 0), (1, 0), (1e6, 0), (1, 0.5), (1e-6, 0.5)] as [(Float, Float)])
  func stiff(_ stiffness: Float, _ resists: (damping: Float, across: Float)) throws {
    let (damping, across) = resists
    for timeStep in [Limits.timeStep.lowerBound, 0.02, Limits.timeStep.upperBound] {
      for (mass, inertia) in [(Float(1e-6), Float(1e-12)), (1e-5, 3e-8), (1, 3e-3), (1e5, 3e2)] {
        let spring = JointSpring(stiffness: stiffness, damping: damping, rest: 0.3)
        var joints = [
          JointDefinition(
            .revolute, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: Vector2(-0.1, 0), spring: spring)
        ]
        for i in 1..<4 {
          joints.append(
            JointDefinition(
              i % 2 == 0 && across == 0 ? .revolute : .prismatic(axis: Vector2(1, 0)), bodyA: i - 1, bodyB: i,
              anchorA: Vector2(0.1, across), anchorB: Vector2(-0.1, across), spring: spring))
        }
        let bodies = (0..<4).map { i in
          BodyDefinition(
            position: Vector2(0.1 + 0.2 * Float(i), 0), mass: MassProperties(mass: mass, inertia: inertia))
        }
        var bench = try Bench(WorldDefinition(timeStep: timeStep, bodies: bodies, joints: joints))
        bench.step(300)
        // A mass at the end of a long lever, next to nothing itself, is solved badly, but stays finite.
        guard inertia > 1e-12 else { continue }
        for i in 0..<4 {
          let place = bench.joint(i, StateLayout.position)
          let isStiff = stiffness == 1e6 && damping <= 1
          #expect(isStiff ? abs(place - 0.3) < 0.4 : abs(place) < 10, "\(timeStep) \(mass) \(i): \(place)")
        }
      }
    }
  }

  /// Bodies that are light to turn, each far across the axis from the one before: what a spring bears depends on the lever.
  @Test("no stiffness explodes where it turns the first body, too", arguments: [1, 1e4, 1e6] as [Float])
  func levers(_ stiffness: Float) throws {
    let spring = JointSpring(stiffness: stiffness, damping: 0, rest: 0.1)
    let bodies = (0..<4).map { i in
      BodyDefinition(position: Vector2(0, Float(i)), mass: MassProperties(mass: 1, inertia: 1e-2))
    }
    let joints = (1..<4).map { i in
      JointDefinition(
        .prismatic(axis: Vector2(1, 0)), bodyA: i - 1, bodyB: i, anchorA: Vector2(0, 1), anchorB: .zero,
        spring: spring)
    }
    var bench = try Bench(WorldDefinition(timeStep: 0.02, bodies: bodies, joints: joints))
    for _ in 0..<300 {
      bench.step(1)
      for i in 0..<3 {
        let speed = bench.joint(i, StateLayout.speed)
        #expect(abs(speed) < 6, "\(i): \(speed)")
      }
    }
  }

  @Test("a spring is as stiff as it says, up to what the step can bear") func stiffest() throws {
    // 3 / h² times 2 kg is 60,000 N/m.
    for (stiffness, acts) in [(Float(50_000), Float(50_000)), (60_000, 60_000), (600_000, 60_000)] {
      var bench = try sprung(.prismatic(axis: Vector2(1, 0)), JointSpring(stiffness: stiffness, damping: 100))
      bench.command([600])
      bench.step(1000)
      #expect(abs(bench.joint(0, StateLayout.position) - 600 / acts) < 1e-4)
    }
  }

  @Test("what cannot spring is refused") func refused() {
    func message(_ kind: JointDefinition.Kind, _ spring: JointSpring) -> String {
      let joint = JointDefinition(kind, bodyA: nil, bodyB: 0, anchorA: .zero, anchorB: .zero, spring: spring)
      do throws(PhysicsError) {
        try joint.validate("joint", bodies: [BodyDefinition(mass: MassProperties(mass: 1, inertia: 1))])
        return "none"
      } catch { return "\(error)" }
    }
    #expect(message(.weld, JointSpring(stiffness: 1)).contains("neither turns nor slides"))
    for bad: Float in [-1, 2e6, .nan, .infinity] {
      #expect(message(.revolute, JointSpring(stiffness: bad)).contains("spring.stiffness"))
      #expect(message(.revolute, JointSpring(damping: bad)).contains("spring.damping"))
    }
    #expect(message(.revolute, JointSpring(rest: .nan)).contains("spring.rest"))
    #expect(message(.revolute, JointSpring(stiffness: 1e6, damping: 1e6, rest: -100)) == "none")
  }
}
