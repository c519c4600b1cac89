public import Learning
public import MetaLearning

/// The outer update.
public enum OuterUpdate: String, Sendable, Codable, CaseIterable {
  case adam
  /// Several Adam steps on the clipped surrogate, through the adaptation.
  case proximal
  case trustRegion = "trust-region"
}

/// Everything that decides the result of a training run, and the number of threads, which does not.
///
/// Keys of a configuration file, of `--set` and of `config.yaml` are the names below.
public struct RunConfiguration: Sendable, Hashable, Codable {
  /// A name in `Environments/` or a scene file's path.
  public var environment = "reach"
  public var algorithm = Algorithm.maml
  public var seed: UInt64 = 1
  /// Worker threads; the result does not depend on it.
  public var threads = 1
  /// Meta-iterations.
  public var iterations = 100

  /// Tasks drawn in each meta-iteration.
  public var tasksPerIteration = 20
  /// Episodes gathered for each task at every stage, in training and in adaptation.
  public var episodesPerTask = 20
  /// Size of each inner step, in order; their number is the number of inner steps.
  public var innerRates: [Float] = [0.15, 0.08, 0.05]
  /// What the outer objective gives the policy after 0, 1, … inner steps, in proportion; empty where only the
  /// policy after the last one counts.
  public var stageWeights: [Float] = [0, 1, 1, 2]
  public var innerSurrogate = Surrogate.ratio
  /// Whether the outer loop learns the step sizes, beginning at `innerRates`, and what shares one.
  public var learnedRates = RateGranularity.perTensor
  /// Adam's step size for the logarithms of learned step sizes.
  public var rateRate: Float = 0.05

  /// γ, in (0, 1].
  public var discount: Float = 0.95
  /// λ of generalised advantage estimation, in [0, 1].
  public var lambda: Float = 1
  public var standardizeAdvantages = true
  /// Ridge penalty of the baseline's regression.
  public var baselineRidge = 1e-3

  /// Sizes of the policy's hidden layers.
  public var hidden = [64, 64]
  public var activation = PolicyActivation.tanh
  /// Shift and scale observations to what random actions meet on training tasks.
  public var normalizeObservations = true
  public var initialLogStd: Float = 0
  /// Scale of the last layer's initial weights.
  public var outputScale: Float = 1

  public var update = OuterUpdate.trustRegion
  /// Adam's step size, alone and in the proximal update.
  public var metaRate: Float = 0.001
  /// Fraction that `metaRate`, `maxDivergence` and `rateRate` fall to, linearly, over the second half of the run.
  public var finalUpdateScale: Float = 0.1
  /// Meta-gradients longer than this are shortened to it, with Adam.
  public var maxGradientNorm: Float = 10
  /// Adam steps of a proximal update.
  public var epochs = 5
  /// ε of a proximal update: how far an importance ratio may leave 1 before it stops counting.
  public var clip: Float = 0.3
  /// η of a proximal update: price of a nat between the policies of the inner steps before and after.
  public var innerDivergenceWeight: Float = 0
  /// Trust region in nats.
  public var maxDivergence: Float = 0.04
  /// Tasks that the trust region's curvature is measured on, at most.
  public var curvatureTasks = 10
  public var conjugateGradientIterations = 6
  public var damping: Float = 0.03
  public var lineSearchSteps = 15
  public var backtrack: Float = 0.7

  /// Which held-out tasks the final evaluation draws, and their episodes: the same for all runs that are compared.
  public var evaluationSeed: UInt64 = 1
  /// Held-out tasks of the final evaluation, episodes scored on each at each stage, and adaptation steps.
  public var evaluationTasks = 40
  public var evaluationEpisodes = 20
  public var evaluationSteps = 3
  /// Step sizes of those adaptation steps, the last one repeated; empty for `innerRates`. Where step sizes are
  /// learned, these count only for steps beyond the trained ones.
  public var evaluationRates: [Float] = []

  /// Meta-iterations between two checkpoints.
  public var checkpointEvery = 10

  public init() {}
}

/// Activations that a policy's hidden layers may have.
public enum PolicyActivation: String, Sendable, Codable, CaseIterable {
  case tanh, relu
}
