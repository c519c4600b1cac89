public import Autodiff
public import Learning
public import MetaLearning

/// What a run is made of, as its settings say.
extension RunConfiguration {
  /// Which of the policy's tensors adapt: nil for all.
  private var adapting: [Bool]? {
    guard algorithm == .anil else { return nil }
    // Weight and bias of every hidden layer stay; those of the last one, and the deviations, adapt.
    return [Bool](repeating: false, count: 2 * hidden.count) + [true, true, true]
  }

  public var maml: MAML {
    var maml = MAML(rates: algorithm.adaptsInTraining ? innerRates.map(InnerRate.scalar) : [])
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

  /// The learner that adaptation starts from `parameters`.
  /// - Parameter learned: the step sizes that training ended with, if it learned them: they serve the inner steps
  ///   that were trained; `evaluationRates`, or the last of the learned ones, those beyond.
  public func learner(
    _ policy: GaussianPolicy, _ parameters: Parameters, learned: [Parameters]? = nil
  ) -> GradientLearner {
    var rates = (evaluationRates.isEmpty ? innerRates : evaluationRates).map(InnerRate.scalar)
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
