internal import Experiments
internal import Foundation
internal import MetaLearning

/// Training of a policy with a memory (`rl2`): 256 lanes of 200 steps, GRU 64 between layers of 64, three epochs of eight
/// minibatches, one core.
enum TrialBenchmarks {
  static let all = [share, jax]

  private static let share = Benchmark(
    name: "training.rl2", against: "bare stepping of `reach` by a plain C++ loop, one core",
    mark: .atLeast(0.6),
    unit: "×"
  ) { _ in
    let loop = PlainLoop(scene: "reach")
    let pairs = try interleaved(rounds: 5) {
      1 / (try secondsPerStep("reach"))
    } theirs: {
      median(try loop.measure(steps: 640_000, processes: 1).map { $0.steps / $0.cpuSeconds })
    }
    return Figure(
      value: pairs.ratio,
      detail:
        "\(EnvironmentBenchmarks.million(pairs.ours)) against \(EnvironmentBenchmarks.million(pairs.theirs)) "
        + "million steps per CPU second, median of \(pairs.count) pairs")
  }

  private static let jax = Benchmark(
    name: "training.rl2.jax", against: "JAX, jit, CPU, environment inside the program", mark: .atLeast(1.2),
    unit: "×"
  ) { _ in
    struct Problem: Encodable { var iterations = 2 }
    guard let peer = try Peer.start("rl2_jax.py", Problem()) else { return nil }
    let pairs = try interleaved(rounds: 5) {
      try secondsPerStep("navigate")
    } theirs: {
      try peer.seconds(of: "iterations", repetitions: 1) / Double(Problem().iterations * 256 * 200)
    }
    return Figure(
      value: pairs.speedup,
      detail:
        "\((1e6 * median(pairs.ours)).formatted()) against \((1e6 * median(pairs.theirs)).formatted()) µs of CPU "
        + "time a step of `navigate`, median of \(pairs.count) pairs")
  }

  /// CPU seconds of an environment step in a run, all that is made of it included.
  private static func secondsPerStep(_ environment: String) throws -> Double {
    var configuration = RunConfiguration.defaults(for: environment, algorithm: .rl2)
    configuration.iterations = 4
    configuration.checkpointEvery = 4
    if case .proximal(var update) = configuration.update {
      update.minibatches = 8
      configuration.update = .proximal(update)
    }
    configuration.trial?.episodes = 2
    let result = try TrainingBenchmarks.run(configuration)
    return result.cpuSeconds / Double(result.environmentSteps ?? 1)
  }
}
