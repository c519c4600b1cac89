import Gym
import Randomness
import Tabular
import TestSupport
import Testing

@Suite("Gridworlds") struct GridworldTests {
  @Test(
    "keep the contract",
    arguments: [
      Gridworld(), Gridworld().revealed, Gridworld(size: 3, horizon: 4), Gridworld(size: 7, horizon: 12),
    ])
  func contract(_ world: Gridworld) {
    #expect(checkEnv { GridworldEnv(world, task: Gridworld.Draw(goal: 2)) } == [])
    #expect(checkVectorEnv(world) { GridworldEnv(world, task: $0) } == [])
  }

  @Test("the goal is any cell but the start and its neighbours") func goals() {
    let world = Gridworld()
    #expect(world.goals == Array(2..<5) + Array(7..<25))
    for split in Split.allCases {
      let drawn = (0..<2100).map { world.drawTask(from: split, using: RandomStream(seed: 3).split($0)).goal }
      #expect(Set(drawn) == Set(world.goals))
      for goal in world.goals {
        #expect(abs(drawn.count { $0 == goal } - 100) < 40, "100 ± 10 are expected, and four errors allowed")
      }
    }
  }

  @Test("moves are those of their names, and none leads off the grid") func moves() throws {
    var env = GridworldEnv(Gridworld(), task: Gridworld.Draw(goal: 24))
    #expect(env.reset(seed: 0) == [0, 0])
    let (stay, up, right, down, left): (Float, Float, Float, Float, Float) = (0, 1, 2, 3, 4)
    let walk: [(Float, [Float])] = [
      (down, [0, 0]), (left, [0, 0]), (up, [0, 0.25]), (right, [0.25, 0.25]), (stay, [0.25, 0.25]),
      (right, [0.5, 0.25]), (right, [0.75, 0.25]), (right, [1, 0.25]), (right, [1, 0.25]), (up, [1, 0.5]),
      (up, [1, 0.75]), (up, [1, 1]), (up, [1, 1]), (down, [1, 0.75]), (left, [0.75, 0.75]),
    ]
    for (time, (move, place)) in walk.enumerated() {
      let (observation, result) = try env.step([move])
      #expect(observation == place, "step \(time)")
      #expect(result.reward == (place == [1, 1] ? 1 : -0.1) && result.success == (place == [1, 1]))
      #expect(result.truncated == (time == 14) && !result.terminated)
    }
    #expect(
      env.actionSpace == .discrete(Discrete("move", choices: ["stay", "up", "right", "down", "left"])))
  }

  @Test("the goal is shown where it is revealed") func revealed() throws {
    var env = GridworldEnv(Gridworld().revealed, task: Gridworld.Draw(goal: 7))
    #expect(env.reset(seed: 0) == [0, 0, 0.5, 0.25])
    #expect(try env.step([1]).observation == [0, 0.25, 0.5, 0.25])
    #expect(env.observationSpace.components.map(\.name) == ["x", "y", "goal x", "goal y"])
  }

  @Test(
    "the expert goes to the goal by a shortest way and stays", arguments: [Gridworld(), Gridworld().revealed])
  func expert(_ world: Gridworld) throws {
    let env = world.makeVectorEnv(tasks: world.goals.map(Gridworld.Draw.init), choosing: .fixed)
    var expert = GridworldExpert(env)
    let episodes = try rollout(&expert, in: env, streams: world.goals.map { RandomStream(seed: UInt64($0)) })
    for (goal, episode) in zip(world.goals, episodes) {
      let distance = goal % 5 + goal / 5
      #expect(episode.success)
      #expect(
        episode.rewards == (1...15).map { $0 < distance ? -0.1 : 1 }, "goal \(goal) at distance \(distance)")
    }
  }

  @Test("the expert goes in all directions") func directions() {
    let env = Gridworld().makeVectorEnv(
      tasks: [14, 22, 10, 2, 12].map(Gridworld.Draw.init), choosing: .fixed)
    let expert = GridworldExpert(env)
    var streams = (0..<5).map { RandomStream(seed: UInt64($0)) }
    var actions = [Float](repeating: -1, count: 5)
    var span = actions.mutableSpan
    // All rows in the middle of the grid.
    expert.act(on: [Float](repeating: 0.5, count: 10).span, streams: &streams, into: &span)
    #expect(actions == [2, 1, 4, 3, 0])
  }

  @Test("a goal beside the start traps, and a horizon that does not reach") func traps() async {
    await #expect(processExitsWith: .failure) {
      _ = GridworldEnv(Gridworld(), task: Gridworld.Draw(goal: 6))
    }
    await #expect(processExitsWith: .failure) { _ = Gridworld(size: 5, horizon: 7) }
  }
}
