import Foundation
import Gym
import Physics
import Randomness
import Scenes
import Testing

/// What becomes different in the middle of an episode.
@Suite("Changes within an episode") struct ChangesTests {
  /// An arm with a gripper, a robot, a puck and a goal, and whatever `changes` says.
  private static func scene(_ rest: String, horizon: Int = 30) -> String {
    """
    name: changing
    horizon: \(horizon)
    simulation: {time_step: 0.01, substeps: 2}
    arm:
      links: [{length: 0.3, radius: 0.02, mass: 1}, {length: 0.3, radius: 0.02, mass: 1}]
      gripper: {finger: [0.1, 0.02], opening: 0.1, mass: 0.1}
    bodies:
      - {name: puck, shape: {circle: 0.1}, mass: 2, position: [2, 0]}
      - {name: robot, type: kinematic, shape: {circle: 0.1}, position: [-2, 0]}
    actuators:
      - {joint: shoulder, mode: velocity, scale: 4, torque: 20}
      - {joint: elbow, name: bend, mode: torque, scale: 2}
      - {joints: [left_finger, right_finger], mode: velocity, scale: 0.25, torque: 20}
      - {body: robot, mode: velocity, scale: 1}
    task: {goal: {disc: {radius: 0.5}}}
    observe: [joint_positions, puck_position, puck_velocity, goal_position, robot_position]
    reward: [{distance: [robot, goal], weight: -1}]
    \(rest)
    """
  }

  /// Everything at once, most of it drawn by the task or by the episode.
  static let everything = scene(
    """
    changes:
      - {at: {episode: {uniform: [3, 20]}}, actuator: shoulder, scale: {case: [0, 2, -4]}}
      - {at: 8, actuator: bend, scale: {uniform: [-1, 1]}}
      - {at: 9, actuator: left_finger, scale: 0}
      - {at: {uniform: [2, 40]}, actuator: robot, scale: -1, drift: {episode: {disc: {radius: 0.3}}}}
      - {at: 12, point: goal, position: {annulus: {inner: 0.6, outer: 0.8}}}
      - {at: 20, point: goal, position: [{episode: {uniform: [-1, 1]}}, 0]}
      - {at: {choice: [5, 6]}, gravity: [{uniform: [-1, 1]}, -2]}
      - {at: 10, body: puck, linear_damping: {uniform: [0, 5]}, angular_damping: 1}
    pushes:
      - {body: puck, impulse: {uniform: [0, 0.2]}, probability: {episode: {uniform: [0, 0.5]}}}
      - {body: link1, impulse: 0.1, probability: 0.1}
    """)

  private func family(_ changes: String, horizon: Int = 30) throws -> SceneFamily {
    try SceneFiles().family(Self.scene(changes.isEmpty ? "" : "changes: [\(changes)]", horizon: horizon))
  }

  private func task(_ family: SceneFamily, _ seed: UInt64 = 0) -> TaskDraw {
    family.drawTask(from: .train, using: RandomStream(seed: seed))
  }

  /// Observations from the reset on, and rewards, of an episode with one action for each step.
  private func play(
    _ family: SceneFamily, seed: UInt64 = 0, _ action: (Int) -> [Float]
  ) throws -> (seen: [[Float]], rewards: [Float]) {
    var env = SceneEnv(family, task: task(family))
    var seen = [env.reset(seed: seed)]
    var rewards: [Float] = []
    for step in 0..<family.horizon {
      let (observation, result) = try env.step(action(step))
      seen.append(observation)
      rewards.append(result.reward)
    }
    return (seen, rewards)
  }

