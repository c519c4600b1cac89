package import Autodiff
import Files
import Foundation
import Gym
import Learning
public import MetaLearning
public import Models
package import PolicyLearning
import Randomness
public import Scenes

/// What `sim-rollout --json` prints.
public struct RolloutResult: Sendable, Codable {
  public var schemaVersion = Experiments.schemaVersion
  /// Limber's.
  public var version = limberVersion
  public var env: String
  public var policy: String
  public var seed: UInt64
  public var tasks: Int
  /// Gathered for each step; nil where tasks have examples.
  public var episodes: Int?
  /// Support examples; nil where tasks have episodes.
  public var shots: Int?
  public var adaptSteps: Int
  /// Whether the likeliest actions were scored, in place of drawn ones; nil where tasks have examples.
  public var deterministic: Bool?
  public var `return`: BeforeAfter?
  public var success: BeforeAfter?
  public var error: BeforeAfter?
  /// What `at` counts along the curve: adaptation steps, or episodes of a trial, the first of which is 0.
  public var axis = CurveAxis.steps
  public var curve: [CurvePoint]
  /// Environment steps or examples.
  public var steps: Int
  public var seconds: Double
  public var stepsPerSecond: Double
  public var digest: String
  /// What decides its last bits, beside program, settings and seed: the same digest is promised on the same kind.
  public var processor = BLAS.processor
  /// What was rolled out beside it, by name; nil where nothing was asked for.
  public var references: [String: [CurvePoint]]?
  /// The scores of each scene of a suite, by its name; nil where there is no suite.
  public var scenes: [String: SceneScores]?
}

/// A headless rollout of one policy on held-out tasks of one environment.
public struct RolloutRun: Sendable {
  /// What acts or predicts.
  private enum Actor: Sendable {
    case random, zero
    case known(KnownPolicy)
    case trained(LearnerDescription, Parameters)
  }

  /// The family that the policy acts in; nil where tasks have examples.
  public let family: (any ActingFamily)?
  /// The same as it poses its tasks, without what an oracle sees.
  let base: (any ActingFamily)?
  /// Registry id.
  let environment: String
  /// The name of the family of mappings; nil where tasks have episodes.
  let mapping: String?
  package let policy: String
  private let actor: Actor
  /// The policy's file; nil for one that is not trained.
  public let file: PolicyFile?
  /// The settings that the file was trained with.
  let configuration: RunConfiguration?

  /// - Parameters:
  ///   - environment: a name, the file of a scene or a suite, `suite/NAME` or `mapping/NAME`; nil for the policy's own, from the scene that is in its
  ///     file where it has one.
  ///   - policy: `random`, `zero`, `expert`, `nominal`, `optimum` or a policy file's path.
  /// - Throws: where either cannot be loaded, or the policy was trained on another environment.
  public init(environment: String?, policy: String) throws {
    try self.init(environment: environment, policy: policy, on: nil)
  }

