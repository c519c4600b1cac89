import Gym
import Scenes
import Tabular

/// The families of tasks that are acted in, by name: those that are Swift types, and the scenes.
public enum ActingCatalogue {
  /// In alphabetical order.
  static let withoutScenes: [any ActingFamily] = [Bandit(), Gridworld()]

  /// A family that needs no scene, by its name or id; nil where there is none.
  static func withoutScene(_ name: String) -> (any ActingFamily)? {
    withoutScenes.first { $0.name == name || $0.id == name }
  }

  /// A family by its name (`reach`, `bandit`), its id (`limber/Reach-v0`) or the path of its scene.
  static func family(named name: String) throws(SceneError) -> any ActingFamily {
    if let family = withoutScene(name) { return family }
    do { return try SceneFamily(named: name) } catch {
      guard case .unknownEnvironment(let name, let known) = error else { throw error }
      throw .unknownEnvironment(name, known: (known + withoutScenes.map(\.name)).sorted())
    }
  }

  /// All of them, in alphabetical order.
  /// - Throws: where there are no scenes, or where one cannot be loaded.
  static func all() throws -> [any ActingFamily] {
    let scenes: [any ActingFamily] = try SceneFamily.known()
    return (scenes + withoutScenes).sorted { $0.name < $1.name }
  }

  /// Names of all of them, in alphabetical order: no error where there are no scenes.
  public static var names: [String] { (SceneFamily.knownNames + withoutScenes.map(\.name)).sorted() }

  static func names(knowing policy: KnownPolicy) -> [String] {
    withoutScenes.filter { $0.knownPolicies.contains(policy) }.map(\.name)
  }

  /// Refuses an environment that there is no picture of, before anything else is looked at.
  public static func checkHasScene(_ name: String) throws(ConfigurationError) {
    guard let family = withoutScene(name) else { return }
    throw nothingToDraw(family.id)
  }

  /// What is said where one scene is asked for and a suite is given.
  static func severalScenes(_ name: String) -> ConfigurationError {
    .impossible(
      "\(name): is a suite, the window shows one scene, expected --env with the name of one, such as one of its own"
    )
  }

  static func nothingToDraw(_ id: String) -> ConfigurationError {
    .impossible("\(id): has no scene, there is nothing to draw")
  }
}