  /// Each actuator, how its command would have to change for the same, and by what the scene says it.
  @Test(
    "a new scale does, to the bit, what so much more of the action would have done",
    arguments: [
      ("shoulder, scale: 2", 0, Float(0.5)), ("shoulder, scale: -4", 0, -1), ("shoulder, scale: 0", 0, 0),
      ("bend, scale: 1", 1, 0.5), ("bend, scale: -2", 1, -1), ("left_finger, scale: -0.25", 2, -1),
      ("robot, scale: 0.5", 3, 0.5),
    ])
  func scale(_ change: String, _ actuator: Int, _ factor: Float) throws {
    func action(_ step: Int) -> [Float] {
      var stream = RandomStream(seed: UInt64(step))
      return (0..<5).map { _ in stream.uniform(-1, 1) }
    }
    let (plain, changing) = (try family(""), try family("{at: 12, actuator: \(change)}"))
    let expected = try play(plain) { step in
      var action = action(step)
      // A body takes two numbers.
      for i in actuator...(actuator == 3 ? 4 : actuator) where step >= 12 { action[i] *= factor }
      return action
    }
    #expect(try play(changing, action).seen == expected.seen)
    #expect(try play(plain, action).seen != expected.seen)
    let world = changing.world(for: task(changing), seed: 0, after: 13).actuators
    #expect(
      changing.world(for: task(changing), seed: 0, after: 12).actuators
        == plain.world(for: task(plain)).actuators)
    #expect(world != plain.world(for: task(plain)).actuators)
  }

  @Test("a new drift is so much more of the action") func drift() throws {
    let blown = try play(family("{at: 7, actuator: robot, drift: [0.5, -0.25]}")) { _ in [0, 0, 0, 0.25, 0.5]
    }
    let driven = try play(family("")) { step in [0, 0, 0, step >= 7 ? 0.75 : 0.25, step >= 7 ? 0.25 : 0.5] }
    #expect(blown.seen == driven.seen)
  }

  private let rest: (Int) -> [Float] = { _ in [0, 0, 0, 0, 0] }

  @Test("gravity acts from its step on") func gravity() throws {
    let seen = try play(family("{at: 5, gravity: [1, -2]}"), rest).seen
    let puck = try #require(names(try family("")).firstIndex(of: "velocity(puck)_x"))
    for (time, observation) in seen.enumerated() {
      let seconds = Float(max(time - 5, 0)) * 0.02
      #expect(abs(observation[puck] - seconds) < 1e-5 && abs(observation[puck + 1] + 2 * seconds) < 1e-5)
    }
  }

  @Test("damping slows from its step on") func damping() throws {
    let family = try family(
      "{at: 3, gravity: [1, 0]}, {at: 5, gravity: [0, 0]}, {at: 8, body: puck, linear_damping: 10}")
    let seen = try play(family, rest).seen
    let puck = try #require(names(family).firstIndex(of: "velocity(puck)_x"))
    for (time, observation) in seen.enumerated() {
      let speed: Float = [0, 0.02, 0.04][min(max(time - 3, 0), 2)]
      // Two engine steps, each of which divides by 1 + h × damping.
      #expect(abs(observation[puck] - speed * pow(1.1, -2 * Float(max(time - 8, 0)))) < 1e-6)
    }
  }

  private func names(_ family: SceneFamily) -> [String] { family.observationSpace.components.map(\.name) }

  @Test("a goal jumps for the reward of its step and for what is seen after it, and a reset puts it back")
  func goal() throws {
    let family = try family(
      "{at: 4, point: goal, position: [3, 4]}, {at: 9, point: goal, position: [0.5, 0]}")
    let first = try #require(names(family).firstIndex(of: "goal_x"))
    let place = family.points(for: task(family))[0].position
    for _ in 0..<2 {
      let (seen, rewards) = try play(family, rest)
      for (time, observation) in seen.enumerated() {
        let expected = time <= 4 ? [place.x, place.y] : time <= 9 ? [3, 4] : [0.5, 0]
        #expect(Array(observation[first..<first + 2]) == expected)
        let now = family.points(for: task(family), after: time)[0].position
        #expect([now.x, now.y] == expected && family.goals(for: task(family), after: time)[0].offset == now)
      }
      for (step, reward) in rewards.enumerated() {
        let goal = step < 4 ? place : step < 9 ? Vector2(3, 4) : Vector2(0.5, 0)
        #expect(abs(reward + (goal - Vector2(-2, 0)).length) < 1e-5)
      }
    }
    let ranges = family.observationSpace.components[first..<first + 2].map { $0.low...$0.high }
    #expect(ranges == [-0.5...3, -0.5...4])
    // In a vector the same row plays on, with a task and without another.
    let env = SceneVectorEnv(family, tasks: [task(family)])
    var step = env.makeStep()
    env.reset(seeds: [0], into: &step)
    let action = [Float](repeating: 0, count: 5)
    for _ in 0..<30 { try env.step(action.span, into: &step) }
    #expect(Array(step.observations[first..<first + 2]) == [place.x, place.y])
  }

  @Test("of changes of one number the later one stands, and of those of one step the last") func order()
    throws
  {
    let changes = [
      "{at: 9, actuator: robot, scale: 0.25}", "{at: 3, actuator: robot, scale: 1}",
      "{at: 9, actuator: robot, scale: 0.5}",
    ]
    let seen = try play(family(changes.joined(separator: ", "))) { _ in [0, 0, 0, 1, 0] }.seen
    let same = try play(family("{at: 9, actuator: robot, scale: 0.5}")) { _ in [0, 0, 0, 1, 0] }.seen
    #expect(seen == same)
    let family = try family(changes.joined(separator: ", "))
    for (steps, scale) in [(9, Float(1)), (10, 0.5)] {
      guard case .bodyVelocityX(_, scale, _) = family.world(for: task(family), after: steps).actuators[3]
      else {
        Issue.record("\(family.world(for: task(family), after: steps).actuators)")
        return
      }
    }
  }

  @Test("an episode draws when it happens, rounded down") func times() throws {
    let family = try family("{at: {episode: {uniform: [2, 25]}}, point: goal, position: [3, 4]}")
    let first = try #require(names(family).firstIndex(of: "goal_x"))
    var times: Set<Int> = []
    for seed: UInt64 in 0..<20 {
      let drawn = Int(family.episodeNumbers(seed: seed)[0])
      let seen = try play(family, seed: seed, rest).seen
      #expect(seen.firstIndex { $0[first] == 3 } == drawn + 1)
      times.insert(drawn)
    }
    #expect(times.count > 10)
  }

  @Test("an oracle sees what is, not what will be") func revealed() throws {
    let hidden = try SceneFiles().family(Self.everything)
    let family = hidden.revealed
    let shown = names(family).dropFirst(names(hidden).count)
    #expect(!shown.contains { $0.contains("changes[") || $0.contains("case") })
    #expect(
      shown.filter { $0.hasPrefix("present(") } == [
        "present(scale of shoulder)", "present(scale of bend)", "present(scale of left_finger)",
        "present(scale of robot)", "present(drift x of robot)", "present(drift y of robot)",
        "present(x of goal)",
        "present(y of goal)", "present(gravity x)", "present(gravity y)", "present(linear damping of puck)",
        "present(angular damping of puck)",
      ])
    let draw = task(hidden, 3)
    #expect(task(family, 3) == draw)
    var plain = SceneEnv(hidden, task: draw)
    var env = SceneEnv(family, task: draw)
    var own = plain.reset(seed: 5)
    var seen = env.reset(seed: 5)
    for step in 0...hidden.horizon {
      #expect(seen.starts(with: own))
      func present(_ name: String) throws -> Float {
        seen[try #require(names(family).firstIndex(of: "present(\(name))"))]
      }
      let strengths = hidden.actuatorStrengths(for: draw, seed: 5, after: step)
      // Shoulder: from -4 to 4.
      #expect(abs(try present("scale of shoulder") - strengths[0]) < 1e-6)
      #expect(abs(try present("scale of robot") - strengths[3]) < 1e-6)
      #expect(abs(try present("scale of left_finger") - (2 * strengths[2] - 1)) < 1e-6)
      let goal = hidden.points(for: draw, seed: 5, after: step)[0].position
      #expect(abs(try present("y of goal") * 0.8 - goal.y) < 1e-5)
      // From -2 to 0.
      let gravity = hidden.world(for: draw, seed: 5, after: step).gravity.y
      #expect(try present("gravity y") == gravity + 1 && gravity == (step <= 5 ? 0 : step > 6 ? -2 : gravity))
      guard step < hidden.horizon else { break }
      own = try plain.step([0.1, 0.2, 0, 0.3, 0]).observation
      seen = try env.step([0.1, 0.2, 0, 0.3, 0]).observation
    }
  }

  @Test("an altered actuator is altered after its changes, too") func altered() throws {
    let family = try family("{at: 5, actuator: robot, scale: 0.5}")
    let altered = try family.altered(by: [.actuator(3, scale: -1)])
    let seen = try play(altered) { _ in [0, 0, 0, 0.5, 0.25] }.seen
    #expect(try play(family) { _ in [0, 0, 0, -0.5, -0.25] }.seen == seen)
  }

  @Test("the page and the description say what changes and what pushes") func words() throws {
    let family = try SceneFiles().family(Self.everything)
    for line in [
      "scale of shoulder: (-4 to 2) rad/s after (3 to 20) steps",
      "scale of bend: (-1 to 1) N m after 8 steps",
      "drift x of robot: (-0.3 to 0.3) m/s after (2 to 40) steps",
      "x of goal: (-0.8 to 0.8) m after 12 steps",
      "gravity y: -2 m/s² after (5 to 6) steps", "angular damping of puck: 1 1/s after 10 steps",
      "puck: an impulse of (0 to 0.2) N s in a random direction, with probability (0 to 0.5) in each step",
    ] {
      #expect(family.page.contains("\n- \(line)\n"), "\(line)")
      #expect(family.describe().contains("\n  \(line)\n"), "\(line)")
    }
    let again = try SceneFamily(text: family.text, source: "source")
    #expect(again.sceneHash == family.sceneHash && again.page == family.page)
  }
}

