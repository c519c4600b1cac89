import Gym
public import MetaLearning
import PolicyLearning
import Scenes

// Scores of each scene of a suite, beside those of all tasks together.

/// The scores of a suite's tasks that are of one scene.
public struct SceneScores: Sendable, Hashable, Codable {
  /// Held-out tasks of the scene.
  public var tasks: Int
  public var `return`: BeforeAfter?
  public var success: BeforeAfter?
  public var curve: [CurvePoint]
  /// What was scored beside it on the same tasks, by name; nil where nothing was.
  public var references: [String: [CurvePoint]]?
}

extension Evaluation {
  /// The scenes that tasks were of, in alphabetical order; none where all tasks are of one family.
  public var sceneNames: [String] { Set(scenes).sorted() }

  /// The scores of the tasks of one scene alone.
  public func part(of scene: String) -> Evaluation {
    let tasks = scenes.indices.filter { scenes[$0] == scene }
    var part = self
    part.scenes = []
    part.measures = tasks.map { measures[$0] }
    part.taskSteps = tasks.map { taskSteps[$0] }
    return part
  }

  /// By the scene's name; nil where all tasks are of one family.
  public func sceneScores(beside references: [Reference] = []) -> [String: SceneScores]? {
    guard !scenes.isEmpty else { return nil }
    let scores = sceneNames.map { name in
      let part = part(of: name)
      return (
        name,
        SceneScores(
          tasks: part.measures.count, return: part.ends("return"), success: part.ends("success"),
          curve: part.curve, references: references.parts(of: name).curves)
      )
    }
    return Dictionary(uniqueKeysWithValues: scores)
  }
}

extension [Reference] {
  /// The same on the tasks of one scene.
  public func parts(of scene: String) -> [Reference] {
    map { Reference(name: $0.name, evaluation: $0.evaluation.part(of: scene)) }
  }
}

/// A task that may be of one scene of a suite.
protocol SceneTask {
  /// nil where its family is no suite.
  var sceneName: String? { get }
}

extension EpisodeTask: SceneTask {
  var sceneName: String? { (draw as? any SceneTask)?.sceneName }
}

extension SuiteDraw: SceneTask {
  var sceneName: String? { scene }
}
