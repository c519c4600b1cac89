import Randomness

/// `count` environments of one kind stepped together.
///
/// Row i behaves to the bit like a single `Env` of its task reset with the same seeds. The k-th episode that a row
/// begins by itself, in a mode that does so, has the seed `VectorEnvSeeds.following(s, episode: k)`, where s is the
/// seed that the row was last reset with.
///
/// A row whose simulation leaves the finite numbers ends its own episode and no other: `terminated` and `nonFinite`
/// are set, the reward is 0, and the final observation is 0 within its bounds.
public protocol VectorEnv: AnyObject {
  /// A task.
  associatedtype Draw: Sendable

  var count: Int { get }
  var observationSpace: Box { get }
  var actionSpace: ActionSpace { get }
  var horizon: Int { get }
  /// Named numbers of a step beside the reward, such as its terms; empty unless asked for.
  var channels: [Component] { get }
  /// To be set before a reset: rows that wait for one in another mode go on waiting.
  var autoreset: AutoresetMode { get set }

  /// Of the episode that each row began last; before the first, those that it was made with.
  var tasks: [Draw] { get }
  var taskPolicy: TaskPolicy<Draw> { get set }
  /// Hands a row the task of its next episode; the running one goes on as it is.
  func assign(_ task: Draw, to row: Int)

  /// Begins an episode in every row, or in those that `mask` marks; others, and their memory, stay as they are.
  /// - Parameters:
  ///   - seeds: `[count]`; those of rows that are not reset are not used.
  ///   - mask: `[count]`; nil for every row.
  func reset(seeds: [UInt64], where mask: [Bool]?, into memory: StepMemory)

  /// Steps every row that has an episode: `actions` is `[count, actionSpace.count]`. Nothing has changed where an
  /// action is refused.
  func step(_ actions: Span<Float>, into memory: StepMemory) throws(EnvError)
}

extension VectorEnv {
  /// None.
  public var channels: [Component] { [] }

  public func makeStep() -> VectorStep {
    VectorStep(count: count, observationCount: observationSpace.count, channelCount: channels.count)
  }

  public func reset(seeds: [UInt64], where mask: [Bool]? = nil, into step: inout VectorStep) {
    step.withMemory { reset(seeds: seeds, where: mask, into: $0) }
  }

  public func step(_ actions: Span<Float>, into step: inout VectorStep) throws(EnvError) {
    try actions.withUnsafeBufferPointer { actions throws(EnvError) in
      try step.withMemory { memory throws(EnvError) in try self.step(actions.span, into: memory) }
    }
  }

  /// Traps where a caller's arrays or memory are not those of this environment.
  public func check(seeds: [UInt64], mask: [Bool]?, _ memory: StepMemory) {
    precondition(seeds.count == count, "\(seeds.count) seeds for \(count) environments")
    if let mask { precondition(mask.count == count, "a mask of \(mask.count) for \(count) environments") }
    check(memory)
  }

  public func check(_ memory: StepMemory) {
    precondition(
      memory.count == count && memory.observationCount == observationSpace.count
        && memory.channelCount == channels.count,
      "memory of \(memory.count) × \(memory.observationCount) + \(memory.channelCount) for "
        + "\(count) × \(observationSpace.count) + \(channels.count)")
  }
}

/// How automatic resets choose their seeds.
public enum VectorEnvSeeds {
  /// The seed of a row's episode number `episode`, counted from 0, when its first seed was `seed`.
  public static func following(_ seed: UInt64, episode: Int) -> UInt64 {
    guard episode > 0 else { return seed }
    var stream = RandomStream(seed: seed).split(episode)
    return stream.next()
  }
}