/// Random impulses.
@Suite("Pushes") struct PushesTests {
  private func family(_ pushes: String, horizon: Int = 4000) throws -> SceneFamily {
    try SceneFiles().family(
      """
      name: pushed
      horizon: \(horizon)
      bodies:
        - {name: puck, shape: {circle: 0.1}, mass: 4, position: [0, 0], collides: false}
        - {name: other, shape: {circle: 0.1}, mass: 4, position: [0, 0], collides: false}
        - {name: robot, type: kinematic, shape: {circle: 0.1}, position: [0, 0], collides: false}
      actuators: [{body: robot, mode: velocity, scale: 1}]
      task: {goal: {disc: {radius: 1}}}
      observe: [puck_velocity, other_velocity]
      reward: [{distance: [puck, goal], weight: -1}]
      pushes: [\(pushes)]
      """)
  }

  /// How each body's velocity changes in each step, `[step][component]`.
  private func kicks(_ family: SceneFamily, seed: UInt64 = 0) throws -> [[Double]] {
    var env = SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: 0)))
    var last = env.reset(seed: seed)
    #expect(last == [0, 0, 0, 0])
    return try (0..<family.horizon).map { _ in
      let seen = try env.step([0, 0]).observation
      defer { last = seen }
      return zip(seen, last).map { Double($0) - Double($1) }
    }
  }

  @Test("as often as stated, as hard as stated, to all sides", arguments: [0, 0.02, 0.4, 1])
  func statistics(_ probability: Double) throws {
    let kicks = try kicks(family("{body: puck, impulse: 0.2, probability: \(probability)}"))
    let pushed = kicks.filter { $0[0] != 0 || $0[1] != 0 }
    for kick in pushed {
      #expect(abs((kick[0] * kick[0] + kick[1] * kick[1]).squareRoot() - 0.05) < 1e-4)
    }
    #expect(kicks.allSatisfy { $0[2] == 0 && $0[3] == 0 })
    // Four standard errors.
    let error = 4 * (probability * (1 - probability) / 4000).squareRoot()
    #expect(abs(Double(pushed.count) / 4000 - probability) <= error)
    guard pushed.count > 1000 else { return }
    for i in 0..<2 {
      let mean = pushed.reduce(0) { $0 + $1[i] } / Double(pushed.count)
      #expect(abs(mean) < 4 * 0.05 / (2 * Double(pushed.count)).squareRoot())
    }
  }

  @Test("pushes, bodies and episodes have random numbers of their own") func streams() throws {
    let family = try family(
      "{body: puck, impulse: 1, probability: 0.5}, {body: other, impulse: 1, probability: 0.5}", horizon: 40)
    let seen = try kicks(family)
    #expect(seen.map { $0[..<2] } != seen.map { $0[2...] })
    #expect(try kicks(family) == seen)
    #expect(try kicks(family, seed: 1) != seen)
    #expect(
      try kicks(self.family("{body: puck, impulse: 1, probability: 0.5}", horizon: 40)).map { $0[..<2] }
        == seen.map { $0[..<2] })
  }
}
