public import Randomness

/// One task of a family: the numbers that its scene leaves to chance, as drawn.
public struct TaskDraw: Sendable, Hashable, Codable {
  /// Key paths into the scene file, in the order in which they are drawn.
  public let names: [String]
  /// In the order of `names`.
  public let numbers: [Float]

  init(names: [String], numbers: [Float]) {
    self.names = names
    self.numbers = numbers
  }

  /// A scene without any distribution has a single task, with no numbers to hash, that stands in every split.
  public var split: Split { Split(of: numbers) }
}
