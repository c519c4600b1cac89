public import Gym
public import PolicyLearning
public import Scenes

/// A policy that a family knows by name beside chance, and that nothing is trained for.
public enum KnownPolicy: String, Sendable, CaseIterable {
  /// Scripted, with an eye on what the task hides.
  case expert
  /// The expert that takes every body for the one in the middle of what the family draws.
  case nominal
  /// The best possible adaptation to a task that nothing is known of: no learner does better on the average task.
  case optimum
}

/// A family of tasks that are acted in, as runs, rollouts and lists need it: a scene's, or one that is a Swift type.
public protocol ActingFamily: EnvFamily {
  /// What it is called on the command line, as in `reach`.
  var name: String { get }
  var summary: String { get }
  /// The same tasks with nothing hidden: what an oracle sees.
  var revealed: Self { get }
  /// Whether there are tasks that are neither for training nor for the final scores.
  var hasValidationTasks: Bool { get }
  /// Whether every training task says what success is.
  var hasSuccess: Bool { get }
  /// What a task draws, and between which bounds.
  var taskRanges: [(name: String, range: ClosedRange<Float>)] { get }
  /// The policies that it knows, in the order of tables.
  var knownPolicies: [KnownPolicy] { get }
  /// - Throws: where it knows no such policy.
  func mapping(of policy: KnownPolicy) throws -> any ActingMapping
  /// The observation and action tables, for people.
  func describe() -> String
  /// Itself, where its tasks are of one scene.
  var sceneFamily: SceneFamily? { get }
  /// What runs and policies keep of it, so that they need no file; nil where it has no scenes.
  var record: SceneRecord? { get }
}

/// A scene, or a suite with all its scenes, as runs and policies keep it.
public struct SceneRecord: Sendable, Hashable {
  /// Needs no other file; `SceneDocument` reads it.
  public let text: String
  /// Changes whenever what is posed does.
  public let hash: String
}

/// A family whose tasks are of scenes, which can be drawn: of one scene, or each task of one of several.
public protocol ScenicFamily: ActingFamily where Vector: ScenicVectorEnv {
  func scene(of draw: Draw) -> (family: SceneFamily, task: TaskDraw)
}

extension ActingFamily {
  /// Of which tasks for training are drawn.
  var trainingScenes: Int { (self as? SuiteFamily)?.suite.train.count ?? 1 }

  public var hasSuccess: Bool { true }
  public var sceneFamily: SceneFamily? { nil }
  public var record: SceneRecord? { nil }

  public func describe() -> String {
    var actions = ComponentTable.text(actionSpace.components)
    if case .discrete(let choice) = actionSpace {
      let choices = choice.choices.enumerated().map { "\($0) = \($1)" }
      actions += "\n  \(choice.name): " + choices.joined(separator: ", ")
    }
    return [
      "\(id)  \(summary)", counted(horizon, "step"), "", "observation",
      ComponentTable.text(observationSpace), "", "action", actions, "", "task",
      ComponentTable.text(drawn: taskRanges),
    ].joined(separator: "\n")
  }
}

extension SceneFamily: ScenicFamily {
  public var sceneFamily: SceneFamily? { self }
  public var record: SceneRecord? { SceneRecord(text: text, hash: sceneHash) }
  public func scene(of draw: TaskDraw) -> (family: SceneFamily, task: TaskDraw) { (self, draw) }
  public var knownPolicies: [KnownPolicy] { hasExpert ? [.expert] : [] }

  public func mapping(of policy: KnownPolicy) throws -> any ActingMapping {
    switch policy {
    case .expert: return InsightMapping<SceneVectorEnv, _> { try ExpertPolicy($0) }
    case .nominal: return InsightMapping<SceneVectorEnv, _> { try ExpertPolicy($0, knowsBody: false) }
    case .optimum: throw unknownOptimum
    }
  }
}

extension SuiteFamily: ScenicFamily {
  public var record: SceneRecord? { SceneRecord(text: suite.text, hash: suite.hash) }
  public var knownPolicies: [KnownPolicy] { suite.scenes.allSatisfy(\.hasExpert) ? [.expert] : [] }

  public func mapping(of policy: KnownPolicy) throws -> any ActingMapping {
    switch policy {
    case .expert: return InsightMapping<SuiteVectorEnv, _> { try ExpertPolicy($0) }
    case .nominal: return InsightMapping<SuiteVectorEnv, _> { try ExpertPolicy($0, knowsBody: false) }
    case .optimum: throw unknownOptimum
    }
  }
}

extension ScenicFamily {
  fileprivate var unknownOptimum: ConfigurationError {
    .impossible(
      "\(name): nobody knows the best possible adaptation to its tasks, expected one of "
        + ActingCatalogue.names(knowing: .optimum).joined(separator: ", "))
  }
}
