public import Autodiff
public import Learning
public import MetaLearning

/// The meta-learners that `--algorithm` names.
public enum Algorithm: String, Sendable, Codable, CaseIterable {
  /// MAML with exact second derivatives.
  case maml
  /// First-order MAML.
  case fomaml
}

/// The outer update.
public enum OuterUpdate: String, Sendable, Codable, CaseIterable {
  case adam
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
  public var innerRates: [Float] = [0.3, 0.15, 0.1]
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
  public var normalizeObservations = false
  public var initialLogStd: Float = 0
  /// Scale of the last layer's initial weights.
  public var outputScale: Float = 1

  public var update = OuterUpdate.trustRegion
  /// Adam's step size.
  public var metaRate: Float = 0.001
  /// Fraction that `metaRate`, `maxDivergence` and `rateRate` fall to, linearly, over the second half of the run.
  public var finalUpdateScale: Float = 0.1
  /// Meta-gradients longer than this are shortened to it, with Adam.
  public var maxGradientNorm: Float = 10
  /// Trust region in nats.
  public var maxDivergence: Float = 0.03
  /// Tasks that the trust region's curvature is measured on, at most.
  public var curvatureTasks = 10
  public var conjugateGradientIterations = 6
  public var damping: Float = 0.03
  public var lineSearchSteps = 15
  public var backtrack: Float = 0.7

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

/// A configuration with a value that no run can use.
public enum ConfigurationError: Error, Equatable, CustomStringConvertible {
  case badValue(key: String, value: String, expected: String)
  case unknownKey(key: String, nearest: String?)
  case malformed(source: String, problem: String)

  public var description: String {
    switch self {
    case .badValue(let key, let value, let expected): "\(key): is \(value), expected \(expected)"
    case .unknownKey(let key, let nearest):
      "\(key): no such setting" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .malformed(let source, let problem): "\(source): \(problem)"
    }
  }
}

extension RunConfiguration {
  /// Refuses values outside their ranges.
  public func validate() throws(ConfigurationError) {
    func check(_ ok: Bool, _ key: String, _ value: Any, _ expected: String) throws(ConfigurationError) {
      guard ok else { throw .badValue(key: key, value: "\(value)", expected: expected) }
    }
    func positive(_ key: String, _ value: Int, _ most: Int) throws(ConfigurationError) {
      try check(value >= 1 && value <= most, key, value, "an integer from 1 to \(most)")
    }
    func positive(_ key: String, _ value: Float) throws(ConfigurationError) {
      try check(value > 0 && value.isFinite, key, value, "a positive number")
    }
    try positive("threads", threads, 1024)
    try positive("iterations", iterations, 10_000_000)
    try positive("tasksPerIteration", tasksPerIteration, 10_000)
    try positive("episodesPerTask", episodesPerTask, 10_000)
    try check(
      (1...100).contains(innerRates.count) && innerRates.allSatisfy { $0 >= 0 && $0.isFinite }, "innerRates",
      innerRates, "1 to 100 step sizes, none negative")
    try check(
      learnedRates == .fixed || innerRates.allSatisfy { $0 > 0 }, "innerRates", innerRates,
      "positive step sizes to begin learning from (or learnedRates=fixed)")
    try positive("rateRate", rateRate)
    try check(discount > 0 && discount <= 1, "discount", discount, "a number in (0, 1]")
    try check(lambda >= 0 && lambda <= 1, "lambda", lambda, "a number in [0, 1]")
    try check(
      baselineRidge >= 0 && baselineRidge.isFinite, "baselineRidge", baselineRidge, "a number from 0 up")
    try check(
      hidden.count <= 16 && hidden.allSatisfy { (1...4096).contains($0) }, "hidden", hidden,
      "at most 16 sizes from 1 to 4096")
    try check(abs(initialLogStd) <= 10, "initialLogStd", initialLogStd, "a number in [-10, 10]")
    try check(outputScale >= 0 && outputScale.isFinite, "outputScale", outputScale, "a number from 0 up")
    try positive("metaRate", metaRate)
    try check(
      finalUpdateScale > 0 && finalUpdateScale <= 1, "finalUpdateScale", finalUpdateScale,
      "a number in (0, 1]")
    try positive("maxGradientNorm", maxGradientNorm)
    try positive("maxDivergence", maxDivergence)
    try positive("curvatureTasks", curvatureTasks, 10_000)
    try positive("conjugateGradientIterations", conjugateGradientIterations, 1000)
    try check(damping >= 0 && damping.isFinite, "damping", damping, "a number from 0 up")
    try positive("lineSearchSteps", lineSearchSteps, 1000)
    try check(backtrack > 0 && backtrack < 1, "backtrack", backtrack, "a number in (0, 1)")
    try positive("evaluationTasks", evaluationTasks, 100_000)
    try positive("evaluationEpisodes", evaluationEpisodes, 10_000)
    try check((0...100).contains(evaluationSteps), "evaluationSteps", evaluationSteps, "0 to 100")
    try check(
      evaluationRates.count <= 100 && evaluationRates.allSatisfy { $0 >= 0 && $0.isFinite },
      "evaluationRates", evaluationRates, "at most 100 step sizes, none negative")
    try positive("checkpointEvery", checkpointEvery, 10_000_000)
  }

