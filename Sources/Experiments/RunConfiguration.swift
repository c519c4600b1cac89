public import Autodiff
public import Learning
public import MetaLearning
import Scenes

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
  public var innerRates: [Float] = [0.3, 0.15, 0.1]
  /// Step size of the policy's noise, `log_std`, in multiples of the other parameters'.
  public var noiseRateScale: Float = 1
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
  public var normalizeObservations = false
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
    if algorithm == .scratch {
      try check(iterations == 0, "iterations", iterations, "0 for scratch, which does not train")
    } else {
      try positive("iterations", iterations, 10_000_000)
    }
    try positive("tasksPerIteration", tasksPerIteration, 10_000)
    try positive("episodesPerTask", episodesPerTask, 10_000)
    try check(
      (1...100).contains(innerRates.count) && innerRates.allSatisfy { $0 >= 0 && $0.isFinite }, "innerRates",
      innerRates, "1 to 100 step sizes, none negative")
    try check(
      learnedRates == .fixed || innerRates.allSatisfy { $0 > 0 }, "innerRates", innerRates,
      "positive step sizes to begin learning from (or learnedRates=fixed)")
    try positive("noiseRateScale", noiseRateScale)
    try check(
      stageWeights.isEmpty
        || stageWeights.count == innerRates.count + 1
          && stageWeights.allSatisfy({ $0 >= 0 && $0.isFinite }) && stageWeights.contains { $0 > 0 },
      "stageWeights", stageWeights, "nothing, or one weight for 0, 1, … \(innerRates.count) inner steps")
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
    try positive("epochs", epochs, 1000)
    try check(clip > 0 && clip < 1, "clip", clip, "a number in (0, 1)")
    try check(
      innerDivergenceWeight >= 0 && innerDivergenceWeight.isFinite, "innerDivergenceWeight",
      innerDivergenceWeight, "a number from 0 up")
    try check(
      algorithm != .reptile || update == .adam, "update", update.rawValue,
      "adam, since reptile has no outer loss for another update")
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

  /// Which of the policy's tensors adapt: nil for all.
  private var adapting: [Bool]? {
    guard algorithm == .anil else { return nil }
    // Weight and bias of every hidden layer stay; those of the last one, and the deviations, adapt.
    return [Bool](repeating: false, count: 2 * hidden.count) + [true, true, true]
  }

  public var maml: MAML {
    var maml = MAML(rates: algorithm.adaptsInTraining ? sizes(innerRates) : [])
    switch algorithm {
    case .fomaml: maml.derivative = .first
    case .reptile: maml.derivative = .displacement
    default: maml.derivative = .second
    }
    maml.adapting = adapting
    if !stageWeights.isEmpty, algorithm.adaptsInTraining {
      let sum = stageWeights.reduce(0, +)
      maml.stageWeights = stageWeights.map { $0 / sum }
    }
    return maml
  }

  /// Inner steps of these sizes, with the noise's own.
  func sizes(_ rates: [Float]) -> [InnerRate] {
    guard noiseRateScale != 1 else { return rates.map(InnerRate.scalar) }
    let others = 2 * (hidden.count + 1)
    return rates.map { .perTensor([Float](repeating: $0, count: others) + [$0 * noiseRateScale]) }
  }

  /// The learner that adaptation starts from `parameters`.
  /// - Parameter learned: the step sizes that training ended with, if it learned them: they serve the inner steps
  ///   that were trained; `evaluationRates`, or the last of the learned ones, those beyond.
  public func learner(
    _ policy: GaussianPolicy, _ parameters: Parameters, learned: [Parameters]? = nil
  ) -> GradientLearner {
    var rates = sizes(evaluationRates.isEmpty ? innerRates : evaluationRates)
    if let learned {
      rates =
        learned.map(InnerRate.perParameter) + (evaluationRates.isEmpty ? [] : rates.dropFirst(learned.count))
    }
    return GradientLearner(
      policy, parameters, rates: rates, adapting: adapting, advantages: advantages,
      surrogate: innerSurrogate)
  }

  public var advantages: AdvantageSettings {
    var settings = AdvantageSettings()
    settings.discount = discount
    settings.lambda = lambda
    settings.standardize = standardizeAdvantages
    settings.baseline = EpisodeBaseline(ridge: baselineRidge)
    return settings
  }

  public var evaluationSettings: EvaluationSettings {
    EvaluationSettings(
      tasks: evaluationTasks, episodes: evaluationEpisodes, adaptSteps: evaluationSteps, seed: evaluationSeed,
      threads: threads)
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
    case .proximal:
      var proximal = ProximalUpdate(adam: Adam(rate: metaRate * scale))
      proximal.maxGradientNorm = maxGradientNorm
      proximal.epochs = epochs
      proximal.clip = clip
      proximal.innerDivergenceWeight = innerDivergenceWeight
      return .proximal(proximal)
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

extension RunConfiguration {
  /// The family of tasks as the algorithm's policy observes it.
  /// - Parameter name: a name or a scene file; nil for the configuration's own.
  func family(named name: String? = nil) throws -> SceneFamily {
    let family = try SceneFamily(named: name ?? environment)
    return algorithm.seesTheTask ? family.revealed : family
  }
}
