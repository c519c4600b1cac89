import Foundation
import Gym
import Physics
import Randomness
import Scenes
import Testing

/// A file's levels, and what its test tasks change.
@Suite("Levels and held-out tasks") struct LevelsTests {
  /// Training goals on the right, test goals on the left and with more mass; a level further away, one that moves.
  static let cart = """
    name: cart
    version: 3
    horizon: 20
    simulation: {time_step: 0.02, gravity: [0, -1]}
    bodies:
      - {name: cart, shape: {circle: 0.1}, mass: {uniform: [1, 2]}, linear_damping: 0.1}
      - {name: post, type: static, shape: {circle: 0.1}, position: [2, 0]}
    joints: [{name: rail, type: prismatic, between: [ground, cart], at: [[0, 0], [0, 0]], axis: [1, 0]}]
    actuators: [{joint: rail, mode: torque, scale: 4}]
    start: {rail: {uniform: [-0.1, 0.1]}}
    task: {goal: {rectangle: {low: [0.2, 0], high: [0.5, 0.1]}}}
    observe: [cart_position, cart_velocity, goal_position, {position: post, noise: 0.01}]
    reward: [{distance: [cart, goal], weight: -1}]
    success: {distance: [cart, goal], below: 0.1}
    test:
      task: {goal: {rectangle: {low: [-0.5, 0], high: [-0.2, 0.1]}}}
      bodies:
        - {name: cart, shape: {circle: 0.1}, mass: {uniform: [3, 4]}, linear_damping: 0.2}
        - {name: post, type: static, shape: {circle: 0.1}, position: [2, 0]}
      success: {distance: [cart, goal], below: 0.2}
      reward: [{distance: [cart, goal], weight: -2}]
    levels:
      far:
        horizon: 40
        task: {goal: {rectangle: {low: [0.7, 0], high: [0.9, 0.1]}}}
        test: {task: {goal: {rectangle: {low: [-0.9, 0], high: [-0.7, 0.1]}}}}
      2:
        bodies:
          - {name: cart, shape: {box: [0.1, 0.2]}, density: {choice: [60, 70, 80]}}
          - {name: post, type: kinematic, shape: {circle: 0.1}, position: [2, 0], moves: {by: [0, 0.5], period: {uniform: [1, 2]}}}
        test: {}
    """

  /// Test tasks whose episodes draw, change and push otherwise.
  static let changing = """
    name: changing
    horizon: 12
    simulation: {time_step: 0.02, gravity: [0, 0]}
    bodies: [{name: cart, shape: {circle: 0.1}, mass: {episode: {uniform: [1, 2]}}}]
    joints: [{name: rail, type: prismatic, between: [ground, cart], at: [[0, 0], [0, 0]], axis: [1, 0]}]
    actuators: [{joint: rail, mode: torque, scale: 4}]
    start: {rail: {uniform: [-0.1, 0.1]}}
    task: {goal: [{uniform: [0.2, 0.5]}, 0]}
    observe: [cart_position, cart_velocity, goal_position]
    reward: [{distance: [cart, goal], weight: -1}]
    changes:
      - {at: {episode: {uniform: [3, 5]}}, point: goal, position: [{episode: {uniform: [0.6, 0.8]}}, 0]}
      - {at: 4, actuator: rail, scale: {uniform: [1, 2]}}
    pushes: [{body: cart, impulse: 0.1, probability: 0}]
    test:
      bodies: [{name: cart, shape: {circle: 0.1}, mass: {episode: {uniform: [3, 4]}}}]
      task: {goal: [{uniform: [-0.5, -0.2]}, 0]}
      start: {rail: {uniform: [0.2, 0.3]}}
      changes:
        - {at: {episode: {uniform: [7, 9]}}, point: goal, position: [{episode: {uniform: [-0.8, -0.6]}}, 0]}
        - {at: 8, actuator: rail, scale: {uniform: [-2, -1]}}
      pushes: [{body: cart, impulse: 0.5, probability: 1}]
    """

  private func draws(_ family: SceneFamily, _ split: Split) -> [TaskDraw] {
    (0..<40).map { family.drawTask(from: split, using: RandomStream(seed: $0)) }
  }

  private func goals(_ family: SceneFamily, _ split: Split) -> ClosedRange<Float> {
    let xs = draws(family, split).map { family.points(for: $0)[0].position.x }
    return (xs.min() ?? 0)...(xs.max() ?? 0)
  }

