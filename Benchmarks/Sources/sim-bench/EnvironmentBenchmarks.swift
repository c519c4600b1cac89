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
      try checkSameScene(loop, family)
      try checkSameScene(bare, family)
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

  static func million(_ rates: [Double]) -> String { (median(rates) / 1e6).formatted() }
}
