import Gym
import Learning
import MetaLearning
import PolicyLearning
import Scenes

// Defaults of a run: complete for each algorithm, and the same however often they are applied. No algorithm inherits
// the step sizes or the update of another.

extension RunConfiguration {
  /// The settings that suit an environment and an algorithm best, as far as they were searched on validation tasks;
  /// general ones elsewhere.
  /// - Parameter environment: a name, an id, `mapping/NAME`, `suite/NAME` or the path of a scene or a suite, known or not;
  ///   no path is opened.
  /// - Parameter family: the environment, where it is at hand; nil for the known one of that name.
  public static func defaults(
    for environment: String, algorithm: Algorithm = .mamlPlusPlus, on family: (any ActingFamily)? = nil
  ) -> RunConfiguration {
    var configuration =
      EnvironmentName(environment).isMapping
      ? mapping(EnvironmentName(environment).plain, algorithm)
      : algorithm.learnsOverTrials
        ? trials(environment, algorithm, on: family) : episodes(environment, algorithm)
    if !algorithm.learnsOverTrials, let family = knownFamily(environment, family),
      family.actionSpace.choices != nil
    {
      configuration.chooses(algorithm, rate: family.name == "gridworld" ? 0.5 : 1)
    }
    configuration.environment = environment
    configuration.algorithm = algorithm
    configuration.schedule.over = configuration.iterations
    if !algorithm.takesGradientSteps { configuration.steps = nil }
    return configuration
  }

  /// The same for a user's wish: a scene that is told by its path is opened, to see whether its actions are choices.
  public static func defaults(opening environment: String, algorithm: Algorithm) -> RunConfiguration {
    let family =
      SceneFamily.isPath(environment) ? try? ActingCatalogue.family(named: environment) : nil
    return defaults(for: environment, algorithm: algorithm, on: family)
  }

  /// The family, where it is at hand or known.
  static func knownFamily(_ environment: String, _ given: (any ActingFamily)?) -> (any ActingFamily)? {
    guard !EnvironmentName(environment).isMapping else { return nil }
    return given
      ?? (SceneFamily.isPath(environment) ? nil : try? ActingCatalogue.family(named: environment))
  }

  /// The defaults of another algorithm on the same tasks, evaluated alike, for the same share of its usual iterations.
  /// - Parameter family: the environment; nil where there is none.
  func changed(to algorithm: Algorithm, on family: (any ActingFamily)?) -> RunConfiguration {
    var changed = Self.defaults(for: environment, algorithm: algorithm, on: family)
    let usual = Self.defaults(for: environment, algorithm: self.algorithm, on: family).iterations
    if usual > 0, changed.iterations > 0 {
      let share = changed.iterations * iterations / usual
      changed.iterations = min(max(1, share), CountLimits.iterations.upperBound)
      changed.schedule.over = changed.iterations
    }
    (changed.seed, changed.threads, changed.checkpointEvery) = (seed, threads, checkpointEvery)
    if algorithm.takesGradientSteps, self.algorithm.takesGradientSteps {
      (changed.tasks, changed.model) = (tasks, model)
    }
    let steps = changed.evaluation.steps
    changed.evaluation = evaluation
    if changed.iterations > 0 { changed.evaluation.every = min(evaluation.every, changed.iterations) }
    if steps == 0 { changed.evaluation.steps = 0 }
    return changed
  }

  // MARK: Episodes

  private static func episodes(_ environment: String, _ algorithm: Algorithm) -> RunConfiguration {
    var c = RunConfiguration()
    let name = EnvironmentName(environment)
    let isNavigate = name.plain == "navigate" && !name.isSuite
    c.tasks.episodes = 20
    c.evaluation.episodes = 20
    // Every scene of a suite has a score of its own.
    if EnvironmentName(environment).isSuite { c.evaluation.tasks = 120 }
    var advantages = AdvantageSettings()
    advantages.discount = 0.95
    var region = TrustRegion()
    region.maxDivergence = 0.04
    region.curvatureTasks = 10
    region.conjugateGradient.iterations = 6
    region.damping = 0.03
    region.backtrack = 0.7
    var model = GaussianMLPSettings()
    if isNavigate {
      model.normalize = false
      advantages.discount = 0.99
      advantages.lambda = 0.95
      c.tasks.perIteration = 40
      region.conjugateGradient.iterations = 8
      region.maxDivergence = 0.02
      region.damping = 0.01
      c.iterations = 90
      c.evaluation.tasks = 200
    }
    // What adapts without having been trained to do so takes these steps.
    c.learner = GradientSteps(rates: isNavigate ? [0.5, 0.2, 0.12] : [0.15, 0.08, 0.05])
    switch algorithm {
    case .maml: break
    case .mamlPlusPlus:
      // On navigate the first step does the most and is the hardest to improve, so it counts the most.
      c.learner.stageWeights = isNavigate ? [0, 6, 1, 1] : [0, 1, 1, 2]
      c.learner.learnedRates = .perTensor
    case .fomaml: c.learner.derivative = .firstOrder
    case .anil:
      c.learner.adapting = TensorSelection(["head.*", "log_std"])
      // The last layer takes larger steps than all layers together.
      c.learner.rates = c.learner.rates.map { 2 * $0 }
    case .metaSGD: c.learner.learnedRates = .perParameter
    case .reptile: c.learner.derivative = .displacement
    case .pretrain, .scratch: c.learner.derivative = .none
    case .promp, .rl2, .rl2Attention, .distill, .blind, .oracle, .recurrent, .attention: break
    }
    switch algorithm {
    case .reptile:
      var adam = AdamUpdate()
      adam.rate = 0.003
      c.update = .adam(adam)
    case .promp: c.update = .proximal(ProximalUpdate())
    default: c.update = .trustRegion(region)
    }
    if c.learner.learnedRates != .fixed { c.rateUpdate = RateUpdate() }
    if algorithm == .scratch { c.iterations = 0 }
    c.model = .gaussianMLP(model)
    c.advantages = advantages
    c.loss = .policyGradient(PolicyLoss())
    return c
  }

  /// Turns the settings for actions that are numbers into those for choices.
  /// - Parameter rate: size of an inner step.
  private mutating func chooses(_ algorithm: Algorithm, rate: Float) {
    model = .categoricalMLP(CategoricalMLPSettings())
    advantages?.discount = 0.99
    learner.rates = learner.rates.map { _ in rate }
    if algorithm == .anil {
      learner.adapting = TensorSelection(["head.*"])
      learner.rates = learner.rates.map { 2 * $0 }
    }
  }
}
