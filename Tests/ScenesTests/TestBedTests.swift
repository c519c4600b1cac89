import Gym
import Physics
import Randomness
import Scenes
import Testing

/// The point robots of the literature do what their papers say.
@Suite("Test beds") struct TestBedTests {
  private func draw(_ family: SceneFamily, _ seed: UInt64) -> TaskDraw {
    family.drawTask(from: .train, using: RandomStream(seed: seed))
  }

  @Test("wind carries a robot that does nothing by up to 0.08 a step") func drift() throws {
    let family = try SceneFamily(named: "wind")
    #expect(family.horizon == 75)
    var longest: Float = 0
    for seed in 0..<200 {
      let task = draw(family, UInt64(seed))
      var env = SceneEnv(family, task: task)
      _ = env.reset(seed: 0)
      for step in 1...3 {
        let place = try env.step([0, 0]).observation
        for i in 0..<2 { #expect(abs(place[i] - 0.1 * Float(step) * task.numbers[i]) < 1e-5) }
        if step == 1 { longest = max(longest, abs(place[0]), abs(place[1])) }
      }
    }
    #expect(longest < 0.08 && longest > 0.078)
  }

  @Test("goals of the semicircle lie on its upper half, all along") func semicircle() throws {
    let family = try SceneFamily(named: "semicircle")
    let goals = try (0..<500).map { try #require(family.goals(for: draw(family, UInt64($0))).first).offset }
    #expect(goals.allSatisfy { abs($0.length - 1) < 1e-5 && $0.y >= -1e-6 })
    #expect((goals.map(\.x).min() ?? 0) < -0.99 && (goals.map(\.x).max() ?? 0) > 0.99)
  }

  @Test(
    "the reward is 1 within the radius and 0 outside",
    arguments: [("wind", Float(0.03)), ("semicircle", 0.2)])
  func sparse(_ bed: (name: String, radius: Float)) throws {
    let family = try SceneFamily(named: bed.name)
    let task = draw(family, 3)
    let goal = try #require(family.goals(for: task).first).offset
    let env = SceneVectorEnv(family, tasks: [task])
    env.autoreset = .disabled
    var (step, rewards) = (env.makeStep(), Set<Float>())
    env.reset(seeds: [0], into: &step)
    var expert = try ExpertPolicy(env)
    var streams = [RandomStream(seed: 0)]
    for _ in 0..<family.horizon {
      var action: [Float] = [0, 0]
      var span = action.mutableSpan
      expert.act(on: step.observations.span, streams: &streams, into: &span)
      try env.step(action.span, into: &step)
      let (dx, dy) = (step.observations[0] - goal.x, step.observations[1] - goal.y)
      let distance = (dx * dx + dy * dy).squareRoot()
      if abs(distance - bed.radius) > 1e-5 { #expect(step.rewards[0] == (distance < bed.radius ? 1 : 0)) }
      rewards.insert(step.rewards[0])
    }
    #expect(rewards == [0, 1])
  }

  @Test("a goal that is put where it is stays the same task", arguments: ["semicircle", "navigate", "reach"])
  func unmoved(_ name: String) throws {
    let family = try SceneFamily(named: name)
    for seed in 0..<300 {
      let task = draw(family, UInt64(seed))
      let goal = try #require(family.goals(for: task).first)
      #expect(family.moving(goal, to: goal.offset, in: task) == task)
    }
  }
}
