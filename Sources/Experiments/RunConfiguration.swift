public import Autodiff
public import Learning
public import MetaLearning
public import PolicyLearning

/// Everything that decides the result of a training run, and the number of threads, which does not.
///
/// A group of settings belongs to one part of the run (tasks, learner, outer update, model, loss, evaluation) and is
/// that part's own record. Keys of a configuration file, of `--set` and of `config.yaml` are the names below, with a dot
/// between group and name: `update.damping`.
public struct RunConfiguration: Sendable, Hashable, Codable {
  /// A name in `Environments/`, the path of a scene or a suite, `bandit`, `gridworld`, `suite/NAME` or `mapping/NAME`.
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
  /// Of learners that take gradient steps; of no meaning, and no setting, where the algorithm takes none.
  public var learner: GradientSteps {
    get { steps ?? Self.usualSteps }
    set { steps = newValue }
  }
  /// nil where the algorithm takes none.
  var steps: GradientSteps? = usualSteps
  /// Of learners that adapt as they act; nil for others.
  public var trial: TrialSettings?
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

  private static let usualSteps = GradientSteps(rates: [0.15, 0.08, 0.05])

  private enum CodingKeys: String, CodingKey {
    case environment, algorithm, seed, threads, iterations, checkpointEvery, tasks
    case steps = "learner"
    case trial, update, rateUpdate, schedule, model, advantages, loss, evaluation
  }
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
  /// How tasks are proposed; nil where they are only drawn.
  public var curriculum: Curriculum?

  public init() {}
}

/// How tasks are met by a learner over trials: in lanes side by side, as many as `tasks.perIteration`, each of
/// which plays trial after trial.
public struct TrialSettings: Sendable, Hashable, Codable {
  /// Episodes of a trial, over which the learner remembers.
  public var episodes = 2
  /// Steps of each lane in an iteration; the first one begins a trial.
  public var steps = 200
  /// Deviation of actions in the first iteration and from the last one on, falling by the same factor in between; of no
  /// meaning where actions are choices.
  public var deviation: [Float] = [0.5, 0.04]

  /// Lanes of a block, which is worked on in one product.
  static let lanesPerBlock = 16

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

/// A network with a memory: a policy, or a learner of functions.
public struct RecurrentSettings: Sendable, Hashable, Codable {
  public var cell = Recurrence.gru
  /// Sizes of rectified layers before the recurrence.
  public var encoder = [64]
  /// Units of the recurrence.
  public var memory = 64
  /// Sizes of rectified layers behind the recurrence.
  public var hidden = [64]
  /// Of a policy: what those layers are and read.
  public var head = SequenceHead.perceptron
  /// Of a policy: sizes of the layers of the value function, which training needs and which sees the task.
  public var critic = [64, 64]
  /// Of a policy: what it is told of the last step, beside action and end.
  public var token = TokenFeatures()
  /// Of a learner of functions: shift and scale targets to what training tasks have. Inputs and observations always are.
  public var normalize = false
  /// Of a policy: scale of the last layer's initial weights.
  public var outputScale: Float = 0.01

  public init() {}
}

/// Attention: over the steps of a trial, as a policy, or over examples, as a learner of functions.
public struct AttentionSettings: Sendable, Hashable, Codable {
  /// Sizes of rectified layers that encode a step, or an example.
  public var encoder = [64]
  /// Numbers of a step, or of an example, within.
  public var width = 64
  /// Divides `width`.
  public var heads = 4
  public var blocks = 2
  /// Units of each block's rectified layer; of a learner of functions, 0 for none.
  public var inner = 64
  /// Sizes of rectified layers that read the action, or the prediction.
  public var hidden = [64]
  /// Of a policy: steps of a trial that it looks back at, the present one included; older ones are forgotten.
  public var window = 256
  /// Of a policy: as for `RecurrentSettings`.
  public var head = SequenceHead.perceptron
  public var critic = [64, 64]
  public var token = TokenFeatures()
  public var outputScale: Float = 0.01
  /// Of a learner of functions: shift and scale targets to what training tasks have. Inputs and observations always are.
  public var normalize = false

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
  case recurrent(RecurrentSettings)
  case attention(AttentionSettings)
}

/// The loss, a kind and its own settings.
public enum LossSettings: Sendable, Hashable {
  case policyGradient(PolicyLoss)
  case squaredError(RegressionLoss)
  case trial(SequenceLoss)
}
