/// An episode up to some step: its seed and its actions.
///
/// Engines keep state that cannot be read out, such as the impulses of contacts; replaying from the seed restores
/// it to the bit. Restoring therefore costs as many steps as the episode has behind it.
public struct EpisodeSnapshot: Sendable, Hashable, Codable {
  public let seed: UInt64
  /// `[length, actionCount]`, as they were given.
  public private(set) var actions: [Float]
  /// Steps behind the episode.
  public private(set) var length: Int

  /// The beginning of an episode.
  public init(seed: UInt64) {
    self.seed = seed
    actions = []
    length = 0
  }

  /// Notes an action that was accepted.
  public mutating func append(_ action: Span<Float>) {
    precondition(
      actions.count == length * action.count,
      "an action of \(action.count) numbers after \(length) with \(actions.count) numbers in all")
    for i in 0..<action.count { actions.append(action[i]) }
    length += 1
  }
}

extension Env where Self: ~Copyable {
  /// Puts the environment where the snapshot was taken: the next step gives the bits that it would have given
  /// there. Writes the observation at that point.
  /// - Precondition: the snapshot is of an environment of the same kind and task.
  public mutating func restore(
    _ snapshot: EpisodeSnapshot, into observation: inout MutableSpan<Float>
  ) throws(EnvError) {
    let width = actionSpace.count
    precondition(
      snapshot.actions.count == snapshot.length * width,
      "a snapshot of \(snapshot.actions.count) numbers in \(snapshot.length) actions, expected \(width) each")
    reset(seed: snapshot.seed, into: &observation)
    for i in 0..<snapshot.length {
      _ = try step(snapshot.actions.span.extracting(i * width..<(i + 1) * width), into: &observation)
    }
  }

  /// `restore(_:into:)` that allocates its result.
  public mutating func restore(_ snapshot: EpisodeSnapshot) throws(EnvError) -> [Float] {
    var observation = [Float](repeating: 0, count: observationSpace.count)
    var span = observation.mutableSpan
    try restore(snapshot, into: &span)
    return observation
  }
}

/// An environment that keeps a snapshot of its running episode at hand.
public struct RecordedEnv<Base: Env & ~Copyable>: Env, ~Copyable {
  public private(set) var base: Base
  /// Of the running episode; nil before the first reset.
  public private(set) var snapshot: EpisodeSnapshot?

  public init(_ base: consuming Base) {
    self.base = base
    snapshot = nil
  }

  public var observationSpace: Box { base.observationSpace }
  public var actionSpace: ActionSpace { base.actionSpace }
  public var horizon: Int { base.horizon }

  public mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
    base.reset(seed: seed, into: &observation)
    snapshot = EpisodeSnapshot(seed: seed)
  }

  public mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult {
    let result = try base.step(action, into: &observation)
    snapshot?.append(action)
    return result
  }
}