  @Test("test tasks come from the region held out, the others from training's") func regions() throws {
    let family = try SceneFiles().family(Self.cart)
    #expect((0.2...0.5).contains(goals(family, .train)))
    #expect((0.2...0.5).contains(goals(family, .validation)))
    #expect((-0.5 ... -0.2).contains(goals(family, .test)))
    for split in Split.allCases {
      for task in draws(family, split) {
        #expect(task.split == split && family.accepts(task))
        let cart = family.world(for: task).bodies[0]
        #expect((split == .test ? 3...4 : 1...2).contains(cart.mass.mass))
        #expect(cart.linearDamping == (split == .test ? 0.2 : 0.1))
        #expect(family.goals(for: task)[0].tolerance == (split == .test ? 0.2 : 0.1))
      }
    }
  }

  @Test("training and validation draw as if nothing were said of tests") func untouched() throws {
    let family = try SceneFiles().family(Self.cart)
    let start = try #require(Self.cart.range(of: "test:\n"))
    let plain = try SceneFiles().family(String(Self.cart[..<start.lowerBound]))
    for split in [Split.train, .validation] { #expect(draws(family, split) == draws(plain, split)) }
    #expect(family.sceneHash != plain.sceneHash)
  }

  @Test("one batch holds training and test tasks, each as by itself") func mixed() throws {
    let family = try SceneFiles().family(Self.cart)
    let tasks = [Split.train, .test, .train, .test].enumerated().map {
      family.drawTask(from: $1, using: RandomStream(seed: UInt64($0)))
    }
    var alone: [(observations: [[Float]], rewards: [Float])] = []
    for (i, task) in tasks.enumerated() {
      var env = SceneEnv(family, task: task)
      var (seen, rewards) = ([env.reset(seed: UInt64(i + 1))], [Float(0)])
      let goal = family.points(for: task)[0].position
      #expect(Array(seen[0][4..<6]) == [goal.x, goal.y])
      for _ in 0..<10 {
        let step = try env.step([1])
        let (x, y) = (step.observation[0] - goal.x, step.observation[1] - goal.y)
        let weight: Float = task.split == .test ? -2 : -1
        #expect(abs(step.result.reward - weight * (x * x + y * y).squareRoot()) < 1e-5)
        seen.append(step.observation)
        rewards.append(step.result.reward)
      }
      alone.append((seen, rewards))
    }
    let env = family.makeVectorEnv(tasks: tasks, choosing: .fixed)
    var all = env.makeStep()
    env.reset(seeds: [1, 2, 3, 4], into: &all)
    let actions: [Float] = [1, 1, 1, 1]
    for time in 0...10 {
      if time > 0 { try env.step(actions.span, into: &all) }
      for i in tasks.indices {
        #expect(Array(all.observations[i * 8..<(i + 1) * 8]) == alone[i].observations[time])
        #expect(time == 0 || all.rewards[i] == alone[i].rewards[time])
      }
    }
    // A newton on each kilogramme: what weighs more is slower.
    #expect(all.observations[2] > 1.5 * all.observations[8 + 2])
  }

  @Test("a test task's episodes draw, change and push as the file says of them") func episodes() throws {
    let family = try SceneFiles().family(Self.changing)
    for split in [Split.train, .test] {
      let isTest = split == .test
      for (i, task) in draws(family, split).prefix(8).enumerated() {
        let seed = UInt64(i)
        let numbers = family.episodeNumbers(seed: seed, of: task)
        #expect(numbers.count == family.episodeNames.count)
        #expect((isTest ? 3...4 : 1...2).contains(family.world(for: task, seed: seed).bodies[0].mass.mass))
        let jump = try #require(
          zip(family.episodeNames, numbers).first { $0.0 == "changes[0].at" }.map { Int($0.1) })
        #expect((isTest ? 7...9 : 3...5).contains(jump))
        var env = SceneEnv(family, task: task)
        var seen = [env.reset(seed: seed)]
        #expect((isTest ? 0.2...0.3 : -0.1...0.1).contains(seen[0][0]))
        for time in 1...family.horizon {
          seen.append(try env.step([0]).observation)
          let goal = family.points(for: task, seed: seed, after: time)[0].position
          #expect(Array(seen[time][4..<6]) == [goal.x, goal.y])
          let (near, far) = isTest ? (-0.5 ... -0.2, -0.8 ... -0.6) : (0.2...0.5, 0.6...0.8)
          #expect((time > jump ? far : near).contains(Double(goal.x)))
          #expect(family.goals(for: task, seed: seed, after: time)[0].offset == goal)
        }
        // Nothing else moves the cart.
        #expect((seen[1][2] != 0) == isTest)
        let strength = family.actuatorStrengths(for: task, seed: seed, after: 12)[0]
        #expect((isTest ? -0.5 ... -0.25 : 0.25...0.5).contains(strength))
      }
    }
  }

