import Gym
import Physics
import Randomness
import Testing

@testable import Scenes

/// Bodies that a file writes once for several, and shapes that a task chooses.
@Suite("Clutter") struct ClutterTests {
  /// A robot with range finders among rocks of several shapes.
  static let rocks = """
    name: rocks
    horizon: 20
    walls: {low: [-1, -1], high: [1, 1]}
    bodies:
      - {name: robot, shape: {circle: 0.05}, mass: 1, position: [-0.9, 0]}
      - {name: rock, type: static, repeat: 5, apart: 0.12, shape: {choice: [{circle: {uniform: [0.05, 0.1]}}, {box: [0.2, 0.1]}, [{box: [0.2, 0.05]}, {box: [0.05, 0.2]}]]}, position: {rectangle: {low: [-0.7, -0.8], high: [0.7, 0.8]}}, angle: {uniform: [0, 3]}, color: {choice: [grey, brown]}}
      - {name: crate, repeat: 2, shape: {case: [{circle: 0.06}, {box: [0.1, 0.1]}, {capsule: [0.1, 0.03]}]}, mass: {uniform: [0.1, 1]}, position: {rectangle: {low: [-0.9, -0.9], high: [0.9, 0.9]}}}
    actuators: [{body: robot, mode: velocity, scale: 1}]
    task: {goal: {rectangle: {low: [0.8, -0.8], high: [0.9, 0.8]}}, far: [{case: [0.8, 0.85, 0.9]}, 0]}
    observe: [robot_position, rock3_position, crate1_velocity, {color: rock0}, {touch: robot}, {rays: {body: robot, angles: [-0.5, 0, 0.5], range: 2}}]
    reward: [{distance: [robot, goal], weight: -1}]
    """

  private func draw(_ family: SceneFamily, _ seed: UInt64) -> TaskDraw {
    family.drawTask(from: .train, using: RandomStream(seed: seed))
  }

