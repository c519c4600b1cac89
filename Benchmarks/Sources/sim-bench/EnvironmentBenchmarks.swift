internal import Gym
internal import Scenes

/// Environment steps per CPU second of one core, `VectorEnv` of 64.
enum EnvironmentBenchmarks {
  static let environments = 64

  /// `scene` is known to `plain-loop`.
  static func againstPlainLoop(scene: String, mark: Mark) -> Benchmark {
    Benchmark(
      name: "environment.\(scene)", against: "plain C++ loop over libbox2d, one world per environment",
      mark: mark,
      unit: "×"
    ) { _ in
      let family = try SceneFamily(named: scene)
      let (loop, bare) = (PlainLoop(scene: scene), PlainLoop(scene: scene, fixtures: false))
      for k in 0..<4 {
        let play = Play(of: family, task: RandomStream(seed: 11).split(k), steps: 2 * family.horizon + 10)
        for loop in [loop, bare] {
          try play.compare(
            with: loop.trace(task: play.task, actions: play.actions), from: "plain-loop \(scene)", family,
            tolerance: 2e-6)
        }
      }
      var stepper = try Stepper(family, count: environments)
      let steps = 3_200 * environments
      func theirs(_ loop: PlainLoop) throws -> Double {
        let result = try loop.measure(steps: steps, environments: environments)[0]
        return result.steps / result.cpuSeconds
      }
      func ours() throws -> Double {
        Double(steps) / (try threadSeconds { try stepper.run(steps: steps) })
      }
      let pairs = try interleaved(rounds: 11, ours: ours) { try theirs(loop) }
      let barePairs = try interleaved(rounds: 5, ours: ours) { try theirs(bare) }
      return Figure(
        value: pairs.ratio,
        detail: "\(million(pairs.ours)) against \(million(pairs.theirs)) million steps per CPU second, "
          + "\(environments) environments, median of \(pairs.count) pairs; "
          + "\(barePairs.ratio.formatted()) × a loop without fixtures")
    }
  }

  /// One environment of pybox2d after the other: less work for Python than a vector environment of Gymnasium.
  static let againstGymnasium = Benchmark(
    name: "environment.gymnasium", against: "pybox2d behind Gymnasium", mark: .atLeast(10), unit: "×"
  ) { _ in
    let family = try SceneFamily(named: "reach")
    let play = Play(of: family, task: RandomStream(seed: 3), steps: 1_000)
    guard let peer = try Peer.start("gymnasium_reach.py", play) else { return nil }
    let width = family.observationSpace.count + 1
    let theirs = try peer.values(of: "trace")
    let traces = stride(from: 0, to: theirs.count, by: width).map {
      theirs[$0..<min($0 + width, theirs.count)].map { Float($0) }
    }
    // Another release of the engine: the same scene, but not the same rounding.
    try play.compare(with: traces, from: "gymnasium_reach.py", family, tolerance: 1e-3)
    var stepper = try Stepper(family, count: environments)
    let steps = 1_600 * environments
    let pairs = try interleaved(rounds: 9) {
      Double(steps) / (try threadSeconds { try stepper.run(steps: steps) })
    } theirs: {
      Double(play.actions.count) / (try peer.seconds(of: "steps", repetitions: 5))
    }
    return Figure(
      value: pairs.ratio,
      detail: "\(million(pairs.ours)) against \(million(pairs.theirs)) million steps per CPU second, "
        + "median of \(pairs.count) pairs")
  }

  static func million(_ rates: [Double]) -> String { (median(rates) / 1e6).formatted() }
}
