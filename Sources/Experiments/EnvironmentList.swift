import Foundation
import Gym
public import MetaLearning
import Models
import Scenes

/// What `sim-rollout --list --json` prints. Further kinds of tasks get a list of their own beside `environments`.
public struct EnvironmentList: Sendable, Codable {
  public struct Entry: Sendable, Codable {
    public var name: String
    public var id: String
    public var summary: String
    /// Steps of an episode.
    public var horizon: Int
    /// Seconds of a step; left out where there is no scene.
    public var stepSeconds: Float?
    public var hasExpert: Bool
    /// Whether the best possible adaptation is known.
    public var hasOptimum: Bool
  }

  public var schemaVersion = Experiments.schemaVersion
  public var version = limberVersion
  public var environments: [Entry]
  /// Suites of scenes.
  public var suites: [Suite]
  /// Families of mappings: tasks that are known by examples.
  public var mappings: [Mapping]

  public struct Suite: Sendable, Codable {
    /// As in `suite/manipulation-10`.
    public var name: String
    public var id: String
    public var summary: String
    /// Steps of the longest episodes.
    public var horizon: Int
    public var hasExpert: Bool
    /// The scenes that are trained on, and those that are tested on.
    public var train: [String]
    public var test: [String]
    /// The mechanism that all of `test` have and none of `train`; left out where the suite holds none out.
    public var holdsOut: String?
  }

  public struct Mapping: Sendable, Codable {
    /// As in `mapping/sinusoid`.
    public var name: String
    public var summary: String
  }

  /// - Throws: where there are none, or where one cannot be loaded.
  public init() throws {
    environments = try ActingCatalogue.all().map {
      Entry(
        name: $0.name, id: $0.id, summary: $0.summary, horizon: $0.horizon,
        stepSeconds: $0.sceneFamily?.stepSeconds, hasExpert: $0.knownPolicies.contains(.expert),
        hasOptimum: $0.knownPolicies.contains(.optimum))
    }
    suites = try ActingCatalogue.suites().map { family in
      Suite(
        name: family.name, id: family.id, summary: family.summary, horizon: family.horizon,
        hasExpert: family.knownPolicies.contains(.expert), train: family.suite.train.map(\.name),
        test: family.suite.test.map(\.name), holdsOut: family.suite.heldOut?.rawValue)
    }
    mappings = try MappingCatalogue.list().map { Mapping(name: $0.name, summary: $0.summary) }
  }

  /// What a shell may complete `--env` with: nothing, rather than an error, where nothing is found.
  public static var names: [String] {
    ActingCatalogue.names + ActingCatalogue.suiteNames
      + MappingCatalogue.names.map { EnvironmentName.mappingPrefix + $0 }
  }
}

/// What `sim-rollout --describe ENV --json` prints.
public struct EnvironmentDescription: Sendable, Codable {
  public struct Component: Sendable, Codable {
    public var name: String
    /// SI unit, empty for a pure number; left out for what a task draws, of which only the scene file knows.
    public var unit: String?
    /// Left out where nothing bounds it.
    public var low: Float?
    public var high: Float?
    /// What each choice is called, from number 0 on; left out where the action is no choice.
    public var choices: [String]?
    /// Rows, columns and channels of a picture, which stands for as many numbers; left out for a number.
    public var shape: [Int]?
  }

  public var schemaVersion = Experiments.schemaVersion
  public var version = limberVersion
  public var name: String
  public var id: String
  /// Changes whenever the scene does, or a suite; left out where there is none.
  public var hash: String?
  public var summary: String
  /// Steps of an episode; of a suite, of the longest ones.
  public var horizon: Int
  /// Seconds of a step; left out where there is no scene, or more than one.
  public var stepSeconds: Float?
  /// The scenes of a suite that are trained on, and those that are tested on; left out where there is no suite.
  public var train: [String]?
  public var test: [String]?
  /// The mechanism that a suite holds out; left out where it holds none out.
  public var holdsOut: String?
  public var observation: [Component]
  public var action: [Component]
  /// What a task draws, and between which bounds.
  public var task: [Component]

  /// - Parameter name: an environment's name, id or scene file.
  public init(_ name: String) throws {
    let family = try ActingCatalogue.family(named: name)
    self.name = family.name
    id = family.id
    hash = family.record?.hash
    train = (family as? SuiteFamily)?.suite.train.map(\.name)
    test = (family as? SuiteFamily)?.suite.test.map(\.name)
    holdsOut = (family as? SuiteFamily)?.suite.heldOut?.rawValue
    summary = family.summary
    horizon = family.horizon
    stepSeconds = family.sceneFamily?.stepSeconds
    let space = family.observationSpace
    observation = space.parts.map { part in
      switch part {
      case .number(let i): Component(space.components[i])
      case .picture(let picture): Component(picture)
      }
    }
    action = family.actionSpace.components.map(Component.init)
    if case .discrete(let choice) = family.actionSpace { action[0].choices = choice.choices }
    task = family.taskRanges.map {
      Component(name: $0.name, low: $0.range.lowerBound, high: $0.range.upperBound)
    }
  }
}

extension EnvironmentDescription.Component {
  init(_ component: Gym.Component) {
    func bound(_ value: Float) -> Float? { value.isFinite ? value : nil }
    self.init(
      name: component.name, unit: component.unit, low: bound(component.low), high: bound(component.high))
  }

  init(_ picture: PictureSpace) {
    self.init(
      name: picture.name, unit: "", low: 0, high: 1, shape: [picture.height, picture.width, picture.channels])
  }
}

/// What `sim-rollout --describe mapping/NAME --json` prints.
public struct MappingDescription: Sendable, Codable {
  public var schemaVersion = Experiments.schemaVersion
  public var version = limberVersion
  public var name: String
  public var summary: String
  public var inputs: [Quantity]
  public var outputs: [Quantity]

  /// - Parameter name: as in `mapping/sinusoid`.
  public init(_ name: String) throws {
    let family = try MappingCatalogue.family(named: EnvironmentName(name).plain)
    (self.name, summary) = (name, family.summary)
    (inputs, outputs) = (family.inputs, family.outputs)
  }
}

/// The observation and action tables of an environment.
public func describeEnvironment(_ name: String) throws -> String {
  let parsed = EnvironmentName(name)
  guard parsed.isMapping else { return try ActingCatalogue.family(named: name).describe() }
  let family = try MappingCatalogue.family(named: parsed.plain)
  func table(_ quantities: [Quantity]) -> String {
    quantities.enumerated().map { "  \($0)  \($1.name)\($1.unit.isEmpty ? "" : "  \($1.unit)")" }
      .joined(separator: "\n")
  }
  return """
    \(name)  \(family.summary)

    input
    \(table(family.inputs))

    output
    \(table(family.outputs))
    """
}

/// One line for each environment, each suite and each family of mappings: name and summary.
public func environmentList() throws -> String {
  let families = try ActingCatalogue.all() + ActingCatalogue.suites()
  let all = families.map { ($0.name, $0.summary) } + (try MappingCatalogue.list())
  let width = all.map(\.0.count).max() ?? 0
  return all.map { $0.0.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.1 }
    .joined(separator: "\n")
}
