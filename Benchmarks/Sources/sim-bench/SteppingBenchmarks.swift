internal import CAllocationCount
internal import Gym
internal import Randomness
internal import Scenes

/// How vector environments step by themselves: with threads, and without the heap.
enum SteppingBenchmarks {
  private static let scenes = ["reach", "grasp"]

  static let threads = Benchmark(
    name: "environment.threads", against: "the same vector environment on one thread", mark: .atLeast(1.3),
    unit: "×"
  ) { _ in
    guard TrainingBenchmarks.cores > 1 else { return nil }
    var parts: [String] = []
    var large: [Speedup] = []
    for scene in scenes {
      let family = try SceneFamily(named: scene)
      for count in [64, 256, 1_024] {
        let speedup = try speedup(of: family, count: count)
        parts.append("\(scene) \(count): \(speedup.wall.formatted()) × of \(speedup.bound.formatted())")
        if count == 1_024 { large.append(speedup) }
      }
    }
    return Figure(
      value: large.map(\.wall).min() ?? 0,
      detail:
        "the smaller gain of two threads with 1,024 environments; wall clock, and what CPU time allows: "
        + parts.joined(separator: ", ")
        + "; \(TrainingBenchmarks.describe(large.map(\.neighbours).max() ?? 0))")
  }

  private struct Speedup {
    var wall: Double
    /// If both threads always had a core and work: twice the steps per CPU second.
    var bound: Double
    var neighbours: Double
  }

  private static func speedup(of family: SceneFamily, count: Int) throws -> Speedup {
    var one = try Stepper(family, count: count)
    var two = try Stepper(family, count: count, threads: 2)
    let steps = family.name == "reach" ? 204_800 : 40_960
    var cpu = Pairs()
    let (pairs, neighbours) = try interleavedQuietly(rounds: 9, patience: 20) {
      let start = Clock.process
      defer { cpu.ours.append(Double(steps) / (Clock.process - start)) }
      return try rate(&two, steps)
    } theirs: {
      let start = Clock.process
      defer { cpu.theirs.append(Double(steps) / (Clock.process - start)) }
      return try rate(&one, steps)
    }
    guard one.checksum.bitPattern == two.checksum.bitPattern else {
      throw BenchmarkError("two threads change the rewards of \(count) environments of \(family.name)")
    }
    return Speedup(wall: pairs.ratio, bound: 2 * cpu.ratio, neighbours: neighbours)
  }

  /// Environment steps per second of the wall clock.
  private static func rate(_ stepper: inout Stepper, _ steps: Int) throws -> Double {
    let start = Clock.wall
    try stepper.run(steps: steps)
    return Double(steps) / (Clock.wall - start)
  }

  /// A reset builds bodies, and the engine takes memory for the first contacts of a world; after that nothing grows.
  static let allocations = Benchmark(
    name: "environment.allocations", against: "", mark: .under(1), unit: ""
  ) { _ in
    var total: UInt64 = 0
    var parts: [String] = []
    for scene in scenes {
      let family = try SceneFamily(named: scene)
      let env = family.makeVectorEnv(
        for: family.drawTask(from: .train, using: RandomStream(seed: 1)),
        count: EnvironmentBenchmarks.environments)
      var (step, random) = (env.makeStep(), CheapRandom(seed: 2))
      var actions = [Float](repeating: 0, count: env.count * env.actionSpace.count)
      let seeds = (0..<env.count).map(UInt64.init)
      var (beginning, steady): (UInt64, UInt64) = (0, 0)
      // The first episode is for buffers to grow; each later one is stepped to just before its end.
      for episode in 0..<5 {
        let start = allocation_count()
        var settled = start
        env.reset(seeds: seeds, into: &step)
        for time in 1..<family.horizon {
          if time == 20 { settled = allocation_count() }
          for i in actions.indices { actions[i] = random.next() }
          try env.step(actions.span, into: &step)
        }
        guard episode > 0 else { continue }
        beginning += settled - start
        steady += allocation_count() - settled
      }
      total += steady
      let each = Double(beginning) / Double(4 * env.count)
      parts.append("\(scene) \(steady), and \(each.formatted()) at the beginning of each episode")
    }
    return Figure(
      value: Double(total),
      detail:
        "heap allocations in four episodes of \(EnvironmentBenchmarks.environments) environments from their "
        + "20th step on: " + parts.joined(separator: "; "))
  }
}