  @Test("one batch holds training and test episodes that change") func mixedEpisodes() throws {
    let family = try SceneFiles().family(Self.changing)
    let tasks = [Split.train, .test, .train, .test].enumerated().map {
      family.drawTask(from: $1, using: RandomStream(seed: UInt64($0)))
    }
    for seen in [family, family.revealed] {
      let together = seen.makeVectorEnv(tasks: tasks, choosing: .fixed)
      let alone = tasks.map { seen.makeVectorEnv(for: $0, count: 1) }
      for env in alone + [together] { env.autoreset = .disabled }
      var all = together.makeStep()
      var each = alone.map { $0.makeStep() }
      // The second episodes begin with the numbers of the start.
      for episode in 0..<2 {
        let seeds = tasks.indices.map { UInt64(10 * episode + $0) }
        together.reset(seeds: seeds, into: &all)
        for i in tasks.indices { alone[i].reset(seeds: [seeds[i]], into: &each[i]) }
        for _ in 0..<seen.horizon {
          #expect(all.observations == each.flatMap(\.observations))
          let actions: [Float] = [1, 1, -1, -1]
          try together.step(actions.span, into: &all)
          for i in tasks.indices { try alone[i].step([actions[i]].span, into: &each[i]) }
          #expect(all.rewards == each.flatMap(\.rewards))
        }
      }
    }
  }

  @Test("an oracle is told a test episode's numbers over training's range, too") func revealedEpisodes()
    throws
  {
    let family = try SceneFiles().family(Self.changing)
    let components = family.revealed.observationSpace.components
    let names = components.map(\.name)
    let mass = try #require(names.firstIndex(of: "episode(bodies[0].mass)"))
    let goal = try #require(names.firstIndex(of: "present(x of goal)"))
    #expect(abs(components[goal].low - (-0.8 - 0.5) / 0.3) < 1e-4 && components[goal].high == 1)
    for split in [Split.train, .test] {
      let task = draws(family, split)[0]
      var env = SceneEnv(family.revealed, task: task)
      var told = env.reset(seed: 3)
      #expect(abs(told[mass] - (family.world(for: task, seed: 3).bodies[0].mass.mass - 1.5) / 0.5) < 1e-5)
      for time in 0...10 {
        let x = family.points(for: task, seed: 3, after: time)[0].position.x
        #expect(abs(told[goal] - (x - 0.5) / 0.3) < 1e-5)
        told = try env.step([0]).observation
      }
    }
    for line in ["What each episode of a test task draws anew.", "| `bodies[0].mass` | 3 | 4 |"] {
      #expect(family.page.contains(line))
    }
    #expect(family.describe().contains("\ntest episode\n"))
  }

