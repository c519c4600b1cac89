import Gym
import Randomness
import Testing

@testable import Tabular

@Suite("The optimum of gridworlds") struct GridworldOptimumTests {
  /// Until the goal is found, the one of each cell that a search can see first is expected to be it: 14 + … + 1 steps on
  /// goals in the first episode, over 21; then the seven others at their distance, or whichever it was.
  @Test("of 5 × 5 cells and 15 steps, by episode", arguments: [1, 2, 3, 4]) func standard(_ episodes: Int) {
    let optimum = GridworldOptimum(Gridworld(), episodes: episodes)
    let informed = -1.5 + 1.1 * 240 / 21
    #expect(abs(optimum.informedReturn - informed) < 1e-12)
    #expect(optimum.episodeReturns.count == episodes)
    for (episode, value) in optimum.episodeReturns.enumerated() {
      #expect(abs(value - (episode == 0 ? 4 : informed)) < 1e-12, "episode \(episode): \(value)")
    }
    #expect(abs(optimum.value - (4 + Double(episodes - 1) * informed)) < 1e-12)
  }

  static let small: [(size: Int, horizon: Int, episodes: Int)] = [
    (3, 4, 1), (3, 4, 2), (3, 4, 3), (3, 5, 2), (3, 7, 1), (3, 7, 2), (4, 6, 1), (4, 6, 2),
  ]

  /// Against the decision process of beliefs, with all five moves at every step and no knowledge of what to do where
  /// the goal is found.
  @Test("is the value of the best moves on beliefs", arguments: small)
  func beliefs(_ size: Int, _ horizon: Int, _ episodes: Int) {
    var process = BeliefProcess(size: size, horizon: horizon, steps: horizon * episodes)
    let optimum = GridworldOptimum(Gridworld(size: size, horizon: horizon), episodes: episodes)
    #expect(abs(optimum.value - process.value()) < 1e-9, "\(optimum.value)")
  }

  @Test("does not depend on where the search looks first") func widths() {
    var improved = 0
    for size in 3...5 {
      for horizon in 2 * size - 2...2 * size {
        for episodes in 1...3 {
          let world = Gridworld(size: size, horizon: horizon)
          let (narrow, wide) = (
            GridworldOptimum(world, episodes: episodes, width: 1), GridworldOptimum(world, episodes: episodes)
          )
          #expect(narrow.value == wide.value, "\(size), \(horizon), \(episodes)")
          let search = GridworldSearch(world, episodes: episodes)
          guard let best = search.path(beyond: -1, width: 1000)?.gain else { continue }
          // A bound that were too low anywhere on the way would cut it off.
          #expect(search.path(beyond: best - 1, width: nil)?.gain == best)
          if let first = search.path(beyond: -1, width: 1)?.gain, first < best { improved += 1 }
        }
      }
    }
    #expect(improved > 3, "there are worlds where looking at one state a step is not enough")
  }

  @Test("the policy reaches it on all goals", arguments: AutoresetMode.allCases, [1, 2, 3])
  func reaches(_ mode: AutoresetMode, _ episodes: Int) throws {
    for world in [Gridworld(), Gridworld().revealed, Gridworld(size: 4, horizon: 6)] {
      let env = world.makeVectorEnv(tasks: world.goals.map(Gridworld.Draw.init), choosing: .fixed)
      var policy = GridworldOptimumPolicy(world, episodes: episodes)
      // Trial after trial of the same goals: a memory of the one before would do better.
      for _ in 0..<2 {
        let returns = try returns(of: &policy, in: env, episodes: episodes, mode: mode, seed: 0)
        for episode in 0..<episodes {
          let mean = returns.reduce(0) { $0 + $1[episode] } / Double(world.goals.count)
          #expect(abs(mean - policy.optimum.episodeReturns[episode]) < 1e-9, "episode \(episode)")
        }
      }
    }
  }

  @Test("a task that begins is not taken for the one before") func begins() throws {
    let world = Gridworld()
    let env = world.makeVectorEnv(for: Gridworld.Draw(goal: 2), count: 2)
    var policy = GridworldOptimumPolicy(world, episodes: 2)
    let tasks = world.goals.map(Gridworld.Draw.init)
    let episodes = try rollout(
      &policy, in: env, tasks: tasks, streams: tasks.map { RandomStream(seed: UInt64($0.goal)) })
    let mean = episodes.reduce(0) { $0 + Double($1.totalReward) } / Double(tasks.count)
    #expect(abs(mean - policy.optimum.episodeReturns[0]) < 1e-5)
  }
}

/// A gridworld whose goal is not known, as a decision process of (cell, cells that may be the goal, step).
private struct BeliefProcess {
  let size: Int
  let horizon: Int
  let steps: Int
  private var values: [Int: Double] = [:]

  init(size: Int, horizon: Int, steps: Int) {
    self.size = size
    self.horizon = horizon
    self.steps = steps
  }

  mutating func value() -> Double {
    var belief = 0
    for y in 0..<size {
      for x in 0..<size where max(x, y) > 1 { belief |= 1 << (y * size + x) }
    }
    return value(0, belief, 0)
  }

  private mutating func value(_ place: Int, _ belief: Int, _ step: Int) -> Double {
    guard step < steps else { return 0 }
    let start = step % horizon == 0 ? 0 : place
    let key = (belief * 32 + start) * 128 + step
    if let known = values[key] { return known }
    var best = -Double.infinity
    for (dx, dy) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)] {
      let (x, y) = (start % size + dx, start / size + dy)
      let isInside = (0..<size).contains(x) && (0..<size).contains(y)
      let cell = isInside ? y * size + x : start
      let here = belief & 1 << cell
      let chance = here == 0 ? 0 : 1 / Double(belief.nonzeroBitCount)
      var worth = 0.0
      if chance > 0 { worth += chance * (1 + value(cell, here, step + 1)) }
      if chance < 1 { worth += (1 - chance) * (-0.1 + value(cell, belief & ~here, step + 1)) }
      best = max(best, worth)
    }
    values[key] = best
    return best
  }
}
