internal import Experiments
internal import Foundation
internal import Learning
internal import MetaLearning
internal import PolicyLearning

/// A meta-iteration of MAML-TRPO on `navigate` by one core: 20 tasks of 20 episodes, horizon 100, one inner step,
/// policy 64-64 tanh, 10 conjugate-gradient steps.
enum TrustRegionBenchmarks {
  static let sameWork = against("training.pytorch_maml_rl", curvatureTasks: 20, mark: 15)
  static let subsampled = against("training.pytorch_maml_rl_subsampled", curvatureTasks: 5, mark: 30)

  private static func against(_ name: String, curvatureTasks: Int, mark: Double) -> Benchmark {
    Benchmark(name: name, against: "pytorch-maml-rl", mark: .atLeast(mark), unit: "×", isLong: true) {
      session in
      let variables = ProcessInfo.processInfo.environment
      // A checkout that the user provides: peers/maml_rl_iteration.py says how.
      guard
        variables["LIMBER_PYTORCH_MAML_RL"] != nil,
        let peer = try session.once(
          "pytorch-maml-rl",
          {
            try Peer.start(
              "maml_rl_iteration.py", [String: Int](), python: variables["LIMBER_PYTORCH_MAML_RL_PYTHON"])
          })
      else { return nil }
      let iterations = 3
      let pairs = try interleaved(rounds: 3) {
        try threadSeconds { _ = try TrainingBenchmarks.run(settings(curvatureTasks, iterations)) }
          / Double(iterations)
      } theirs: {
        try peer.seconds(of: "iteration", repetitions: 1)
      }
      return Figure(
        value: pairs.speedup,
        detail:
          "\(median(pairs.ours).formatted()) against \(median(pairs.theirs).formatted()) s of CPU time, "
          + "one core each, curvature of \(curvatureTasks) of 20 tasks, median of \(pairs.count) pairs")
    }
  }

  /// The same iteration as JAX runs it: one compiled function on batches of all tasks and episodes, curvature products
  /// written out by hand (peers/maml_trpo_jax.py). Draws differ, and with them the tries of the line search.
  static let jax = Benchmark(
    name: "training.jax", against: "JAX, jit, CPU, products by hand", mark: .atLeast(1), unit: "×",
    isLong: true
  ) { session in
    let work = JaxWork()
    guard
      let peer = try session.once("maml_trpo_jax", { try Peer.start("maml_trpo_jax.py", work) })
    else { return nil }
    var region = TrustRegion()
    region.maxDivergence = work.maxDivergence
    region.conjugateGradient.iterations = work.products
    region.damping = work.damping
    region.lineSearchSteps = work.lineSearchSteps
    region.backtrack = work.backtrack
    region.curvatureTasks = work.curvatureTasks
    let configuration = settings(innerRate: work.innerRate, region, work.iterations)
    var (tries, iterations) = (0, 0)
    let pairs = try interleaved(rounds: 7) {
      let seconds = try threadSeconds {
        _ = try TrainingBenchmarks.run(configuration) { progress in
          tries += progress.report.trustRegion?.lineSearchSteps ?? 0
          iterations += 1
        }
      }
      return seconds / Double(work.iterations)
    } theirs: {
      try peer.seconds(of: "iteration", repetitions: 1)
    }
    let theirTries = try peer.values(of: "tries")[0]
    return Figure(
      value: pairs.speedup,
      detail:
        "\(median(pairs.ours).formatted()) against \(median(pairs.theirs).formatted()) s of CPU time, one core "
        + "each, curvature of all 20 tasks, \((Double(tries) / Double(iterations)).formatted()) and "
        + "\(theirTries.formatted()) tries of the line search, median of \(pairs.count) pairs")
  }

  /// What peers/maml_trpo_jax.py is told.
  private struct JaxWork: Encodable {
    var iterations = 3
    var innerRate: Float = 0.5
    var curvatureTasks = 20
    var products = 10
    var maxDivergence: Float = 0.01
    var damping: Float = 1e-5
    var lineSearchSteps = 10
    var backtrack: Float = 0.5
  }

  private static func settings(_ curvatureTasks: Int, _ iterations: Int) -> RunConfiguration {
    var region = TrustRegion()
    region.maxDivergence = 0.01
    region.conjugateGradient.iterations = 10
    region.damping = 1e-5
    region.lineSearchSteps = 15
    region.backtrack = 0.8
    region.curvatureTasks = curvatureTasks
    return settings(innerRate: 0.1, region, iterations)
  }

  private static func settings(
    innerRate: Float, _ region: TrustRegion, _ iterations: Int
  ) -> RunConfiguration {
    var configuration = RunConfiguration.defaults(for: "navigate", algorithm: .maml)
    configuration.threads = 1
    configuration.iterations = iterations
    configuration.schedule.over = iterations
    configuration.schedule.final = 1
    configuration.tasks.perIteration = 20
    configuration.tasks.episodes = 20
    configuration.learner = GradientSteps(rates: [innerRate])
    configuration.update = .trustRegion(region)
    var advantages = AdvantageSettings()
    advantages.discount = 0.99
    advantages.lambda = 1
    configuration.advantages = advantages
    var model = GaussianMLPSettings()
    model.hidden = [64, 64]
    model.activation = .tanh
    model.normalize = false
    configuration.model = .gaussianMLP(model)
    return configuration
  }
}
