import Gym
public import Randomness

/// Families that a learner trains on and families that it is tested on, all with the same observation and action.
///
/// A training family poses tasks of its training half only, a test family tasks of its test half only: where a
/// family stands in both lists, new goals are what is new; where it stands in one, the family is.
public struct SceneSuite: Sendable {
  public let name: String
  public let summary: String
  public let train: [SceneFamily]
  public let test: [SceneFamily]

  /// A suite of `Environments/suites` by its name, or a file by its path.
  public init(named name: String) throws(SceneError) {
    if name.contains("/") || name.hasSuffix(".yaml") {
      try self.init(loading: name)
    } else if let path = SceneName.suiteFile(named: name) {
      try self.init(loading: path)
    } else {
      throw SceneName.unknownSuite(name)
    }
  }

  /// In alphabetical order.
  public static var knownNames: [String] { SceneName.knownSuites }

  /// - Throws: what is wrong with the file, where, and what was expected.
  public init(loading path: String) throws(SceneError) {
    let fields = try Fields(SceneFile.load(path), Vocabulary.suite)
    name = try fields.required("name").newName(besides: [])
    summary = try fields["summary"]?.string() ?? ""
    train = try Self.families(fields.list("train", "names of environments"))
    test = try Self.families(fields.list("test", "names of environments"))
    let first = train[0]
    for family in train + test where !family.hasLayout(of: first) {
      throw fields.node.invalid(
        "\(family.name) observes or acts otherwise than \(first.name), expected the same components")
    }
  }

  private static func families(_ names: [SceneNode]) throws(SceneError) -> [SceneFamily] {
    var families: [SceneFamily] = []
    for item in names {
      let name = try item.string()
      do {
        families.append(try SceneFamily(named: name))
      } catch {
        if case .unknownEnvironment = error { throw item.invalid("\(error)") }
        throw error
      }
    }
    return families
  }

  public func families(for split: Split) -> [SceneFamily] {
    switch split {
    // Validation tasks are other draws of the families that are trained on.
    case .train, .validation: train
    case .test: test
    }
  }

  /// A family of the given split, all equally often, and a task of that split; the same stream gives the same.
  public func drawTask(
    from split: Split, using stream: RandomStream
  ) -> (family: SceneFamily, task: TaskDraw) {
    let families = families(for: split)
    var choice = stream.split("family")
    let family = families[Int(choice.next() % UInt64(families.count))]
    return (family, family.drawTask(from: split, using: stream.split("task")))
  }
}

extension SceneFamily {
  /// The same names and units of observations and actions, or names of choices, and the same horizon or another.
  public func hasLayout(of other: SceneFamily) -> Bool {
    func layout(_ components: [Component]) -> [[String]] { components.map { [$0.name, $0.unit] } }
    return layout(observationSpace.components) == layout(other.observationSpace.components)
      && layout(actionSpace.components) == layout(other.actionSpace.components)
      && scene.description.choices.map(\.name) == other.scene.description.choices.map(\.name)
  }
}
