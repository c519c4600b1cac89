import Randomness

/// What an environment of a `VectorEnv` does when its episode ends.
public enum EpisodeEnd: Sendable {
  /// Begin the next episode at once: `observations` holds its first observation, `finalObservations` the last
  /// one of the finished episode.
  case reset
  /// Stay at the final observation, with reward 0 and the flags of the end, until the next `reset`. Actions for
  /// such a row are ignored; only a step in which every row's episode has ended is an error.
  case hold
}

/// Structure-of-arrays result of resetting or stepping `count` environments; the caller keeps and reuses it.
public struct VectorStep: Sendable {
  public let count: Int
  public let observationCount: Int
  /// `[count, observationCount]`: what the next action is chosen from.
  public var observations: [Float]
  /// `[count]`
  public var rewards: [Float]
  /// Never set in a row together with `truncated`.
  public var terminated: [Bool]
  public var truncated: [Bool]
  public var success: [Bool]
  /// `[count, observationCount]`: row i is valid where the episode of environment i ended in this step, and stays
  /// so while the row is held.
  public var finalObservations: [Float]

  public init(count: Int, observationCount: Int) {
    self.count = count
    self.observationCount = observationCount
    observations = Array(repeating: 0, count: count * observationCount)
    rewards = Array(repeating: 0, count: count)
    terminated = Array(repeating: false, count: count)
    truncated = Array(repeating: false, count: count)
    success = Array(repeating: false, count: count)
    finalObservations = Array(repeating: 0, count: count * observationCount)
  }

  public func ended(_ i: Int) -> Bool { terminated[i] || truncated[i] }
}

/// `count` environments of one kind stepped together.
///
/// Row i behaves to the bit like a single `Env` reset with the same seeds. In mode `.reset`, the k-th episode of
/// a row whose first seed was s begins with seed `VectorEnvSeeds.following(s, episode: k)`.
public protocol VectorEnv: AnyObject {
  var count: Int { get }
  var observationSpace: Box { get }
  var actionSpace: Box { get }
  var horizon: Int { get }
  var atEpisodeEnd: EpisodeEnd { get set }

  /// Begins an episode in every environment: `seeds` is `[count]`.
  func reset(seeds: [UInt64], into step: inout VectorStep)

  /// Steps every environment that has not ended: `actions` is `[count, actionSpace.count]`.
  func step(_ actions: Span<Float>, into step: inout VectorStep) throws(EnvError)
}

extension VectorEnv {
  public func makeStep() -> VectorStep {
    VectorStep(count: count, observationCount: observationSpace.count)
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
