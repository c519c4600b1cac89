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
