// A run may be shared by several processes, its ranks (the word of MPI). All of them do the same run: each works on some
// of the tasks, tells the others what it found, and folds what all have found in task order. So every rank knows the
// same state, bit by bit, whatever their number; no sum depends on the order of messages.

/// What ranks tell each other through. All calls are made by one thread at a time.
public protocol Communicator: Sendable {
  /// Of this process, from 0 on.
  var rank: Int { get }
  /// Of all processes.
  var count: Int { get }

  /// Whether all ranks are on one machine, and share its processors.
  var isOnOneMachine: Bool { get }

  /// Hands in what this rank has to say, and waits for what all others have; every rank calls it equally often.
  /// - Returns: by rank, with this one's own.
  /// - Throws: `RankError`: `.lost` or `.gaveUp` where another rank does not come any more, `.garbled` or `.broken` where
  ///   it says something else than expected.
  func exchange(_ bytes: [UInt8]) throws -> [[UInt8]]

  /// Tells the others, in place of what the next exchange would, that this rank ends.
  func giveUp(because reason: String)
}

/// A run that is shared with nobody.
public struct Alone: Communicator {
  public init() {}

  public var rank: Int { 0 }
  public var count: Int { 1 }
  public var isOnOneMachine: Bool { true }
  public func exchange(_ bytes: [UInt8]) -> [[UInt8]] { [bytes] }
  public func giveUp(because reason: String) {}
}

/// What ends a run that ranks share. Ranks count from 0, as MPI counts them.
public enum RankError: Error, Hashable, CustomStringConvertible {
  /// These do not answer any more.
  case lost([Int])
  /// A rank has ended, and says why.
  case gaveUp(Int, reason: String)
  /// The way to them does not work; why.
  case broken(String)
  /// What a rank said cannot be read.
  case garbled(Int)
  /// These are not what the others are: of another program, other settings, or in another state.
  case differs([Int], what: String)

  public var description: String {
    func words(_ ranks: [Int], _ one: String, _ more: String) -> String {
      "\(ranks.count == 1 ? "rank" : "ranks") \(ranks.map(String.init).joined(separator: ", ")) "
        + (ranks.count == 1 ? one : more)
    }
    return switch self {
    case .lost(let ranks): words(ranks, "does not answer any more", "do not answer any more")
    case .differs(let ranks, let what): words(ranks, "has \(what)", "have \(what)")
    case .gaveUp(let rank, let reason): "rank \(rank): \(reason)"
    case .broken(let reason): reason
    case .garbled(let rank): "what rank \(rank) says cannot be read"
    }
  }
}
