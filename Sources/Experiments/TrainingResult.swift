import Autodiff
public import MetaLearning
import Models

/// The version of what `--json` prints. From version 2 on fields are added, not renamed.
public let schemaVersion = 2

/// The result of a training run: what `sim-train --json` prints.
public struct TrainingResult: Sendable, Codable {
  public var schemaVersion = Experiments.schemaVersion
  /// Limber's.
  public var version = limberVersion
  public var env: String
  public var algorithm: Algorithm
  public var seed: UInt64
  public var iterations: Int
  /// nil where tasks have examples.
  public var environmentSteps: Int?
  /// Labelled examples drawn in training; nil where tasks have episodes.
  public var examples: Int?
  /// That all iterations took, pauses apart; the evaluation does not count.
  public var seconds: Double
  /// The same by the processor, over all threads: what published tables show.
  public var cpuSeconds: Double
  public var stepsPerSecond: Double
  /// On held-out tasks; nil where there are no episodes.
  public var `return`: BeforeAfter?
  public var success: BeforeAfter?
  /// Mean squared error on held-out tasks; nil for episodes.
  public var error: BeforeAfter?
  /// What `at` counts along the curve: adaptation steps, or episodes of a trial, the first of which is 0.
  public var axis = CurveAxis.steps
  public var curve: [CurvePoint]
  /// What was scored beside it on the same tasks, by name; nil where nothing was.
  public var references: [String: [CurvePoint]]?
  /// The scores of each scene of a suite, by its name; nil where there is no suite.
  public var scenes: [String: SceneScores]?
  /// Of the best state on validation tasks, with `evaluation.every`: the one that was scored where
  /// `evaluation.keepBest` says so. The score is that of the last point, negated where less is better.
  public var best: Best?
  /// What the processes that shared the run told each other; nil where one did it all.
  public var ranks: RankFigures?
  /// Path of the trained policy.
  public var policy: String
  /// SHA-256 over the final parameters.
  public var digest: String
  /// What decides its last bits, beside program, settings and seed: the same digest is promised on the same kind.
  public var processor = BLAS.processor

  public struct Best: Sendable, Hashable, Codable {
    public var score: Double
    public var iteration: Int
  }

  init(
    _ configuration: RunConfiguration, environment: String, iterations: Int, amount: Int,
    elapsed: ElapsedTime,
    _ evaluation: Evaluation, best: Best?, ranks: RankFigures?, policy: String, digest: String
  ) {
    self.ranks = ranks
    self.best = best
    env = environment
    algorithm = configuration.algorithm
    seed = configuration.seed
    self.iterations = iterations
    axis = evaluation.axis
    if EnvironmentName(configuration.environment).isMapping {
      examples = amount
    } else {
      environmentSteps = amount
    }
    seconds = elapsed.clock
    cpuSeconds = elapsed.processor
    stepsPerSecond = Double(amount) / max(elapsed.clock, 1e-9)
    self.return = evaluation.ends("return")
    success = evaluation.ends("success")
    error = evaluation.ends("error")
    curve = evaluation.curve
    scenes = evaluation.sceneScores()
    self.policy = policy
    self.digest = digest
  }
}

extension [Reference] {
  /// By name, the first of a name; nil for none.
  public var curves: [String: [CurvePoint]]? {
    isEmpty ? nil : Dictionary(map { ($0.name, $0.evaluation.curve) }) { first, _ in first }
  }
}
