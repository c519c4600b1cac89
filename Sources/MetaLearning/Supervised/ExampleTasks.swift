public import Randomness

/// A family of mappings from numbers to numbers, each known by its examples.
public protocol ExampleFamily: Sendable {
  /// One mapping of the family: what the learner does not see.
  associatedtype Function: Sendable

  /// As in `sinusoid`.
  var name: String { get }
  var summary: String { get }
  /// Of the learner's inputs and outputs.
  var inputs: [Quantity] { get }
  var outputs: [Quantity] { get }

  /// A mapping of the given split; the same stream gives the same one.
  func function(from split: Split, using stream: RandomStream) throws -> Function

  /// Examples of a mapping; those of one stream are the same each time.
  func examples(of function: Function, count: Int, using stream: RandomStream) throws -> Examples
}

/// One number that goes into a mapping or comes out of it.
public struct Quantity: Sendable, Hashable, Codable {
  public var name: String
  /// SI unit as text; empty for a pure number.
  public var unit: String

  public init(_ name: String, unit: String = "") {
    self.name = name
    self.unit = unit
  }
}

/// A mapping as a learning task: the same support examples after every absorption, others as query.
public struct ExampleTask<Mapping: Sendable>: LearningTask {
  public let support: Examples
  public let query: Examples

  public init(support: Examples, query: Examples) {
    self.support = support
    self.query = query
  }

  public static var gathersAfresh: Bool { false }

  public func gather(
    with mapping: Mapping, for purpose: Purpose, using stream: RandomStream
  ) -> Examples {
    switch purpose {
    case .support: support
    case .query: query
    }
  }
}

/// The mappings of a family as learning tasks, `shots` support examples and `query` others of each.
public struct ExampleTasks<Family: ExampleFamily, Mapping: Sendable>: TaskFamily {
  public let family: Family
  public let shots: Int
  public let query: Int

  public init(_ family: Family, shots: Int, query: Int, for mapping: Mapping.Type) {
    self.family = family
    self.shots = shots
    self.query = query
  }

  public func task(from split: Split, using stream: RandomStream) throws -> ExampleTask<Mapping> {
    let function = try family.function(from: split, using: stream.split("function"))
    return ExampleTask(
      support: try family.examples(of: function, count: shots, using: stream.split("support")),
      query: try family.examples(of: function, count: query, using: stream.split("query")))
  }
}