  @Test("each copy has a name and numbers of its own") func copies() throws {
    let family = try SceneFiles().family(Self.rocks)
    #expect(
      family.bodyNames == ["walls", "robot"] + (0..<5).map { "rock\($0)" } + ["crate0", "crate1"])
    for i in 0..<5 {
      for key in ["shape", "shape.choice[0].circle", "position.x", "position.y", "angle", "color"] {
        #expect(family.taskNames.contains("bodies[1][\(i)].\(key)"), "\(i) \(key)")
      }
    }
    #expect(Set(family.taskNames).count == family.taskNames.count)
    let world = family.world(for: draw(family, 1))
    #expect(Set(world.bodies.map(\.position.x)).count == world.bodies.count)
  }

  @Test("copies stand apart from each other, from other bodies and from places of the task")
  func apart() throws {
    let family = try SceneFiles().family(Self.rocks)
    for seed: UInt64 in 0..<60 {
      let task = draw(family, seed)
      let (world, shapes) = (family.world(for: task), family.shapes(for: task))
      let outlines = zip(world.bodies, shapes).map { body, parts in
        parts.map { ConvexOutline($0, position: body.position, angle: body.angle) }
      }
      func distance(_ a: [ConvexOutline], _ b: [ConvexOutline]) -> Float {
        a.flatMap { a in b.map { a.distance(to: $0) } }.min() ?? 0
      }
      let places = family.points(for: task).map { [ConvexOutline(point: $0.position)] }
      for i in 2..<9 {
        let apart: Float = i < 7 ? 0.12 : 0.02
        for j in outlines.indices where j < i { #expect(distance(outlines[i], outlines[j]) >= apart) }
        for place in places { #expect(distance(outlines[i], place) >= apart) }
      }
    }
  }

  @Test("a task by hand whose copies overlap is refused") func byHand() throws {
    let family = try SceneFiles().family(Self.rocks)
    var numbers = draw(family, 3).numbers
    for axis in ["x", "y"] {
      let from = try #require(family.taskNames.firstIndex(of: "bodies[1][1].position.\(axis)"))
      let to = try #require(family.taskNames.firstIndex(of: "bodies[1][0].position.\(axis)"))
      numbers[from] = numbers[to]
    }
    let task = TaskDraw(names: family.taskNames, numbers: numbers)
    #expect(!family.accepts(task))
    do throws(SceneError) {
      _ = try family.task(numbers: numbers)
      Issue.record("no error")
    } catch {
      #expect(error.description == "rocks: rock1 is 0 m from rock0, expected at least 0.12 m")
    }
  }

  @Test("range finders see copies") func rays() throws {
    let family = try SceneFiles().family(
      """
      name: beam
      horizon: 5
      bodies:
        - {name: robot, shape: {circle: 0.05}, mass: 1, position: [0, 0]}
        - {name: post, type: static, repeat: 2, shape: {circle: 0.1}, position: [{uniform: [1, 3]}, 0]}
      actuators: [{body: robot, mode: velocity, scale: 1}]
      task: {goal: [0, 0.5]}
      observe: [{rays: {body: robot, angles: [0], range: 5}}]
      reward: [{distance: [robot, goal], weight: -1}]
      """)
    for seed: UInt64 in 0..<10 {
      let task = draw(family, seed)
      var env = SceneEnv(family, task: task)
      let nearest = min(task.numbers[0], task.numbers[1])
      #expect(abs(task.numbers[0] - task.numbers[1]) >= 0.22 - 1e-6)
      #expect(abs(env.reset(seed: 0)[0] - (nearest - 0.1)) < 0.002)
    }
  }

  @Test("a task has the shape that it draws, with the mass that it says") func shapes() throws {
    let family = try SceneFiles().family(Self.rocks)
    var seen: Set<Int> = []
    for seed: UInt64 in 0..<20 {
      let task = draw(family, seed)
      let shape = Int(task.numbers[try #require(family.taskNames.firstIndex(of: "bodies[1][0].shape"))])
      let kind = Int(task.numbers[try #require(family.taskNames.firstIndex(of: "case"))])
      let mass = task.numbers[try #require(family.taskNames.firstIndex(of: "bodies[2][1].mass"))]
      seen.insert(shape)
      let parts = family.shapes(for: task)
      switch shape {
      case 0: #expect(parts[2].count == 1 && parts[2][0] != .box(width: 0.2, height: 0.1))
      case 1: #expect(parts[2] == [.box(width: 0.2, height: 0.1)])
      default:
        #expect(parts[2] == [.box(width: 0.2, height: 0.05), .box(width: 0.05, height: 0.2)])
      }
      let crates: [Shape] = [
        .circle(center: .zero, radius: 0.06), .box(width: 0.1, height: 0.1),
        .capsule(length: 0.1, radius: 0.03),
      ]
      #expect(parts[8] == [crates[kind]] && parts[7] == parts[8])
      let crate = family.world(for: task).bodies[8]
      #expect(abs(crate.mass.mass - mass) < 1e-6)
      #expect(crate.colliders.map(\.shape) == parts[8])
    }
    #expect(seen == [0, 1, 2])
  }

  @Test(
    "distances of shapes",
    arguments: [
      (Shape.circle(center: .zero, radius: 0.1), Shape.circle(center: .zero, radius: 0.2), Float(0.7)),
      (.box(width: 0.4, height: 2), .circle(center: .zero, radius: 0.2), 0.6),
      (.box(width: 0.4, height: 2), .box(width: 0.4, height: 0.1), 0.6),
      (.capsule(length: 0.4, radius: 0.1), .segment(Vector2(0, -1), Vector2(0, 1)), 0.7),
      (.polygon([Vector2(0, 0), Vector2(0.5, 0), Vector2(0, 0.5)]), .box(width: 0.2, height: 0.2), 0.4),
      (.box(width: 2.2, height: 1), .circle(center: .zero, radius: 0.01), 0),
      (.box(width: 4, height: 4), .circle(center: .zero, radius: 0.01), 0),
      (.segment(Vector2(0, 0), Vector2(2, 0)), .segment(Vector2(0, -1), Vector2(0, 1)), 0),
    ])
  func distances(_ a: Shape, _ b: Shape, _ expected: Float) {
    // The second stands a metre to the right; then both turned about the origin.
    for angle: Float in [0, 1, 2.5] {
      let (c, s) = (Float.cosine(angle), Float.sine(angle))
      let (near, far) = (
        ConvexOutline(a, position: .zero, angle: angle),
        ConvexOutline(b, position: Vector2(c, s), angle: angle)
      )
      #expect(abs(near.distance(to: far) - expected) < 1e-5)
      #expect(near.distance(to: far) == far.distance(to: near))
    }
  }
}

extension Float {
  fileprivate static func cosine(_ x: Float) -> Float { Float(Scenes.cosine(Double(x))) }
  fileprivate static func sine(_ x: Float) -> Float { Float(Scenes.sine(Double(x))) }
}
