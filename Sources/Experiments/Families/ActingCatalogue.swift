import Gym
import Scenes
import Tabular

/// The families of tasks that are acted in, by name: those that are Swift types, scenes, and suites of scenes.
public enum ActingCatalogue {
  /// In alphabetical order.
  static let withoutScenes: [any ActingFamily] = [Bandit(), Gridworld()]

  /// A family that needs no scene, by its name or id; nil where there is none.
  static func withoutScene(_ name: String) -> (any ActingFamily)? {
    withoutScenes.first { $0.name == name || $0.id == name }
  }

  /// A family by its name (`reach`, `bandit`, `suite/push`), its id (`limber/Reach-v0`) or the path of its file.
  static func family(named name: String) throws(SceneError) -> any ActingFamily {
    if let family = withoutScene(name) { return family }
    if SuiteFamily.isName(name) { return try SuiteFamily(named: name) }
    if SceneFamily.isPath(name) { return try SceneDocument(loading: name).family }
    do { return try SceneFamily(named: name) } catch {
      guard case .unknownEnvironment(let name, let known) = error else { throw error }
      throw .unknownEnvironment(name, known: (known + withoutScenes.map(\.name)).sorted() + suiteNames)
    }
  }

  /// All suites that are known by name, in alphabetical order.
  /// - Throws: where one cannot be loaded.
  static func suites() throws(SceneError) -> [SuiteFamily] {
    try suiteNames.map { name throws(SceneError) in try SuiteFamily(named: name) }
  }

  /// All of them but the suites, in alphabetical order.
  /// - Throws: where there are no scenes, or where one cannot be loaded.
  static func all() throws -> [any ActingFamily] {
    let scenes: [any ActingFamily] = try SceneFamily.known()
    return (scenes + withoutScenes).sorted { $0.name < $1.name }
  }

  /// Names of all of them, in alphabetical order: no error where there are no scenes.
  public static var names: [String] { (SceneFamily.knownNames + withoutScenes.map(\.name)).sorted() }

  /// As in `suite/push`, in alphabetical order.
  static var suiteNames: [String] { SceneSuite.knownNames.map { SuiteFamily.namePrefix + $0 } }

  static func names(knowing policy: KnownPolicy) -> [String] {
    withoutScenes.filter { $0.knownPolicies.contains(policy) }.map(\.name)
  }

  /// Refuses an environment that is not one scene, before anything else is looked at.
  public static func checkIsScene(_ name: String) throws {
    if let family = withoutScene(name) { throw nothingToDraw(family.id) }
    guard SuiteFamily.isName(name) || SceneFamily.isPath(name) else { return }
    let family = try family(named: name)
    guard family.sceneFamily != nil else { throw severalScenes(family.name) }
  }

  /// What is said where one scene is asked for and a suite is given.
  static func severalScenes(_ name: String) -> ConfigurationError {
    .impossible(
      "\(name): is a suite of scenes and sim-view shows one, expected --env with the name of a scene")
  }

  static func nothingToDraw(_ id: String) -> ConfigurationError {
    .impossible("\(id): has no scene, there is nothing to draw")
  }
}

extension SceneDocument {
  var family: any ActingFamily {
    switch self {
    case .scene(let family): family
    case .suite(let suite): SuiteFamily(suite)
    }
  }
}
