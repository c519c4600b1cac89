import Foundation
import Testing

@testable import Physics

/// Points that move as told, through the joints of their chain.
@Suite("Point servos") struct PointServoTests {
  private static let lengths: [Float] = [0.5, 0.4, 0.3]

  /// An arm of capsules with a servo on the end of its last link.
  private static func arm(
    _ joints: [Float], direction: PointServo.Direction = .free, scale: Float = 0.5, speed: Float = 100,
    substeps: Int = 1, stretch: Float = 1
  ) -> WorldDefinition {
    var world = WorldDefinition(timeStep: 0.01, substeps: substeps, velocityIterations: 100)
    var (anchor, angle) = (Vector2(0.1, -0.2), Float(0))
    for (i, joint) in joints.enumerated() {
      let length = stretch * lengths[i]
      angle += joint
      let half = Vector2(length / 2 * cos(angle), length / 2 * sin(angle))
      let mass = MassProperties(of: .capsule(length: length, radius: 0.03), density: 20)
      world.bodies.append(BodyDefinition(position: anchor + half, angle: angle, mass: mass))
      world.joints.append(
        JointDefinition(
          .revolute, bodyA: i == 0 ? nil : i - 1, bodyB: i,
          anchorA: i == 0 ? anchor : Vector2(stretch * lengths[i - 1] / 2, 0),
          anchorB: Vector2(-length / 2, 0)
        ))
      anchor = anchor + half + half
    }
    let servo = PointServo(
      body: joints.count - 1, point: Vector2(stretch * lengths[joints.count - 1] / 2, 0), scale: scale,
      direction: direction, speed: speed,
      links: joints.indices.map { PointServo.Link(joint: $0, limit: 500) })
    world.pointServos = [servo]
    world.actuators = Array(repeating: .point(servo: 0), count: servo.commandCount)
    return world
  }

  private static func tip(_ bench: borrowing Bench, links: Int, row: Int = 0) -> Vector2 {
    let half = lengths[links - 1] / 2
    return Vector2(
      bench.body(links - 1, StateLayout.x, row: row) + half
        * bench.body(links - 1, StateLayout.cosine, row: row),
      bench.body(links - 1, StateLayout.y, row: row) + half
        * bench.body(links - 1, StateLayout.sine, row: row))
  }

  /// Of all joints, rad/s.
  private static func speeds(_ bench: borrowing Bench, links: Int) -> [Float] {
    var speeds: [Float] = []
    for i in 0..<links { speeds.append(bench.joint(i, StateLayout.speed)) }
    return speeds
  }

  @Test("a point goes straight as told, and turns as told", arguments: [1, 4], [-0.8, 0, 0.6] as [Float])
  func told(_ substeps: Int, _ turn: Float) throws {
    var bench = try Bench(
      Self.arm([0.4, 1.2, -0.9], direction: .told(scale: 2), substeps: substeps))
    let start = Self.tip(bench, links: 3)
    let angle = bench.body(2, StateLayout.angle)
    bench.command([0.6, -0.8, turn])
    for i in 1...50 / substeps {
      bench.step()
      // Beside the servos' few hundredths of a second to get going.
      let way = 0.5 * 0.01 * Float(i * substeps)
      let error = Self.tip(bench, links: 3) - (start + way * Vector2(0.6, -0.8))
      #expect(error.length < 0.004)
      #expect(abs(bench.body(2, StateLayout.angle) - angle - 4 * way * turn) < 0.01)
    }
  }

  @Test(
    "two joints and three move it without regard to the direction",
    arguments: [[0.4, 1.2], [0.4, 1.2, -0.9]])
  func free(_ joints: [Float]) throws {
    var bench = try Bench(Self.arm(joints))
    let start = Self.tip(bench, links: joints.count)
    bench.command([-1, 0.2])
    bench.step(60)
    let error = Self.tip(bench, links: joints.count) - start - 0.3 * Vector2(-1, 0.2)
    #expect(error.length < 0.004)
  }

  @Test("of all speeds that move it so, the joints have the smallest") func smallest() throws {
    var bench = try Bench(Self.arm([0.4, 1.2, -0.9]))
    bench.command([-1, 0.2])
    bench.step()
    let tip = Self.tip(bench, links: 3)
    let pivots = (0..<3).map { i -> Vector2 in
      let half = Self.lengths[i] / 2
      return Vector2(
        bench.body(i, StateLayout.x) - half * bench.body(i, StateLayout.cosine),
        bench.body(i, StateLayout.y) - half * bench.body(i, StateLayout.sine))
    }
    let arms = pivots.map { tip - $0 }
    // What changes nothing is across both rows of the Jacobian.
    let idle = (0..<3).map { i -> Float in
      let (j, k) = ((i + 1) % 3, (i + 2) % 3)
      return -arms[j].y * arms[k].x + arms[k].y * arms[j].x
    }
    let speeds = Self.speeds(bench, links: 3)
    func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let share = dot(speeds, idle) / (dot(speeds, speeds) * dot(idle, idle)).squareRoot()
    #expect(abs(share) < 0.02)
    #expect(dot(speeds, speeds) > 0.1)
  }

