import Foundation
public import Gym
public import Randomness

/// Scenes that a learner trains on and scenes that it is tested on, all with the same observation and action.
///
/// A training scene poses tasks of its training half only, a test scene tasks of its test half only: where a scene
/// stands in both lists, new goals are what is new; where it stands in one, the scene is.
public struct SceneSuite: Sendable {
  /// As in `manipulation-10`.
  public let name: String
  /// Raised when what the suite poses changes.
  public let version: Int
  public let summary: String
  public let train: [SceneFamily]
  public let test: [SceneFamily]
  /// What all test scenes have and no training scene does, where the file says so; it was checked.
  public let heldOut: Mechanism?
  /// Each of them once, in the order of the lists.
  public let scenes: [SceneFamily]
  /// Of each name, the place in `scenes`.
  private let places: [String: Int]

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

  /// The paths of scenes that it names are seen from its folder.
  /// - Throws: what is wrong with the file, where, and what was expected.
  public init(loading path: String) throws(SceneError) {
    try self.init(SceneFile.load(path)) { item, _ throws(SceneError) in
      let name = try item.string()
      guard !SuiteFamily.isName(name) else {
        throw item.invalid("\(name) is a suite, expected the name of an environment or a scene's path")
      }
      let isBeside = SceneFamily.isPath(name) && !name.hasPrefix("/")
      let place = isBeside ? URL(fileURLWithPath: path).deletingLastPathComponent().path + "/" : ""
      do throws(SceneError) { return try SceneFamily(named: place + name) } catch {
        switch error {
        case .unknownEnvironment, .unreadable: throw item.invalid("\(error)")
        default: throw error
        }
      }
    }
  }

  /// - Parameter find: the scene that an item of a list names, where the file does not hold it itself: told the item and
  ///   the names of those that it holds.
  init(
    _ root: SceneNode, find: (SceneNode, [String]) throws(SceneError) -> SceneFamily
  ) throws(SceneError) {
    let fields = try Fields(root, Vocabulary.suite)
    name = try fields.required("name").newName(besides: [])
    version = try fields.integer("version", default: 0)
    summary = try fields["summary"]?.string() ?? ""
    let held = try fields["scenes"].map { _ throws(SceneError) in
      try Self.held(fields.list("scenes", "texts of scenes"))
    }
    func families(_ names: [SceneNode]) throws(SceneError) -> [SceneFamily] {
      var families: [SceneFamily] = []
      for item in names {
        let name = try item.string()
        if let own = held?.first(where: { $0.name == name }) {
          families.append(own)
        } else {
          families.append(try find(item, held?.map(\.name) ?? []))
        }
      }
      return families
    }
    train = try families(fields.list("train", "names of environments"))
    test = try families(fields.list("test", "names of environments"))
    var scenes: [SceneFamily] = []
    for family in train + test {
      guard let other = scenes.first(where: { $0.name == family.name }) else {
        scenes.append(family)
        continue
      }
      guard other.sceneHash == family.sceneHash else {
        throw fields.node.invalid("two scenes are called \(family.name), expected names of their own")
      }
    }
    for family in scenes where !family.hasLayout(of: scenes[0]) {
      throw fields.node.invalid(
        "\(family.name) observes or acts otherwise than \(scenes[0].name), expected the same components")
    }
    self.scenes = scenes
    heldOut = fields["holds_out"] == nil ? nil : try Self.heldOut(fields, train: train, test: test)
    places = Dictionary(uniqueKeysWithValues: scenes.enumerated().map { ($1.name, $0) })
  }

  /// The mechanism that a suite says it holds out.
  /// - Throws: the first scene under `test` without it, or under `train` with it.
  private static func heldOut(
    _ fields: Fields, train: [SceneFamily], test: [SceneFamily]
  ) throws(SceneError) -> Mechanism {
    let word = try fields.word("holds_out", of: "mechanism")
    guard let mechanism = Mechanism(rawValue: word) else {
      preconditionFailure("the vocabulary has a mechanism \(word) that is none")
    }
    for (list, families, split) in [("train", train, Split.train), ("test", test, .test)] {
      let isExpected = split == .test
      guard let i = families.firstIndex(where: { $0.hasMechanism(mechanism, in: split) != isExpected }) else {
        continue
      }
      throw try fields.list(list, "names of environments")[i].invalid(
        "\(families[i].name) is \(families[i].mechanismText), "
          + "expected \(isExpected ? "a" : "no") \(word), which the suite holds out")
    }
    return mechanism
  }

  /// Where a scene stands in `scenes`; nil for one that is none of the suite's.
  func place(of scene: String) -> Int? { places[scene] }

  public func families(for split: Split) -> [SceneFamily] {
    switch split {
    // Validation tasks are other draws of the scenes that are trained on.
    case .train, .validation: train
    case .test: test
    }
  }

  /// A scene of the given split, all equally often, and a task of that split; the same stream gives the same.
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
  /// The same names and units of observations, the same actions, and the same horizon or another.
  ///
  /// An action beyond its range is clamped to it: in scenes of one layout the same action has to be the same.
  public func hasLayout(of other: SceneFamily) -> Bool {
    Layout(observationSpace, actionSpace) == Layout(other.observationSpace, other.actionSpace)
  }
}

/// What a policy needs to be the same in order to act in several environments: ranges of observations are no part of it.
package struct Layout: Equatable, Sendable {
  private let observation: [[String]]
  private let pictures: [PictureSpace]
  private let action: ActionSpace

  package init(_ observation: Box, _ action: ActionSpace) {
    self.observation = observation.components.map { [$0.name, $0.unit] }
    pictures = observation.pictures
    self.action = action
  }
}
