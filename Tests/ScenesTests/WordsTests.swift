import Foundation
import Gym
import Physics
import Randomness
import Scenes
import Testing

/// What the words of the language do, measured.
@Suite("Words of the scene language") struct WordsTests {
  private func env(_ text: String, seed: UInt64 = 0) throws -> SceneFamily {
    try SceneFiles().family("name: words\nhorizon: 400\n" + text)
  }

  private func start(_ family: SceneFamily, task seed: UInt64 = 0) -> SceneEnv {
    SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: seed)))
  }

  /// A cart that an action moves at up to 1 m/s, and whatever a test adds.
  private func cart(_ rest: String, bodies: String = "") -> String {
    """
    bodies:
      - {name: cart, shape: {circle: 0.1}, mass: 2, position: [0, 0]}
    \(bodies)
    actuators: [{body: cart, mode: velocity, scale: 1}]
    task: {goal: [1, 0]}
    \(rest)
    """
  }

  private static let resting = """
    simulation: {gravity: [0, -10], velocity_iterations: 20}
    bodies:
      - {name: floor, type: static, shape: {segment: [[-5, 0], [5, 0]]}}
      - {name: box, shape: {box: [0.4, 0.2]}, mass: 3, position: [0, 0.12]}
      - {name: top, shape: {box: [0.2, 0.2]}, mass: 1, position: [0, 0.34]}
      - {name: cart, shape: {circle: 0.1}, mass: 2, position: [3, 1]}
    actuators: [{body: cart, mode: velocity, scale: 1}]
    observe: [{contact_force: box}, {contact_force: [box, top]}, {touch: top}, {touch: cart}]
    reward: [{touch: [box, floor], weight: 2}, {contact_force: [top, box], weight: 1}]
    success: [{contact_force: top, above: 5}, {y: [top, box], above: 0.1}, {speed: top, below: 0.1}]
    """

  @Test("a contact's force is the weight that rests on it") func forces() throws {
    var env = start(try env(Self.resting))
    #expect(env.reset(seed: 0) == [0, 0, 0, 0])
    var observation: [Float] = []
    var result = StepResult(reward: 0, terminated: false, truncated: false, success: false)
    for _ in 0..<100 { (observation, result) = try env.step([0, 0]) }
    // The box feels the floor, 40 N, and what lies on it, 10 N.
    #expect(abs(observation[0] - 50) < 0.5 && abs(observation[1] - 10) < 0.1)
    #expect(observation[2] == 1 && observation[3] == 0)
    #expect(abs(result.reward - 12) < 0.1)
    #expect(result.success)
  }

  @Test("all conditions of a list have to hold") func all() throws {
    let text = Self.resting.replacingOccurrences(
      of: "{y: [top, box], above: 0.1}", with: "{y: [top, box], above: 3}")
    var env = start(try env(text))
    _ = env.reset(seed: 0)
    for _ in 0..<100 { #expect(try !env.step([0, 0]).result.success) }
  }

  @Test("rays end at the nearest shape of another body") func rays() throws {
    let family = try env(
      cart(
        """
        observe:
          - {rays: {body: cart, at: [0.05, 0], angles: [0, 1.5707964, 3.1415927, -0.7853982], range: 4}}
          - {rays: {body: cart, at: [-0.3, 0], angles: [0], range: 4}}
        reward: [{distance: [cart, goal], weight: -1}]
        """,
        bodies: """
            - {name: post, type: static, shape: {circle: 0.2}, position: [2, 0]}
            - {name: far, type: static, shape: {box: [0.2, 0.2]}, position: [3, 0]}
            - {name: wall, type: static, shape: {segment: [[-3, 1], [3, 1]]}}
            - {name: ghost, type: static, shape: {circle: 0.2}, position: [0.5, 0], collides: false}
          """))
    #expect(family.observationSpace.components.map(\.name)[1] == "ray1(cart)")
    #expect(family.observationSpace.components.allSatisfy { $0.low == 0 && $0.high == 4 && $0.unit == "m" })
    var env = start(family)
    let seen = env.reset(seed: 0)
    for (got, expected) in zip(seen, [1.75, 1, 4, 4, 2.1]) { #expect(abs(got - Float(expected)) < 1e-4) }
    let moved = try env.step([0.5, 0]).observation
    #expect(abs(moved[0] - 1.74) < 1e-4)
  }

  @Test("progress adds up to the way that was made") func progress() throws {
    let family = try env(
      cart("observe: [cart_position]\nreward: [{distance: [cart, goal], progress: true, weight: 3}]"))
    let vector = family.makeVectorEnv(
      for: family.drawTask(from: .train, using: RandomStream(seed: 0)), count: 2)
    var step = vector.makeStep()
    for round in 0..<2 {  // a reset forgets where the last episode ended
      vector.reset(seeds: [1, 2], into: &step)
      var total: Float = 0
      for _ in 0..<20 {
        try vector.step([0.5, 0, 1, 0].span, into: &step)
        total += step.rewards[0]
      }
      #expect(abs(total - 3 * 0.2) < 1e-5, "round \(round)")
    }
  }

  @Test("a tolerance is 1 within its bound and a tenth at its margin") func tolerance() throws {
    let family = try env(
      cart(
        """
        observe: [cart_position]
        reward: [{x: [goal, cart], within: 0.4, margin: 0.5, weight: 2}, {bonus: success, weight: 7}]
        success: {x: [goal, cart], below: 0.395}
        """))
    var env = start(family)
    _ = env.reset(seed: 0)
    for i in 1...35 {
      let reward = try env.step([1, 0]).result.reward
      let beyond = max(1 - 0.02 * Float(i) - 0.4, 0) / 0.5
      let bonus: Float = 1 - 0.02 * Float(i) < 0.395 ? 7 : 0
      #expect(abs(reward - 2 / (1 + 9 * beyond * beyond) - bonus) < 1e-4)
      if i == 5 { #expect(abs(reward - 0.2) < 1e-4) }
    }
  }

  @Test("one number moves both fingers, and costs once") func gripper() throws {
    let family = try SceneFamily(named: "push")
    var env = start(family)
    let names = family.observationSpace.components.map(\.name)
    let left = try #require(names.firstIndex(of: "position(left_finger)"))
    _ = env.reset(seed: 0)
    var (observation, result) = try env.step([0, 0, 0, 1])
    let still = try env.step([0, 0, 0, 0]).result
    #expect(abs(result.reward + 0.01 - still.reward) < 1e-3)
    for _ in 0..<20 { (observation, result) = try env.step([0, 0, 0, 1]) }
    #expect(abs(observation[left] - 0.08) < 0.006 && abs(observation[left + 1] - 0.08) < 0.006)
    for _ in 0..<40 { (observation, result) = try env.step([0, 0, 0, -1]) }
    #expect(abs(observation[left]) < 0.006 && abs(observation[left + 1]) < 0.006)
  }

  @Test("walls keep in what is inside") func walls() throws {
    let family = try env(
      """
      walls: {low: [-1, -0.5], high: [1, 0.5], restitution: 1, friction: 0}
      bodies:
        - {name: ball, shape: {circle: 0.1}, mass: 1, position: [0.5, 0.1], restitution: 1}
        - {name: bat, shape: {box: [0.2, 0.6]}, mass: 5, position: [-0.5, 0]}
      actuators: [{body: bat, mode: velocity, scale: 1}]
      observe: [ball_position, ball_velocity]
      reward: [{speed: ball, weight: 1}]
      """)
    var env = start(family)
    _ = env.reset(seed: 0)
    var fastest: Float = 0
    for i in 0..<400 {
      let observation = try env.step([i < 60 ? 1 : -1, 0.1]).observation
      #expect(abs(observation[0]) < 1 && abs(observation[1]) < 0.5)
      fastest = max(fastest, abs(observation[2]))
    }
    #expect(fastest > 0.9)
  }

  @Test("cases vary together, arcs lie on their circle, and both stay where they may be") func draws() throws
  {
    let family = try env(
      """
      bodies:
        - {name: hub, type: static, shape: {circle: 0.1}, position: [{case: [1, 2, 3]}, 0], angle: 1.5707964}
        - {name: cart, shape: {circle: 0.1}, mass: {case: [10, 20, 30]}, position: [5, 0]}
      actuators: [{body: cart, mode: velocity, scale: {case: [1, -1, 0]}}]
      task: {goal: {body: hub, at: {arc: {radius: 0.5, angles: [0.1, 0.4]}}}}
      observe: [goal_position]
      reward: [{distance: [cart, goal], weight: -1}]
      """)
    #expect(family.taskNames == ["case", "task.goal.at.x", "task.goal.at.y"])
    var seen: Set<Float> = []
    for seed: UInt64 in 0..<60 {
      let task = family.drawTask(from: .train, using: RandomStream(seed: seed))
      let world = family.world(for: task)
      let hub = world.bodies[0].position
      seen.insert(hub.x)
      #expect(world.bodies[1].mass.mass == 10 * hub.x)
      var env = SceneEnv(family, task: task)
      let goal = env.reset(seed: 0)
      let offset = Vector2(goal[0] - hub.x, goal[1] - hub.y)
      #expect(abs(offset.length - 0.5) < 1e-5)
      // The hub is turned by a quarter.
      let angle = atan2(-offset.x, offset.y)
      #expect(angle > 0.1 - 1e-5 && angle < 0.4 + 1e-5)
      _ = try env.step([1, 0])
      #expect(abs(env.pose(ofBody: 1).position.x - 5 - [1: 0.02, 2: -0.02, 3: 0][hub.x, default: 9]) < 1e-5)
    }
    #expect(seen == [1, 2, 3])
  }

  @Test("a body of several parts weighs what they weigh together") func parts() throws {
    let family = try env(
      cart(
        "observe: [{rotation: tool}, {angular_velocity: tool}]\nreward: [{distance: [tool, goal], weight: 1}]",
        bodies: """
            - name: tool
              shape: [{box: [0.2, 0.2]}, {polygon: [[0.1, -0.1], [0.3, -0.1], [0.3, 0.1], [0.1, 0.1]]}]
              density: 10
              position: [3, 3]
              angle: 0.5
          """))
    let mass = family.world(for: family.drawTask(from: .train, using: RandomStream(seed: 0))).bodies[1].mass
    let whole = MassProperties(of: .box(width: 0.4, height: 0.2), density: 10)
    #expect(abs(mass.mass - 0.8) < 1e-6)
    #expect(abs(mass.center.x - 0.1) < 1e-6 && abs(mass.center.y) < 1e-6)
    #expect(abs(mass.inertia - (whole.inertia + 0.8 * 0.01)) < 1e-6)
    var env = start(family)
    let observation = env.reset(seed: 0)
    #expect(abs(observation[0] - cos(0.5)) < 1e-6 && abs(observation[1] - sin(0.5)) < 1e-6)
  }

  @Test(
    "what a weld or a rail holds keeps its angle, drawn or not",
    arguments: ["type: weld", "type: prismatic, axis: [1, 0]"])
  func angles(_ type: String) throws {
    let family = try env(
      cart(
        "observe: [{rotation: tool}]\nreward: [{distance: [tool, goal], weight: 1}]\n"
          + "joints: [{name: hold, between: [base, tool], at: [[0, 0], [0, 0]], \(type)}]",
        bodies: """
            - {name: base, type: static, shape: {circle: 0.1}, collides: false, position: [3, 3], angle: 0.5}
            - name: tool
              shape: {box: [0.2, 0.1]}
              mass: 1
              position: [3, 3]
              angle: {uniform: [-2, 2]}
          """))
    for seed: UInt64 in 0..<5 {
      var env = start(family, task: seed)
      let angle = env.task.numbers[0]
      _ = env.reset(seed: 0)
      for _ in 0..<50 {
        let seen = try env.step([0, 0]).observation
        #expect(abs(seen[0] - cos(angle)) < 1e-3 && abs(seen[1] - sin(angle)) < 1e-3)
      }
    }
  }
}