  @Test("a direction that is kept stays, and comes back") func kept() throws {
    func turned(_ direction: PointServo.Direction) throws -> Float {
      var bench = try Bench(Self.arm([0.4, 1.2, -0.9], direction: direction))
      let start = bench.body(2, StateLayout.angle)
      bench.command([-1, 0.2])
      bench.step(60)
      return abs(bench.body(2, StateLayout.angle) - start)
    }
    #expect(try turned(.kept) < 0.002)
    #expect(try turned(.free) > 0.1)
    // A push against weak servos, which ends.
    var world = Self.arm([0.4, 1.2, -0.9], direction: .kept)
    world.bodies[2].angularVelocity = 40
    for i in 0..<3 { world.pointServos[0].links[i].limit = 5 }
    var bench = try Bench(world)
    let start = bench.body(2, StateLayout.angle)
    bench.step(5)
    #expect(abs(bench.body(2, StateLayout.angle) - start) > 0.02)
    bench.step(100)
    #expect(abs(bench.body(2, StateLayout.angle) - start) < 0.005)
  }

  @Test("near poses in which no speeds do, speeds stay small", arguments: [0, 1e-4, 0.01, 0.05] as [Float])
  func singular(_ elbow: Float) throws {
    for joints in [[0.4, elbow], [0.4, elbow, -0.9]] {
      for command in [[1, 0], [-1, 0], [0, 1], [-0.9, -0.4]] as [[Float]] {
        let direction: PointServo.Direction = joints.count == 2 ? .free : .told(scale: 1)
        var bench = try Bench(Self.arm(joints, direction: direction))
        bench.command(joints.count == 2 ? command : command + [0])
        for _ in 0..<20 {
          bench.step()
          // A damped solution is at most |v| / (2 λ), an undamped one |v| over the least singular value.
          for speed in Self.speeds(bench, links: joints.count) {
            #expect(abs(speed) < 30 * 0.5 / 0.9)
          }
        }
      }
    }
    // Straight, an arm is not stretched any further, and does not tremble.
    var bench = try Bench(Self.arm([0, elbow]))
    bench.command([1, 0])
    bench.step(50)
    let end = Self.tip(bench, links: 2)
    bench.step(50)
    #expect((Self.tip(bench, links: 2) - end).length < 0.01)
  }

  @Test("joints that would be too fast slow down together", arguments: [0.5, 3] as [Float])
  func bounded(_ speed: Float) throws {
    var bench = try Bench(
      Self.arm([0.4, 1.2, -0.9], direction: .told(scale: 1), scale: 50, speed: speed))
    let start = Self.tip(bench, links: 3)
    bench.command([-0.6, 0.8, 0])
    bench.step(4)
    let largest = Self.speeds(bench, links: 3).map { abs($0) }.max() ?? 0
    #expect(abs(largest - speed) < 0.02 * speed)
    let way = Self.tip(bench, links: 3) - start
    #expect(abs(way.x * 0.8 + way.y * 0.6) < 0.05 * way.length && way.length > 0)
  }

