internal import Experiments
internal import Foundation
internal import MetaLearning

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

  private static func settings(_ curvatureTasks: Int, _ iterations: Int) -> RunConfiguration {
    var configuration = RunConfiguration.defaults(for: "navigate")
    configuration.algorithm = .maml
    configuration.update = .trustRegion
    configuration.threads = 1
    configuration.iterations = iterations
    configuration.tasksPerIteration = 20
    configuration.episodesPerTask = 20
    configuration.innerRates = [0.1]
    configuration.stageWeights = []
    configuration.learnedRates = .fixed
    configuration.discount = 0.99
    configuration.lambda = 1
    configuration.normalizeObservations = false
    configuration.hidden = [64, 64]
    configuration.activation = .tanh
    configuration.conjugateGradientIterations = 10
    configuration.damping = 1e-5
    configuration.maxDivergence = 0.01
    configuration.lineSearchSteps = 15
    configuration.backtrack = 0.8
    configuration.curvatureTasks = curvatureTasks
    return configuration
  }
}