  /// - Parameter given: the family to roll out on, where it is at hand.
  init(environment: String?, policy: String, on given: (any ActingFamily)?) throws {
    self.policy = policy
    let known = KnownPolicy(rawValue: policy)
    if known != nil || ["random", "zero"].contains(policy) {
      let name = EnvironmentName(environment ?? "reach")
      guard !name.isMapping else {
        throw FileError.malformed(
          path: policy, problem: "acts in episodes; \(name.text) has examples, expected a policy file")
      }
      let base = try given ?? ActingCatalogue.family(named: name.text)
      (self.base, family, mapping) = (base, base, nil)
      self.environment = base.id
      actor = known.map { .known($0) } ?? (policy == "random" ? .random : .zero)
      (file, configuration) = (nil, nil)
      return
    }
    guard policy != "scratch" else {
      throw FileError.malformed(
        path: "scratch",
        problem: "a fresh policy stands only beside a trained one: --policy FILE --beside scratch")
    }
    let file = try PolicyFile(reading: policy)
    let configuration = try file.configuration(path: policy)
    self.file = file
    self.configuration = configuration
    actor = .trained(file.learner, file.parameters)
    if file.learner.exampleLearner != nil {
      let name = EnvironmentName(environment ?? file.environment)
      guard name.isMapping else {
        throw FileError.malformed(
          path: policy, problem: "predicts examples of \(file.environment); \(name.text) has episodes")
      }
      let family = try MappingCatalogue.family(named: name.plain)
      let interface = file.learner.interface
      guard family.inputs.count == interface.inputs, family.outputs.count == interface.outputs else {
        throw FileError.malformed(
          path: policy,
          problem:
            "maps \(interface.inputs) numbers to \(interface.outputs), expected \(family.inputs.count) to "
            + "\(family.outputs.count)")
      }
      (base, self.family, mapping) = (nil, nil, name.plain)
      self.environment = name.text
    } else {
      if let environment, EnvironmentName(environment).isMapping {
        throw FileError.malformed(
          path: policy, problem: "acts in episodes; \(environment) has examples, expected another policy file"
        )
      }
      let named = try environment.map { try ActingCatalogue.family(named: $0) }
      let base = try given ?? named ?? file.trainingFamily(configuration, path: policy)
      let family = configuration.observed(base)
      try file.checkActs(in: family, configuration, path: policy)
      (self.base, self.family, mapping) = (base, family, nil)
      self.environment = family.id
    }
  }

  /// What is shown beside it, on the same tasks.
  /// - Parameter policy: as for `init`.
  /// - Throws: also where it was trained on another family.
  public func beside(_ policy: String) throws -> RolloutRun {
    guard policy != "scratch" else {
      throw FileError.malformed(
        path: policy,
        problem: "has no file to show, expected a policy file, random, zero or expert")
    }
    return try RolloutRun(environment: nil, policy: policy, on: base)
  }

  /// What the policy is called to people: the last part of its path.
  package var policyName: String { URL(fileURLWithPath: policy).lastPathComponent }

  /// What the points of its curve are counted by.
  var axis: CurveAxis { file?.learner.episodeLearner?.axis ?? .steps }
  /// Adaptation steps that the policy was scored with; none for policies that do not learn.
  public var defaultAdaptSteps: Int { configuration?.evaluation.steps ?? 0 }
  /// Episodes, or support examples, that it was scored with.
  public var defaultEpisodes: Int {
    configuration.map { $0.evaluation.episodes ?? $0.evaluation.shots ?? 20 } ?? 20
  }

  /// The training run that a trained policy came from.
  var training: Training? {
    get throws { try configuration.map { try Training($0, on: base) } }
  }

  /// - Parameter trace: a CSV file for one line about every step, which takes a single thread; nil for none.
  public func run(
    _ settings: EvaluationSettings, trace: String? = nil
  ) throws -> (result: RolloutResult, evaluation: Evaluation) {
    if let file, file.learner.steps == nil, file.learner.exampleLearner != nil {
      try checkExamples(settings, of: file.learner)
    }
    guard family != nil || !settings.isDeterministic else {
      throw ConfigurationError.impossible(
        "--deterministic: \(environment) has examples, a prediction draws nothing")
    }
    let evaluation: Evaluation
    if let trace {
      guard let family else {
        throw FileError.unwritable(path: trace, reason: "\(environment) has examples, no steps to trace")
      }
      let file = try TraceFile(trace)
      var settings = settings
      settings.workers = Workers(threads: 1)
      evaluation = try self.evaluation(tracing: family, into: file, settings)
      try file.finish()
    } else {
      evaluation = try self.evaluation(settings)
    }
    var result = RolloutResult(
      env: environment, policy: policy, seed: settings.seed, tasks: settings.tasks,
      episodes: mapping == nil ? settings.episodes : nil, shots: mapping == nil ? nil : settings.episodes,
      adaptSteps: settings.adaptSteps, return: evaluation.ends("return"),
      success: evaluation.ends("success"), error: evaluation.ends("error"), curve: evaluation.curve,
      steps: evaluation.amount, seconds: evaluation.seconds, stepsPerSecond: evaluation.stepsPerSecond,
      digest: evaluation.digest)
    result.axis = evaluation.axis
    result.scenes = evaluation.sceneScores()
    result.deterministic = mapping == nil ? settings.isDeterministic : nil
    return (result, evaluation)
  }