  @Test("where tasks draw nothing, none is for tests") func oneTask() throws {
    do throws(SceneError) {
      _ = try SceneFamily(
        text: """
          name: robot
          horizon: 9
          bodies: [{name: robot, shape: {circle: 0.02}, density: 1, position: [0, 0]}]
          actuators: [{body: robot, mode: velocity, scale: 1}]
          observe: [robot_position]
          reward: [{speed: robot, weight: 1}]
          test: {actuators: [{body: robot, mode: velocity, scale: 2}]}
          """, source: "robot.yaml")
      Issue.record("no error")
    } catch {
      #expect(
        error.description
          == "robot.yaml: test: of a scene whose tasks draw nothing, "
          + "expected a distribution that tells tasks apart")
    }
  }

  @Test("a level is named behind the file's path, and says so") func levels() throws {
    let files = try SceneFiles()
    let path = try files.write(Self.cart, as: "cart.yaml")
    let (plain, far) = (try SceneFamily(named: path), try SceneFamily(named: "\(path)@far"))
    let second = try SceneFamily(loading: "\(path)@2")
    #expect([plain.name, far.name, second.name] == ["cart", "cart@far", "cart@2"])
    #expect(far.id == "limber/Cart-v3@far")
    #expect((0.7...0.9).contains(goals(far, .train)) && (-0.9 ... -0.7).contains(goals(far, .test)))
    #expect((0.2...0.5).contains(goals(second, .train)) && (0.2...0.5).contains(goals(second, .test)))
    #expect(plain.horizon == 20 && far.horizon == 40 && second.horizon == 20)
    #expect(second.taskNames.contains("bodies[1].moves.period"))
    #expect(plain.sceneHash == far.sceneHash && far.sceneHash == second.sceneHash)
    let spaces = [plain, far, second].map(\.observationSpace)
    #expect(spaces[0] == spaces[1] && spaces[1] == spaces[2])
    #expect(spaces[0].components[4].low == -0.9 && spaces[0].components[4].high == 0.9)
    #expect(SceneFamily.isPath("\(path)@far") && !SceneFamily.isPath("limber/Cart-v3@far"))
    for family in [plain, far, second] {
      let again = try SceneFamily(text: family.text, source: "source")
      #expect(again.name == family.name && again.sceneHash == family.sceneHash && again.page == family.page)
      #expect(again.observationSpace == family.observationSpace)
    }
    do throws(SceneError) {
      _ = try SceneFamily(loading: "\(path)@fat")
      Issue.record("no error")
    } catch {
      #expect(
        error.description.hasSuffix(
          "level: no level named \"fat\" (did you mean \"far\"?), expected one of far, 2"))
    }
  }

  @Test("an oracle is told a test task's numbers over training's range") func revealed() throws {
    let family = try SceneFiles().family(Self.cart)
    let names = family.revealed.observationSpace.components.map(\.name)
    let place = try #require(names.firstIndex(of: "task(task.goal.x)"))
    for split in [Split.train, .test] {
      let task = draws(family, split)[0]
      var env = SceneEnv(family.revealed, task: task)
      let told = env.reset(seed: 0)[place]
      #expect(abs(told - (family.points(for: task)[0].position.x - 0.35) / 0.15) < 1e-5)
    }
  }

  @Test("an oracle of one level is told the same in another") func revealedLevels() throws {
    let files = try SceneFiles()
    let family = try SceneFamily(named: "\(files.write(Self.cart, as: "cart.yaml"))@far")
    let names = family.revealed.observationSpace.components.map(\.name)
    let place = try #require(names.firstIndex(of: "task(task.goal.x)"))
    for split in [Split.train, .test] {
      let task = draws(family, split)[0]
      var env = SceneEnv(family.revealed, task: task)
      let told = env.reset(seed: 0)[place]
      #expect(abs(told - (family.points(for: task)[0].position.x - 0.35) / 0.15) < 1e-5)
    }
  }

  @Test("a suite may hold levels of one scene") func suite() throws {
    let files = try SceneFiles()
    try files.write(Self.cart, as: "cart.yaml")
    let path = try files.write(
      "name: both\ntrain: [cart.yaml, cart.yaml@far]\ntest: [cart.yaml@2]\n", as: "both.yaml")
    let suite = try SceneSuite(loading: path)
    #expect(suite.scenes.map(\.name) == ["cart", "cart@far", "cart@2"])
    let again = try SceneSuite(text: suite.text, source: "source")
    #expect(again.hash == suite.hash && again.scenes.map(\.name) == suite.scenes.map(\.name))
  }

  @Test("a goal is dragged within its half") func dragged() throws {
    let family = try SceneFiles().family(Self.cart)
    for split in Split.allCases {
      for task in draws(family, split) {
        let goal = family.goals(for: task)[0]
        let moved = try #require(family.moving(goal, to: Vector2(0, 0.05), in: task))
        #expect(family.accepts(moved) && (moved.split == .test) == (split == .test))
        #expect(abs(family.points(for: moved)[0].position.x - (split == .test ? -0.2 : 0.2)) < 1e-4)
      }
    }
  }

  @Test("the page and the description tell both") func words() throws {
    let family = try SceneFiles().family(Self.cart)
    let levels = "cart@far (horizon, task, test), cart@2 (bodies, test)"
    #expect(family.page.contains("| levels | \(levels) |\n"))
    #expect(family.page.contains("What a test task draws.\n\n| drawn | low | high |\n"))
    #expect(family.page.contains("| `task.goal.x` | -0.5 | -0.2 |"))
    #expect(family.describe().contains("levels: \(levels)\n") && family.describe().contains("\ntest task\n"))
  }
}

extension ClosedRange<Float> {
  fileprivate func contains(_ other: ClosedRange<Float>) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}
