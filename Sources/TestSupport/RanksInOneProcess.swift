import Foundation
public import MetaLearning
import Synchronization

/// Runs `body` as so many ranks, each a thread of this process.
/// - Parameter isOnOneMachine: what they are told of each other.
/// - Returns: what each rank returned.
/// - Throws: the error of the first rank that threw one.
public func onRanks<Result: Sendable>(
  _ count: Int, isOnOneMachine: Bool = true,
  _ body: @escaping @Sendable (any Communicator) throws -> Result
) throws -> [Result] {
  try resultsOnRanks(count, isOnOneMachine: isOnOneMachine, body).map { try $0.get() }
}

/// The same with the errors that there were. A rank that throws gives up.
public func resultsOnRanks<Value: Sendable>(
  _ count: Int, isOnOneMachine: Bool = true,
  _ body: @escaping @Sendable (any Communicator) throws -> Value
) -> [Result<Value, any Error>] {
  let table = Table(count, isOnOneMachine: isOnOneMachine)
  let outcomes = Outcomes<Value>(count)
  let threads = (0..<count).map { rank in
    let ended = DispatchSemaphore(value: 0)
    let thread = Thread {
      let own = Seat(rank: rank, table: table)
      let result = Result { try body(own) }
      // Also where it returns: whoever waits for it would wait for ever.
      switch result {
      case .success: own.giveUp(because: "returned")
      case .failure(let error): own.giveUp(because: "\(error)")
      }
      outcomes.set(rank, result)
      ended.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
    return ended
  }
  for thread in threads { thread.wait() }
  return outcomes.all
}

private final class Outcomes<Value: Sendable>: Sendable {
  private let results: Mutex<[Result<Value, any Error>?]>

  init(_ count: Int) { results = Mutex(Array(repeating: nil, count: count)) }

  func set(_ rank: Int, _ result: Result<Value, any Error>) { results.withLock { $0[rank] = result } }

  var all: [Result<Value, any Error>] {
    results.withLock { $0 }.map { result in
      guard let result else { preconditionFailure("a rank without an outcome") }
      return result
    }
  }
}

/// Where ranks of one process lay down what they have to say.
private final class Table: @unchecked Sendable {
  let count: Int
  let isOnOneMachine: Bool
  private let condition = NSCondition()
  /// By round, and then by rank; nil before a rank has spoken.
  private var rounds: [Int: [[UInt8]?]] = [:]
  private var gone: [Int: String] = [:]

  init(_ count: Int, isOnOneMachine: Bool) { (self.count, self.isOnOneMachine) = (count, isOnOneMachine) }

  func exchange(_ bytes: [UInt8], of rank: Int, round: Int) throws -> [[UInt8]] {
    condition.lock()
    defer { condition.unlock() }
    rounds[round, default: Array(repeating: nil, count: count)][rank] = bytes
    condition.broadcast()
    while true {
      let words = rounds[round] ?? []
      let all = words.compactMap(\.self)
      if all.count == count { return all }
      if let silent = gone.keys.sorted().first(where: { words[$0] == nil }), let reason = gone[silent] {
        throw RankError.gaveUp(silent, reason: reason)
      }
      condition.wait()
    }
  }

  func leave(_ rank: Int, because reason: String) {
    condition.lock()
    gone[rank] = reason
    condition.broadcast()
    condition.unlock()
  }
}

private final class Seat: Communicator {
  let rank: Int
  private let table: Table
  private let round = Atomic(0)

  init(rank: Int, table: Table) { (self.rank, self.table) = (rank, table) }

  var count: Int { table.count }
  var isOnOneMachine: Bool { table.isOnOneMachine }

  func exchange(_ bytes: [UInt8]) throws -> [[UInt8]] {
    try table.exchange(bytes, of: rank, round: round.add(1, ordering: .relaxed).oldValue)
  }

  func giveUp(because reason: String) { table.leave(rank, because: reason) }
}
