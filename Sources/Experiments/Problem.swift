import Autodiff
import Files
import Gym
import Learning
import MetaLearning
import Models
import PolicyLearning
import Randomness
import Scenes

// The catalogue: what a run is made of, as its settings say. Types of learner and tasks are hidden here, once for a
// run; everything inside is concrete.

/// A learner and its tasks.
protocol Problem: Sendable {
  var description: LearnerDescription { get }
  /// Registry id of the tasks, as in `limber/Reach-v0` or `mapping/sinusoid`.
  var id: String { get }
  var summary: String { get }
  /// The family that is acted in, as it poses its tasks, without what an oracle sees; nil where there is none.
  var base: (any ActingFamily)? { get }
  /// The same as the policy observes it.
  var policyFamily: (any ActingFamily)? { get }

  func initialParameters(using stream: RandomStream) -> Parameters
  func refusal(of update: OuterUpdate) -> String?
  func problem(ofMemory memory: Parameters, before iteration: Int) -> String?
  func iterate(
    _ state: MetaState, updates: [ParameterGroup: OuterUpdate], tasks: TaskSettings, workers: Workers,
    using stream: RandomStream, unless shouldStop: @escaping StopCondition
  ) throws -> (state: MetaState, report: IterationReport)
  func evaluate(_ theta: Parameters, _ settings: EvaluationSettings) throws -> Evaluation
  /// What a model predicts of so many held-out functions; nil where tasks are no functions of one number.
  var adaptedFunctions: AdaptedFunctions? { get }
}

extension Problem {
  /// What a run keeps to need no file; nil where there is no scene.
  var record: SceneRecord? { base?.record }
}

typealias AdaptedFunctions =
  @Sendable (_ theta: Parameters, EvaluationSettings, _ count: Int) throws -> [AdaptedFunction]

/// A problem of any learner on any tasks.
struct LearningProblem<L: MetaLearner, Training: TaskFamily, HeldOut: TaskFamily>: Problem
where
  Training.Task.Mapping == L.Mapping, Training.Task.Experience == L.TrainingExperience,
  HeldOut.Task.Mapping == L.Mapping, HeldOut.Task.Experience == L.Experience,
  L.Experience: DigestibleExperience
{
  let description: LearnerDescription
  let id: String
  let summary: String
  var base: (any ActingFamily)?
  var policyFamily: (any ActingFamily)?
  let learner: L
  let training: Training
  let heldOut: @Sendable (EvaluationSettings) -> HeldOut
  /// Tasks, as settings count them, that are one task of `training`: lanes of a block.
  var tasksPerBlock = 1
  var adaptedFunctions: AdaptedFunctions?

  func initialParameters(using stream: RandomStream) -> Parameters {
    learner.initialParameters(using: stream)
  }

  func refusal(of update: OuterUpdate) -> String? { learner.refusal(of: update) }
  func problem(ofMemory memory: Parameters, before iteration: Int) -> String? {
    learner.problem(ofMemory: memory, before: iteration)
  }

  func iterate(
    _ state: MetaState, updates: [ParameterGroup: OuterUpdate], tasks: TaskSettings, workers: Workers,
    using stream: RandomStream, unless shouldStop: @escaping StopCondition
  ) throws -> (state: MetaState, report: IterationReport) {
    var loop = MetaTraining(
      learner, on: StoppableTasks(base: training, shouldStop: shouldStop), updates: updates,
      tasksPerIteration: tasks.perIteration / tasksPerBlock, workers: workers)
    loop.curriculum = tasks.curriculum
    return try loop.iterate(state, using: stream)
  }

  func evaluate(_ theta: Parameters, _ settings: EvaluationSettings) throws -> Evaluation {
    try Experiments.evaluate(learner, at: theta, on: heldOut(settings), settings)
  }
}

extension RunConfiguration {
  /// - Parameter base: the environment, where it is at hand; nil for what the settings name.
  func problem(on base: (any ActingFamily)? = nil) throws -> any Problem {
    let name = EnvironmentName(environment)
    if name.isMapping { return try MappingCatalogue.problem(name.plain, self) }
    let family = try base ?? ActingCatalogue.family(named: environment)
    return try episodeProblem(on: family)
  }

