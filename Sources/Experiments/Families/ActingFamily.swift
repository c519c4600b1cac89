public import Gym
public import PolicyLearning
public import Scenes

/// A policy that a family knows by name beside chance, and that nothing is trained for.
public enum KnownPolicy: String, Sendable, CaseIterable {
  /// Scripted, with an eye on what the task hides.
  case expert
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
  /// What a task draws, and between which bounds.
  var taskRanges: [(name: String, range: ClosedRange<Float>)] { get }
  /// The policies that it knows, in the order of tables.
  var knownPolicies: [KnownPolicy] { get }
  /// - Throws: where it knows no such policy.
  func mapping(of policy: KnownPolicy) throws -> any ActingMapping
  /// The observation and action tables, for people.
  func describe() -> String
  /// Itself, where its tasks are scenes that can be drawn.
  var sceneFamily: SceneFamily? { get }
}

extension ActingFamily {
  public var sceneFamily: SceneFamily? { nil }

  public func describe() -> String {
    var actions = ComponentTable.text(actionSpace.components)
    if case .discrete(let choice) = actionSpace {
      let choices = choice.choices.enumerated().map { "\($0) = \($1)" }
      actions += "\n  \(choice.name): " + choices.joined(separator: ", ")
    }
    return [
      "\(id)  \(summary)", counted(horizon, "step"), "", "observation",
      ComponentTable.text(observationSpace.components), "", "action", actions, "", "task",
      ComponentTable.text(drawn: taskRanges),
    ].joined(separator: "\n")
  }
}

extension SceneFamily: ActingFamily {
  public var sceneFamily: SceneFamily? { self }
  public var knownPolicies: [KnownPolicy] { hasExpert ? [.expert] : [] }

  public func mapping(of policy: KnownPolicy) throws -> any ActingMapping {
    switch policy {
    case .expert: return InsightMapping<SceneVectorEnv, _> { try ExpertPolicy($0) }
    case .optimum:
      throw ConfigurationError.impossible(
        "\(name): nobody knows the best possible adaptation to its tasks, expected one of "
          + ActingCatalogue.names(knowing: .optimum).joined(separator: ", "))
    }
  }
}
