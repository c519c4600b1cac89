public import Learning
public import MetaLearning
public import PolicyLearning

/// Everything that decides the result of a training run, and the number of threads, which does not.
///
/// A group of settings belongs to one part of the run (tasks, learner, outer update, model, loss, evaluation) and is
/// that part's own record. Keys of a configuration file, of `--set` and of `config.yaml` are the names below, with a dot
/// between group and name: `update.damping`.
public struct RunConfiguration: Sendable, Hashable, Codable {
  /// A name in `Environments/`, a scene file's path, `bandit`, `gridworld`, or `mapping/NAME`.
  public var environment = "reach"
  public var algorithm = Algorithm.mamlPlusPlus
  public var seed: UInt64 = 1
  /// Worker threads; the result does not depend on it.
  public var threads = 1
  /// Meta-iterations.
  public var iterations = 100
  /// Meta-iterations between two checkpoints.
  public var checkpointEvery = 10

  public var tasks = TaskSettings()
  public var learner = GradientSteps(rates: [0.15, 0.08, 0.05])
  public var update = OuterUpdate.trustRegion(TrustRegion())
  /// Of learned step sizes; nil where none are learned.
  public var rateUpdate: RateUpdate?
  public var schedule = UpdateSchedule()
  public var model = ModelSettings.gaussianMLP(GaussianMLPSettings())
  /// How episodes become advantages; nil where there are none.
  public var advantages: AdvantageSettings?
  public var loss = LossSettings.policyGradient(PolicyLoss())
  public var evaluation = HeldOutSettings()

  public init() {}
}

/// The tasks of a meta-iteration, and how much is gathered of each.
public struct TaskSettings: Sendable, Hashable, Codable {
  public var perIteration = 20
  /// Episodes gathered at every stage; nil where there are none.
  public var episodes: Int?
  /// Support examples of a task; nil where there are none.
  public var shots: Int?
  /// Query examples of a task; nil where there are none.
  public var query: Int?

  public init() {}
}

/// Adam over the logarithms of learned step sizes.
public struct RateUpdate: Sendable, Hashable, Codable {
  public var rate: Float = 0.05

  public init() {}
}

/// What the size of outer updates is multiplied with over a run.
public struct UpdateSchedule: Sendable, Hashable, Codable {
  /// Meta-iterations of the schedule: full size in the first half of them, then falling in a straight line.
  public var over = 100
  /// The fraction that is reached at the end, and kept from there on.
  public var final: Float = 0.1

  public init() {}

  /// In an iteration, counted from 0.
  public func scale(iteration: Int) -> Float {
    let progress = min(1, Float(iteration) / Float(max(over, 1)))
    return 1 - (1 - final) * max(0, 2 * progress - 1)
  }
}

/// Activations that hidden layers may have.
public enum HiddenActivation: String, Sendable, Codable, CaseIterable {
  case tanh, relu
}

/// A Gaussian policy over a multilayer perceptron.
public struct GaussianMLPSettings: Sendable, Hashable, Codable {
  /// Sizes of the hidden layers.
  public var hidden = [64, 64]
  public var activation = HiddenActivation.tanh
  /// Shift and scale observations to what random actions meet on training tasks.
  public var normalize = true
  /// Logarithm of the deviation before training.
  public var initialLogStd: Float = 0
  /// Scale of the last layer's initial weights.
  public var outputScale: Float = 1

  public init() {}
}

/// A policy over a multilayer perceptron that chooses one of several actions.
public struct CategoricalMLPSettings: Sendable, Hashable, Codable {
  /// Sizes of the hidden layers.
  public var hidden = [32, 32]
  public var activation = HiddenActivation.tanh
  /// Shift and scale observations to what random actions meet on training tasks.
  public var normalize = true
  /// Scale of the last layer's initial weights.
  public var outputScale: Float = 1

  public init() {}
}

/// A multilayer perceptron that predicts numbers.
public struct MLPSettings: Sendable, Hashable, Codable {
  /// Sizes of the hidden layers.
  public var hidden = [40, 40]
  public var activation = HiddenActivation.relu
  /// Of the weights before training.
  public var initialization = WeightInitialization.glorot
  /// Shift and scale inputs and targets to what training tasks have.
  public var normalize = false

  public init() {}
}

/// How a policy's episodes are judged in an inner step.
public struct PolicyLoss: Sendable, Hashable, Codable {
  public var surrogate = Surrogate.ratio

  public init() {}
}

/// Held-out tasks: which, how many, and how much of each. The same for all runs that are compared.
public struct HeldOutSettings: Sendable, Hashable, Codable {
  public var seed: UInt64 = 1
  public var tasks = 40
  /// Adaptation steps.
  public var steps = 3
  /// Episodes gathered for each step, and as many scored at each point; nil where there are none.
  public var episodes: Int?
  /// Support and query examples of a task; nil where there are none.
  public var shots: Int?
  public var query: Int?
  /// Meta-iterations between two evaluations on validation tasks, the best of which is kept as `best.safetensors`; 0
  /// for none.
  public var every = 0
  /// Whether the run ends with the state that was best on validation tasks, not with the last one.
  public var keepBest = false
  /// Evaluations without a new best after which a run ends early; 0 for never.
  public var patience = 0

  public init() {}
}

/// The model, a kind and its own settings.
public enum ModelSettings: Sendable, Hashable {
  case gaussianMLP(GaussianMLPSettings)
  case categoricalMLP(CategoricalMLPSettings)
  case mlp(MLPSettings)
}

/// The loss, a kind and its own settings.
public enum LossSettings: Sendable, Hashable {
  case policyGradient(PolicyLoss)
  case squaredError(RegressionLoss)
}