  private func episodeProblem(on base: some ActingFamily) throws -> any Problem {
    if trial != nil { return try trialProblem(on: base) }
    guard case .policyGradient(let loss) = loss, let advantages, let episodes = tasks.episodes else {
      throw ConfigurationError.impossible("\(environment) has episodes, its settings are for examples")
    }
    let family = observed(base)
    if let picture = family.observationSpace.pictures.first {
      throw ConfigurationError.impossible(
        "\(environment): shows pictures (\(picture.name), \(picture.size)), for which \(algorithm.rawValue) has no "
          + "baseline, expected a learner with a memory: rl2, distill, blind or oracle")
    }
    func network(_ hidden: [Int], _ activation: HiddenActivation, outputs: Int) -> MLPShape {
      MLPShape(
        inputs: family.observationSpace.count, hidden: hidden, outputs: outputs,
        activation: activation == .tanh ? .tanh : .relu)
    }
    func normalization(_ isWanted: Bool) throws -> ObservationNormalization? {
      isWanted ? try RandomExperience(of: family, scenes: family.trainingScenes).normalization : nil
    }
    func learner<Policy: PerceptronPolicy>(
      _ policy: Policy, outputScale: Float
    ) -> LearnerDescription.GradientPolicy<Policy> {
      var own = LearnerDescription.GradientPolicy(
        policy: policy, advantages: advantages, surrogate: loss.surrogate, steps: self.learner)
      own.horizon = family.horizon
      own.outputScale = outputScale
      return own
    }
    switch (model, family.actionSpace) {
    case (.gaussianMLP(let settings), .box(let actions)):
      let network = network(settings.hidden, settings.activation, outputs: actions.count)
      var own = learner(
        GaussianPolicy(network: network, normalization: try normalization(settings.normalize)),
        outputScale: settings.outputScale)
      own.initialLogStd = settings.initialLogStd
      return try problem(own.makeLearner(), .gradientPolicy(own), on: base, as: family, episodes)
    case (.categoricalMLP(let settings), .discrete(let action)):
      let network = network(settings.hidden, settings.activation, outputs: action.count)
      let own = learner(
        CategoricalPolicy(network: network, normalization: try normalization(settings.normalize)),
        outputScale: settings.outputScale)
      return try problem(own.makeLearner(), .categoricalPolicy(own), on: base, as: family, episodes)
    case (_, .box):
      throw ConfigurationError.impossible(
        "\(environment) is acted in by numbers, expected model.kind=gaussian-mlp")
    case (_, .discrete):
      throw ConfigurationError.impossible(
        "\(environment) is acted in by choices, expected model.kind=categorical-mlp")
    }
  }

  /// - Parameters:
  ///   - base: the family as it poses its tasks.
  ///   - family: the same as the policy observes it.
  private func problem<Model: StochasticPolicy, Family: ActingFamily>(
    _ learner: GradientLearner<PolicyCriterion<Model>>, _ description: LearnerDescription, on base: Family,
    as family: Family, _ episodes: Int
  ) throws -> any Problem {
    try checkSelection(learner.criterion.tensorNames)
    return LearningProblem(
      description: description, id: family.id, summary: family.summary, base: base, policyFamily: family,
      learner: learner, training: EpisodeTasks(family, episodes: episodes, for: Model.Actor.self),
      heldOut: { $0.heldOut(family, for: learner) })
  }

  /// Refuses names in `learner.adapting` that no tensor has.
  func checkSelection(_ names: [String]) throws(ConfigurationError) {
    guard let unmatched = learner.adapting.unmatched(among: names).first else { return }
    throw .badValue(
      key: "learner.adapting", value: unmatched, expected: "names among \(names.joined(separator: ", "))")
  }

  /// The family as the algorithm's policy observes it.
  func observed<Family: ActingFamily>(_ family: Family) -> Family {
    algorithm.seesTheTask ? family.revealed : family
  }
}
