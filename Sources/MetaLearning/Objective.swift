public import Autodiff
public import Randomness

/// What an outer update will ask of an objective, so that no more is kept than is used.
public struct ObjectiveDemand: Sendable, Hashable {
  /// Tasks that curvature is measured on, the first ones; 0 where no product will be asked for.
  public var curvatureTasks: Int
  /// Whether the objective will be asked about other θ than the one that gathered.
  public var comparesModels: Bool
  /// Whether the gradient at the θ that gathered is used; where it is not, a learner may leave it at zero.
  public var descends: Bool

  public init(curvatureTasks: Int = 0, comparesModels: Bool = false, descends: Bool = true) {
    self.curvatureTasks = curvatureTasks
    self.comparesModels = comparesModels
    self.descends = descends
  }
}

/// The outer loss of one meta-iteration, its data fixed: a function of θ that hides tasks and threads. Every result
/// is folded in task order, so it is the same for any number of threads.
public struct Objective: Sendable {
  /// At the θ that gathered.
  public var value: Float
  /// With respect to θ, there.
  public var gradient: Parameters
  /// Means over tasks, by point of the curve: after 0, 1, … absorptions.
  public var measures: [Measures]
  /// Environment steps or examples gathered.
  public var amount: Int
  /// The loss at another θ, as far as the data can tell, and how far the mappings have moved, in nats; nil where the
  /// learner has no such function.
  public var valueAndDivergence: (@Sendable (Parameters) throws -> (value: Float, divergence: Float))?
  /// The gradient of a proximal loss at another θ; nil where the learner has none.
  public var gradientAt: (@Sendable (Parameters, ProximalTerms) throws -> Parameters)?
  /// F v: the second derivative with respect to θ of the divergence, where it is zero, times a vector of θ's shapes;
  /// nil where the learner has none.
  public var curvature: (@Sendable (Parameters) throws -> Parameters)?
  /// Tasks, or blocks of them, whose gradients can be asked for apart; 1 where they cannot.
  public var blocks = 1
  /// What an update draws from: the order of minibatches.
  public var stream = RandomStream(seed: 0)
  /// What came of the tasks, in their order, where a curriculum chose them.
  public var outcomes: [TaskOutcome] = []
  /// What the learner keeps for the next iteration.
  public var memory = Parameters([])

  public init(value: Float, gradient: Parameters, measures: [Measures], amount: Int) {
    self.value = value
    self.gradient = gradient
    self.measures = measures
    self.amount = amount
  }
}

/// What a proximal update adds to the loss.
public struct ProximalTerms: Sendable, Hashable {
  /// ε: how far an importance ratio may leave 1 before it stops counting.
  public var clip: Float
  /// η: price of a nat between the mappings that gathered support data and those of the update.
  public var innerDivergenceWeight: Float
  /// Whose data counts: numbers of blocks; nil for all.
  public var blocks: [Int]?

  public init(clip: Float, innerDivergenceWeight: Float, blocks: [Int]? = nil) {
    self.clip = clip
    self.innerDivergenceWeight = innerDivergenceWeight
    self.blocks = blocks
  }
}
