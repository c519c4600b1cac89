import Foundation
import Gym
import Learning
import MetaLearning
public import Scenes

/// What `sim-rollout --json` prints.
public struct RolloutResult: Sendable, Codable {
  public var env: String
  public var policy: String
  public var seed: UInt64
  public var tasks: Int
  public var episodes: Int
  public var adaptSteps: Int
  public var `return`: BeforeAfter
  public var success: BeforeAfter
  /// Return and success after 0, 1, … adaptation steps.
  public var curve: [StageScore]
  public var steps: Int
  public var seconds: Double
  public var stepsPerSecond: Double
  public var digest: String
  /// What was rolled out beside it, by name; nil where nothing was asked for.
  public var beside: [String: [StageScore]]?
}

/// A headless rollout of one policy on held-out tasks of one environment.
public struct RolloutRun: Sendable {
  enum Actor {
    case random, zero, expert
    case trained(PolicyFile)
  }

  public let family: SceneFamily
  /// A name or a scene file.
  let environment: String
  let policy: String
  let actor: Actor

  /// - Parameters:
  ///   - environment: a name or a scene file; nil for the policy's own.
  ///   - policy: `random`, `zero`, `expert` or a policy file's path.
  /// - Throws: where either cannot be loaded, or the policy was trained on another environment.
  public init(environment: String?, policy: String) throws {
    self.policy = policy
    switch policy {
    case "random", "zero", "expert":
      self.environment = environment ?? "reach"
      family = try SceneFamily(named: self.environment)
      actor = policy == "random" ? .random : policy == "zero" ? .zero : .expert
    default:
      let file = try PolicyFile(reading: policy)
      self.environment = environment ?? file.configuration.environment
      family = try file.configuration.family(named: self.environment)
      guard file.sceneHash == family.sceneHash else {
        throw FileError.malformed(
          path: policy,
          problem: "was trained on \(file.environment) (scene \(file.sceneHash)), expected a policy for "
            + "\(family.id) (scene \(family.sceneHash))")
      }
      guard
        file.policy.observationCount == family.observationSpace.count,
        file.policy.actionCount == family.actionSpace.count
      else {
        throw FileError.malformed(
          path: policy,
          problem: "maps \(file.policy.observationCount) observations to \(file.policy.actionCount) actions, "
            + "expected \(family.observationSpace.count) to \(family.actionSpace.count)")
      }
      actor = .trained(file)
    }
  }

  /// Adaptation steps that the policy was scored with; none for policies that do not learn.
  public var defaultAdaptSteps: Int {
    if case .trained(let file) = actor { file.configuration.evaluationSteps } else { 0 }
  }

  /// The training run that a trained policy came from.
  var training: Training? {
    get throws {
      guard case .trained(let file) = actor else { return nil }
      var configuration = file.configuration
      configuration.environment = environment
      return try Training(configuration)
    }
  }

  /// - Parameter trace: a CSV file for one line about every step, which takes a single thread; nil for none.
  public func run(
    _ settings: EvaluationSettings, trace: String? = nil
  ) throws -> (result: RolloutResult, evaluation: Evaluation) {
    let evaluation: Evaluation
    if let trace {
      let file = try TraceFile(trace)
      var settings = settings
      settings.threads = 1
      evaluation = try self.evaluation(on: TracedFamily(family, file: file), settings)
      try file.finish()
    } else {
      evaluation = try self.evaluation(on: family, settings)
    }
    return (
      RolloutResult(
        env: family.id, policy: policy, seed: settings.seed, tasks: settings.tasks,
        episodes: settings.episodes,
        adaptSteps: settings.adaptSteps, return: evaluation.return, success: evaluation.success,
        curve: evaluation.curve,
        steps: evaluation.steps, seconds: evaluation.seconds, stepsPerSecond: evaluation.stepsPerSecond,
        digest: evaluation.digest),
      evaluation
    )
  }

  /// The policy on held-out task number `index`, as `run` with the same settings scores it.
  func film(task index: Int, _ settings: EvaluationSettings) throws -> AdaptationFilm {
    switch actor {
    case .random:
      let random = FixedLearner(RandomPolicy(actionSpace: family.actionSpace))
      return try Experiments.film(random, on: family, task: index, settings)
    case .zero: return try Experiments.film(FixedLearner(ZeroPolicy()), on: family, task: index, settings)
    case .expert: return try filmExpert(on: family, task: index, settings)
    case .trained(let file): return try Experiments.film(file.learner, on: family, task: index, settings)
    }
  }

  private func evaluation<Family: EnvFamily>(
    on family: Family, _ settings: EvaluationSettings
  ) throws -> Evaluation where Family.Vector: SceneBacked {
    switch actor {
    case .random:
      try evaluate(FixedLearner(RandomPolicy(actionSpace: family.actionSpace)), on: family, settings)
    case .zero: try evaluate(FixedLearner(ZeroPolicy()), on: family, settings)
    case .expert: try evaluateExpert(on: family, settings)
    case .trained(let file): try evaluate(file.learner, on: family, settings)
    }
  }
}

/// The observation and action tables of an environment, from its compiled scene.
public func describeEnvironment(_ name: String) throws -> String { try SceneFamily(named: name).describe() }

/// One line for each environment in `Environments/`: name and summary.
public func environmentList() throws -> String {
  let families = try SceneFamily.known()
  let width = families.map(\.name.count).max() ?? 0
  return families.map { $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.summary }
    .joined(separator: "\n")
}
