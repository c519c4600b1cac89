/// Which task and which episode each row of a vector environment is at: the bookkeeping that every one needs.
public struct RowTasks<Draw: Sendable>: Sendable {
  /// Of the running episodes.
  public private(set) var current: [Draw]
  /// Of the running episodes; 0 before the first.
  public private(set) var seeds: [UInt64]
  /// Assigned, for the next episodes.
  private var pending: [Draw?]
  private var firstSeeds: [UInt64]
  /// Episodes begun by themselves since the last reset.
  private var episodes: [Int]
  public var policy = TaskPolicy<Draw>.fixed

  public init(_ tasks: [Draw]) {
    current = tasks
    seeds = Array(repeating: 0, count: tasks.count)
    pending = Array(repeating: nil, count: tasks.count)
    firstSeeds = Array(repeating: 0, count: tasks.count)
    episodes = Array(repeating: 0, count: tasks.count)
  }

  public mutating func assign(_ task: Draw, to row: Int) { pending[row] = task }

  /// A reset by the caller: the row's next episode is number 0.
  public mutating func reset(_ row: Int, seed: UInt64) -> (seed: UInt64, task: Draw?) {
    firstSeeds[row] = seed
    episodes[row] = 0
    return begin(row)
  }

  /// The row goes on to its next episode by itself.
  public mutating func advance(_ row: Int) -> (seed: UInt64, task: Draw?) {
    episodes[row] += 1
    return begin(row)
  }

  /// The seed of the episode that begins, and its task; nil where it stays the one before.
  private mutating func begin(_ row: Int) -> (seed: UInt64, task: Draw?) {
    let seed = VectorEnvSeeds.following(firstSeeds[row], episode: episodes[row])
    seeds[row] = seed
    // A policy is not asked for a task that nobody would play.
    guard let task = pending[row] ?? policy(row: row, episode: episodes[row], seed: seed) else {
      return (seed, nil)
    }
    pending[row] = nil
    current[row] = task
    return (seed, task)
  }
}
