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
  /// The scene that the tasks are drawn from, as it poses them, without what an oracle sees; nil where there is none.
  var scene: SceneFamily? { get }
  /// nil where tasks have no episodes.
  var policyFamily: SceneFamily? { get }

  func initialParameters(using stream: RandomStream) -> Parameters
  func refusal(of update: OuterUpdate) -> String?
  func iterate(
    _ state: MetaState, updates: [ParameterGroup: OuterUpdate], tasks: Int, threads: Int,
    using stream: RandomStream, unless shouldStop: @escaping StopCondition
  ) throws -> (state: MetaState, report: IterationReport)
  func evaluate(_ theta: Parameters, _ settings: EvaluationSettings) throws -> Evaluation
  /// What a model predicts of so many held-out functions; nil where tasks are no functions of one number.
  var adaptedFunctions: AdaptedFunctions? { get }
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
  var scene: SceneFamily?
  var policyFamily: SceneFamily?
  let learner: L
  let training: Training
  let heldOut: @Sendable (EvaluationSettings) -> HeldOut
  var adaptedFunctions: AdaptedFunctions?

  func initialParameters(using stream: RandomStream) -> Parameters {
    learner.initialParameters(using: stream)
  }

  func refusal(of update: OuterUpdate) -> String? { learner.refusal(of: update) }

  func iterate(
    _ state: MetaState, updates: [ParameterGroup: OuterUpdate], tasks: Int, threads: Int,
    using stream: RandomStream, unless shouldStop: @escaping StopCondition
  ) throws -> (state: MetaState, report: IterationReport) {
    try MetaTraining(
      learner, on: StoppableTasks(base: training, shouldStop: shouldStop), updates: updates,
      tasksPerIteration: tasks, threads: threads
    ).iterate(state, using: stream)
  }

  func evaluate(_ theta: Parameters, _ settings: EvaluationSettings) throws -> Evaluation {
    try Experiments.evaluate(learner, at: theta, on: heldOut(settings), settings)
  }
}

extension RunConfiguration {
  /// - Parameter base: the environment, where it is at hand; nil for what the settings name.
  func problem(on base: SceneFamily? = nil) throws -> any Problem {
    let name = EnvironmentName(environment)
    if name.isMapping { return try MappingCatalogue.problem(name.plain, self) }
    return try episodeProblem(on: base ?? SceneFamily(named: environment))
  }

  private func episodeProblem(on scene: SceneFamily) throws -> any Problem {
    guard case .gaussianMLP(let settings) = model, case .policyGradient(let loss) = loss, let advantages,
      let episodes = tasks.episodes
    else { throw ConfigurationError.impossible("\(environment) has episodes, its settings are for examples") }
    let family = observed(scene)
    var description = LearnerDescription.GradientPolicy(
      policy: GaussianPolicy(
        network: MLPShape(
          inputs: family.observationSpace.count, hidden: settings.hidden, outputs: family.actionSpace.count,
          activation: settings.activation == .tanh ? .tanh : .relu),
        normalization: settings.normalize ? try family.normalizationOfRandomActions() : nil),
      advantages: advantages, surrogate: loss.surrogate, steps: learner)
    description.horizon = family.horizon
    description.initialLogStd = settings.initialLogStd
    description.outputScale = settings.outputScale
    let learner = description.makeLearner()
    try checkSelection(learner.criterion.tensorNames)
    return LearningProblem(
      description: .gradientPolicy(description), id: family.id, summary: family.summary, scene: scene,
      policyFamily: family, learner: learner,
      training: EpisodeTasks(family, episodes: episodes, for: GaussianActor.self),
      heldOut: { EpisodeTasks(family, episodes: $0.episodes, for: GaussianActor.self) })
  }

  /// Refuses names in `learner.adapting` that no tensor has.
  func checkSelection(_ names: [String]) throws(ConfigurationError) {
    guard let unmatched = learner.adapting.unmatched(among: names).first else { return }
    throw .badValue(
      key: "learner.adapting", value: unmatched, expected: "names among \(names.joined(separator: ", "))")
  }

  /// The family as the algorithm's policy observes it.
  func observed(_ family: SceneFamily) -> SceneFamily { algorithm.seesTheTask ? family.revealed : family }
}

extension SceneFamily {
  /// What random actions meet on some training tasks: the environment's own, the same for every seed, so that a
  /// run may begin from the policy of another.
  func normalizationOfRandomActions() throws -> ObservationNormalization {
    let root = RandomStream(seed: 0).split("normalization")
    let tasks = EpisodeTasks(self, episodes: 5, for: RandomPolicy.self)
    let episodes = try (0..<20).map { i in
      let stream = root.split(i)
      return try tasks.task(from: .train, using: stream.split("task")).gather(
        with: RandomPolicy(actionSpace: actionSpace), for: .query, using: stream.split("episodes"))
    }
    return ObservationNormalization(of: Array(episodes.joined()), count: observationSpace.count)
  }
}