  /// Refuses what a learner that takes examples in once cannot do.
  private func checkExamples(_ settings: EvaluationSettings, of learner: LearnerDescription) throws {
    guard settings.adaptSteps <= 1 else {
      throw ConfigurationError.badValue(
        key: "--adapt-steps", value: "\(settings.adaptSteps)",
        expected: "0 or 1: \(policy) takes examples in once")
    }
    guard case .attentionRegression = learner, settings.episodes > CountLimits.attended else { return }
    throw ConfigurationError.badValue(
      key: "--shots", value: "\(settings.episodes)",
      expected: "at most \(CountLimits.attended) examples for attention")
  }

  private func evaluation(_ settings: EvaluationSettings) throws -> Evaluation {
    if let family { return try evaluation(of: learner(), in: family, settings) }
    guard let mapping, case .trained(let description, let theta) = actor else {
      preconditionFailure("a rollout of neither episodes nor mappings")
    }
    guard let learner = description.exampleLearner else { preconditionFailure("a policy that predicts") }
    return try MappingCatalogue.evaluate(
      learner, at: theta, on: MappingCatalogue.family(named: mapping), settings,
      query: configuration?.evaluation.query ?? 100)
  }

  private func evaluation<Family: ActingFamily>(
    tracing family: Family, into file: TraceFile, _ settings: EvaluationSettings
  ) throws -> Evaluation {
    try evaluation(of: learner(), in: TracedFamily(family, file: file), settings)
  }

  private func evaluation<L: EpisodeLearner, Family: EnvFamily>(
    of learner: L, in family: Family, _ settings: EvaluationSettings
  ) throws -> Evaluation {
    try evaluate(learner, at: theta, on: settings.heldOut(family, for: learner), settings)
  }

  /// What acts, as a learner, whose θ is `theta`.
  /// - Precondition: tasks have episodes.
  package func learner() throws -> any EpisodeLearner {
    guard let family, let base else { preconditionFailure("a learner of examples in episodes") }
    func fixed(_ mapping: some ActingMapping) -> any EpisodeLearner { FixedLearner(mapping) }
    switch actor {
    case .random: return FixedLearner(RandomPolicy(actionSpace: family.actionSpace))
    case .zero: return FixedLearner(ZeroPolicy())
    case .known(let policy): return fixed(try base.mapping(of: policy))
    case .trained(let description, _):
      guard let learner = description.episodeLearner else {
        preconditionFailure("a learner of examples in episodes")
      }
      return learner
    }
  }

  /// Empty for policies that are not trained.
  package var theta: Parameters {
    if case .trained(_, let theta) = actor { theta } else { Parameters([]) }
  }

  /// The family that the policy acts in, whose tasks are of scenes.
  /// - Throws: where they are not, and so there is nothing to draw.
  public func scenic() throws -> any ScenicFamily {
    guard let family else {
      throw ConfigurationError.impossible("\(environment): has examples, there are no episodes to draw")
    }
    guard let scenic = family as? any ScenicFamily else { throw ActingCatalogue.nothingToDraw(environment) }
    return scenic
  }

  /// The one scene that the policy acts in.
  /// - Throws: where there is none, or more than one.
  public func scene() throws -> SceneFamily {
    let family = try scenic()
    guard let scene = family.sceneFamily else { throw ActingCatalogue.severalScenes(family.name) }
    return scene
  }
}