  public var maml: MAML {
    MAML(rates: innerRates.map(InnerRate.scalar), order: algorithm == .maml ? .second : .first)
  }

  /// The learner that adaptation starts from `parameters`.
  /// - Parameter learned: the step sizes that training ended with, if it learned them: they serve the inner steps
  ///   that were trained, `evaluationRates` (or the last of `innerRates`) those beyond.
  public func learner(
    _ policy: GaussianPolicy, _ parameters: Parameters, learned: [Parameters]? = nil
  ) -> GradientLearner {
    var rates = (evaluationRates.isEmpty ? innerRates : evaluationRates).map(InnerRate.scalar)
    if let learned {
      let beyond = rates.count > learned.count ? Array(rates[learned.count...]) : [rates[rates.count - 1]]
      rates = learned.map(InnerRate.perParameter) + beyond
    }
    return GradientLearner(
      policy, parameters, rates: rates, advantages: advantages, surrogate: innerSurrogate)
  }

  public var advantages: AdvantageSettings {
    var settings = AdvantageSettings()
    settings.discount = discount
    settings.lambda = lambda
    settings.standardize = standardizeAdvantages
    settings.baseline = EpisodeBaseline(ridge: baselineRidge)
    return settings
  }

  public var taskSettings: PolicyTaskSettings {
    var settings = PolicyTaskSettings()
    settings.episodesPerTask = episodesPerTask
    settings.advantages = advantages
    settings.innerSurrogate = innerSurrogate
    return settings
  }

  /// What the outer update's size is multiplied with in an iteration, counted from 0: 1 in the first half of the
  /// run, so that it travels, then falling, so that it arrives.
  public func updateScale(iteration: Int) -> Float {
    let progress = Float(iteration) / Float(iterations)
    return 1 - (1 - finalUpdateScale) * max(0, 2 * progress - 1)
  }

  /// The outer update with its size multiplied with `scale`.
  public func metaUpdate(scale: Float = 1) -> MetaUpdate {
    switch update {
    case .adam: return .adam(Adam(rate: metaRate * scale), maxGradientNorm: maxGradientNorm)
    case .trustRegion:
      var region = TrustRegion()
      region.maxDivergence = maxDivergence * scale
      region.curvatureTasks = curvatureTasks
      region.conjugateGradient = ConjugateGradient(iterations: conjugateGradientIterations)
      region.damping = damping
      region.lineSearchSteps = lineSearchSteps
      region.backtrack = backtrack
      return .trustRegion(region)
    }
  }
}