  @Test("arms of every size are alike") func sizes() throws {
    func turned(_ stretch: Float) throws -> [Float] {
      var world = Self.arm([0.4, 0.05], scale: 0.5 * stretch, stretch: stretch)
      for i in 0..<2 { world.pointServos[0].links[i].limit = 1e5 }
      var bench = try Bench(world)
      bench.command([-0.7, 0.7])
      bench.step()
      return Self.speeds(bench, links: 2)
    }
    for (small, large) in zip(try turned(0.3), try turned(3)) { #expect(abs(small - large) < 0.02) }
  }

  @Test("each joint has its own torque, which bears as much and no more", arguments: 0..<3)
  func torques(_ weak: Int) throws {
    var world = Self.arm([0, 0, 0])
    world.gravity = Vector2(0, -10)
    for k in 0..<3 {
      let pivot = world.bodies[k].position.x - Self.lengths[k] / 2
      let load = world.bodies[k...].reduce(Float(0)) { $0 + $1.mass.mass * 10 * ($1.position.x - pivot) }
      world.pointServos[0].links[k].limit = load * (k == weak ? 0.8 : 1.2)
    }
    var bench = try Bench(world)
    bench.step(10)
    for k in 0..<3 { #expect((bench.joint(k, StateLayout.position) < -1e-3) == (k == weak)) }
  }

  @Test("rows that share an engine world have the bits of worlds of one row", arguments: [7, 3, 1])
  func shared(_ rowsPerEngineWorld: Int) throws {
    let worlds = (0..<7).map { row in
      Self.arm([0.1 * Float(row), 1.2, -0.9], direction: .told(scale: 1), substeps: 2)
    }
    func commands(_ row: Int, _ step: Int) -> [Float] {
      [Float((step + row) % 5 - 2) / 2, 0.3, -0.1 * Float(row)]
    }
    var bench = try Bench(worlds[0], rows: 7, rowsPerEngineWorld: rowsPerEngineWorld)
    for row in 0..<7 { bench.world.place(try Blueprint(worlds[row]), row: row, into: &bench.table) }
    for step in 0..<40 {
      for row in 0..<7 { bench.command(commands(row, step), row: row) }
      bench.step()
    }
    for row in 0..<7 {
      var own = try Bench(worlds[row])
      for step in 0..<40 {
        own.command(commands(row, step))
        own.step()
      }
      for channel in 0..<own.layout.count { #expect(bench.table[channel, row] == own.table[channel, 0]) }
    }
  }

  /// The number, what it becomes, and by what it multiplies commands of x, y and the turn.
  @Test(
    "a changed scale or turn does, to the bit, what so much more of the command does, in its row alone",
    arguments: [
      (WorldNumber.scale(actuator: 0), Float(0.25), [Float(0.5), 0.5, 1]),
      (.scale(actuator: 2), -1, [-2, -2, 1]), (.scale(actuator: 1), 0, [0, 0, 1]),
      (.turn(actuator: 0), -2, [1, 1, -2]), (.turn(actuator: 2), 0, [1, 1, 0]),
    ])
  func changed(_ number: WorldNumber, _ value: Float, _ factors: [Float]) throws {
    let world = Self.arm([0.4, 1.2, -0.9], direction: .told(scale: 1))
    let command: [Float] = [-0.6, 0.3, 0.25]
    func states(_ bench: borrowing Bench, row: Int) -> [Float] {
      (0..<bench.layout.count).map { bench.table[$0, row] }
    }
    var changed = try Bench(world, rows: 3)
    var told = try Bench(world, rows: 3)
    for row in 0..<3 {
      changed.command(command, row: row)
      told.command(command, row: row)
    }
    changed.step(7)
    told.step(7)
    changed.world.engine.change(number, to: value, row: 1)
    told.command(zip(command, factors).map { $0 * $1 }, row: 1)
    changed.step(9)
    told.step(9)
    for row in 0..<3 { #expect(states(changed, row: row) == states(told, row: row)) }
    #expect(states(changed, row: 1) != states(changed, row: 0))
    changed.world.place(try Blueprint(world), row: 1, into: &changed.table)
    changed.step(16)
    #expect(states(changed, row: 1) == states(told, row: 0))
  }

  @Test("what the engine could not bear is refused") func refusals() {
    func refusal(_ change: (inout WorldDefinition) -> Void) -> String {
      var world = Self.arm([0.4, 1.2, -0.9], direction: .told(scale: 1))
      change(&world)
      do throws(PhysicsError) {
        _ = try Blueprint(world)
        return "accepted"
      } catch {
        return error.description
      }
    }
    #expect(refusal { _ in } == "accepted")
    #expect(refusal { $0.pointServos[0].body = 3 } == "pointServos[0].body: no number 3 among 3")
    #expect(
      refusal { $0.pointServos[0].links[1].joint = 5 }.hasPrefix("pointServos[0].links[1].joint: no number"))
    #expect(
      refusal { $0.pointServos[0].links.removeLast() } == "pointServos[0].links: fewer than what it moves")
    #expect(
      refusal { $0.joints[1].kind = .prismatic(axis: Vector2(1, 0)) }
        == "pointServos[0].links[1].joint: a joint that does not turn")
    #expect(
      refusal { $0.actuators.append(.jointTorque(joint: 1, scale: 1)) }
        == "pointServos[0]: joint 1 already has an actuator")
    #expect(refusal { $0.actuators.removeLast() } == "pointServos[0]: its 3 numbers do not stand together")
    #expect(refusal { $0.actuators.append(.point(servo: 1)) } == "actuators[3].servo: no number 1 among 1")
    #expect(refusal { $0.pointServos[0].scale = .nan }.hasPrefix("pointServos[0].scale: nan"))
    #expect(
      refusal { $0.pointServos[0].direction = .told(scale: .infinity) }.hasPrefix(
        "pointServos[0].direction: inf"))
    #expect(refusal { $0.pointServos[0].speed = -1 }.hasPrefix("pointServos[0].speed: -1.0"))
    #expect(
      refusal { $0.pointServos[0].links[0].limit = -1 }.hasPrefix("pointServos[0].links[0].limit: -1.0"))
    #expect(refusal { $0.pointServos[0].point.x = .nan }.hasPrefix("pointServos[0].point.x: nan"))
  }
}
