public import Autodiff
public import Randomness

/// Examples of several functions side by side, in the order in which a learner meets them.
public struct ExampleSequences: Sendable {
  /// `[time, rows, inputs]`
  public var inputs: Tensor
  /// `[time, rows, outputs]`
  public var targets: Tensor

  /// - Precondition: there is a function, and all have as many examples.
  public init(_ functions: [Examples]) {
    let (time, rows) = (functions.first?.count ?? 0, functions.count)
    precondition(
      time > 0 && functions.allSatisfy { $0.count == time }, "sequences of \(functions.map(\.count)) examples"
    )
    func together(_ part: (Examples) -> Tensor) -> Tensor {
      let width = part(functions[0]).shape[1]
      return concatenated(functions.map { part($0).reshaped([1, time, width]) }).transposed([1, 0, 2])
    }
    inputs = together(\.inputs).reshaped([time, rows, -1])
    targets = together(\.targets).reshaped([time, rows, -1])
  }

  public var time: Int { inputs.shape[0] }
  public var rows: Int { inputs.shape[1] }
}

/// Functions of a family as one task: they are worked on in one product.
public struct ExampleBlock<Mapping: Sendable>: LearningTask {
  let sequences: ExampleSequences

  public static var gathersAfresh: Bool { false }

  public func gather(
    with mapping: Mapping, for purpose: Purpose, using stream: RandomStream
  ) -> ExampleSequences { sequences }
}

/// Blocks of so many functions of a family, each known by a sequence of examples.
public struct ExampleBlocks<Family: ExampleFamily, Mapping: Sendable>: TaskFamily {
  let family: Family
  let functions: Int
  let examples: Int

  public init(_ family: Family, functions: Int, examples: Int, for mapping: Mapping.Type) {
    self.family = family
    self.functions = functions
    self.examples = examples
  }

  public func task(from split: Split, using stream: RandomStream) throws -> ExampleBlock<Mapping> {
    ExampleBlock(
      sequences: ExampleSequences(
        try (0..<functions).map { i in
          let own = stream.split(i)
          let function = try family.function(from: split, using: own.split("function"))
          return try family.examples(of: function, count: examples, using: own.split("examples"))
        }))
  }
}
