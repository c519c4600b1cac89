import Foundation
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
      : algorithm.adaptsAsItActs ? trials(environment, algorithm) : episodes(environment, algorithm)
    if !algorithm.adaptsAsItActs, let family = choosingFamily(environment, family) {
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

  /// The family, where it is known and an action in it is a choice.
  private static func choosingFamily(
    _ environment: String, _ given: (any ActingFamily)?
  ) -> (any ActingFamily)? {
    guard !EnvironmentName(environment).isMapping else { return nil }
    let known = SceneFamily.isPath(environment) ? nil : try? ActingCatalogue.family(named: environment)
    guard let family = given ?? known, family.actionSpace.choices != nil else { return nil }
    return family
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
    if algorithm.takesGradientSteps == self.algorithm.takesGradientSteps {
      (changed.tasks, changed.model) = (tasks, model)
    }
    let steps = changed.evaluation.steps
    changed.evaluation = evaluation
    if changed.iterations > 0 { changed.evaluation.every = min(evaluation.every, changed.iterations) }
    if algorithm == .oracle { changed.evaluation.steps = steps }
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
    case .promp, .rl2, .rl2Attention, .distill, .recurrent, .attention: break
    case .pretrain, .scratch: c.learner.derivative = .none
    case .oracle:
      c.learner.derivative = .none
      c.evaluation.steps = 0
      region.maxDivergence = 0.05
      advantages.discount = 0.9
      // An upper bound should be near its own; without inner steps an iteration costs a tenth.
      c.iterations *= 5
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
    if algorithm == .oracle { iterations = 200 }
  }

  // MARK: Trials

  /// Settings of the study that showed what a memory can do (256 lanes, proximal epochs over whole sequences), with what
  /// was found here.
  private static func trials(_ environment: String, _ algorithm: Algorithm) -> RunConfiguration {
    var c = RunConfiguration()
    c.tasks.perIteration = 256
    c.iterations = 200
    c.schedule.final = 0.05
    var trial = TrialSettings()
    var model = RecurrentSettings()
    var loss = SequenceLoss()
    var update = ProximalUpdate()
    update.rate = 0.002
    update.maxGradientNorm = 0.5
    (update.epochs, update.clip) = (3, 0.2)
    (c.evaluation.tasks, c.evaluation.episodes, c.evaluation.steps) = (200, 4, 2)
    update.minibatches = 16
    // Those of scenes with long episodes: all but `suite/reach`, which is `reach`.
    let isLongSuite = EnvironmentName(environment).isSuite && EnvironmentName(environment).plain != "reach"
    switch EnvironmentName(environment).plain {
    case _ where isLongSuite:
      // Trials of two episodes of the longest scene; as many steps an iteration as others have.
      (trial.episodes, trial.steps, c.tasks.perIteration, c.iterations) = (2, 400, 128, 400)
      c.evaluation.steps = 1
    case "bandit":
      (trial.episodes, trial.steps) = (1, 100)
      (loss.discount, loss.entropyWeight) = (1, 0.01)
      (update.minibatches, c.iterations) = (8, 300)
      model.token.change = false
      (c.evaluation.tasks, c.evaluation.episodes, c.evaluation.steps) = (2000, 20, 0)
    case "gridworld":
      (trial.episodes, trial.steps) = (2, 120)
      // Less, and it stops to search before it has learned how to.
      loss.entropyWeight = 0.08
      (update.rate, c.iterations) = (0.001, 800)
      model.token.change = false
      c.evaluation.steps = 1
    case "wind":
      // A sparse reward: what is imitated is all that is known at first, and a first probe would leave the way.
      (trial.deviation, c.iterations) = ([0.5, 0.05], 300)
    default:
      // Trials as long as those that are scored: a memory that met two episodes decays in the third.
      (trial.episodes, c.iterations) = (3, 400)
    }
    if algorithm == .distill {
      loss.imitation = 50
      loss.probes = ["wind", "gridworld"].contains(EnvironmentName(environment).plain) ? 0 : 2
      trial.deviation[0] = 0.2
    }
    c.trial = trial
    c.model = .recurrent(model)
    if algorithm == .rl2Attention {
      var attention = AttentionSettings()
      attention.token = model.token
      c.model = .attention(attention)
      // It learns in fewer iterations, of which each takes longer; in larger steps it falls back when noise is small.
      if c.iterations == 400 { c.iterations = 300 }
      update.rate = 0.001
    }
    c.loss = .trial(loss)
    c.update = .proximal(update)
    return c
  }

  // MARK: Examples

  /// The protocol of the MAML paper on sinusoids (Finn et al. 2017, §5.1), where a family has none of its own.
  private static func mapping(_ name: String, _ algorithm: Algorithm) -> RunConfiguration {
    var c = RunConfiguration()
    c.checkpointEvery = 5_000
    c.schedule.final = 1
    var model = MLPSettings()
    // The step sizes of one inner step, and where they are learned from.
    var (given, initial): ([Float], [Float]) = ([0.01], [0.03])
    switch name {
    case "sinusoid-frequency":
      // Li et al. 2017, §4.1: five examples, one step.
      c.iterations = 20_000
      (c.tasks.perIteration, c.tasks.shots, c.tasks.query) = (25, 5, 10)
      (c.evaluation.tasks, c.evaluation.shots, c.evaluation.query) = (2000, 5, 100)
      c.evaluation.steps = 1
    case "kinematics", "dynamics":
      let isDynamics = name == "dynamics"
      c.iterations = name == "dynamics" ? 1_500 : 3_000
      c.checkpointEvery = 500
      let shots = isDynamics ? 50 : 10
      (c.tasks.perIteration, c.tasks.shots, c.tasks.query) = (25, shots, isDynamics ? 50 : 20)
      (c.evaluation.tasks, c.evaluation.shots, c.evaluation.query) = (200, shots, 100)
      c.evaluation.steps = 5
      c.schedule.final = 0.1
      model.activation = .tanh
      model.hidden = [64, 64]
      model.normalize = true
      given = [Float](repeating: 0.05, count: 5)
      initial = [Float](repeating: 0.1, count: 5)
    default:
      c.iterations = 70_000
      (c.tasks.perIteration, c.tasks.shots, c.tasks.query) = (25, 10, 10)
      (c.evaluation.tasks, c.evaluation.shots, c.evaluation.query) = (600, 5, 100)
      c.evaluation.steps = 10
      if algorithm == .mamlPlusPlus { initial = [Float](repeating: 0.01, count: 5) }
    }
    c.learner = GradientSteps(rates: given)
    var adam = AdamUpdate()
    adam.maxGradientNorm = 0
    switch algorithm {
    case .maml, .promp, .oracle, .rl2, .rl2Attention, .distill: break
    case .recurrent, .attention:
      var own = RecurrentSettings()
      own.normalize = model.normalize
      c.model = .recurrent(own)
      if algorithm == .attention {
        var attention = AttentionSettings()
        attention.normalize = model.normalize
        c.model = .attention(attention)
      }
      c.iterations = 20_000
      c.checkpointEvery = 1_000
      c.tasks.perIteration = 64
      c.schedule.final = 0.02
      c.evaluation.steps = 1
      adam.maxGradientNorm = 1
      c.update = .adam(adam)
      c.loss = .squaredError(RegressionLoss())
      return c
    case .mamlPlusPlus:
      c.learner.rates = initial
      if initial.count > 1 { c.learner.stageWeights = [0] + initial.map { _ in 1 } }
      c.learner.learnedRates = .perTensor
    case .fomaml: c.learner.derivative = .firstOrder
    case .anil: c.learner.adapting = TensorSelection(["head.*"])
    case .metaSGD:
      c.learner.rates = initial
      c.learner.learnedRates = .perParameter
    case .reptile:
      c.learner.derivative = .displacement
      c.learner.rates = [Float](repeating: 0.02, count: 5)
    case .pretrain: c.learner.derivative = .none
    case .scratch:
      c.learner.derivative = .none
      c.iterations = 0
    }
    c.update = .adam(adam)
    if c.learner.learnedRates != .fixed {
      var rates = RateUpdate()
      rates.rate = 0.01
      c.rateUpdate = rates
    }
    c.model = .mlp(model)
    c.loss = .squaredError(RegressionLoss())
    return c
  }
}

/// What an environment is called by, taken apart.
public struct EnvironmentName: Sendable, Hashable {
  public static let mappingPrefix = "mapping/"
  public let text: String

  public init(_ text: String) { self.text = text }

  public var isMapping: Bool { text.hasPrefix(Self.mappingPrefix) }
  /// Whether it names a suite, or would if there were one; a suite's file is a path like any other.
  public var isSuite: Bool { SuiteFamily.isName(text) }

  /// What the folder of a run is called by.
  var forFolder: String { isSuite ? "suite-\(plain)" : plain }

  /// The bare name: of `reach`, `limber/Reach-v0`, `./my/reach.yaml`, `mapping/reach` and `suite/reach` alike.
  public var plain: String {
    if isMapping { return String(text.dropFirst(Self.mappingPrefix.count)) }
    var name = URL(fileURLWithPath: text).lastPathComponent
    for ending in [".yaml", ".yml"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    let isID = text.hasPrefix("limber/") || isSuite && !text.hasPrefix(SuiteFamily.namePrefix)
    if isID, let dash = name.range(of: "-v", options: .backwards) {
      name = String(name[..<dash.lowerBound])
    }
    return name.lowercased()
  }
}
