public import Gym
public import Randomness

/// Plays the best arm of `BanditOptimum` by what it remembers of each row's pulls, through all episodes of a trial.
///
/// It forgets a row when a task begins there (`begin`), and when the pulls of the trial are over. A row that shows no
/// pulls left waits, and what comes of its actions is not remembered.
public struct BanditOptimumPolicy: Policy, Sendable {
  public let optimum: BanditOptimum
  private var rows: [Memory] = []

  /// What is known of a row's task.
  private struct Memory {
    var paid: [Int]
    var failed: [Int]
    /// The row showed pulls left when it was asked last.
    var isPlaying = false

    init(arms: Int) {
      paid = Array(repeating: 0, count: arms)
      failed = paid
    }

    var pulled: Int { paid.reduce(0, +) + failed.reduce(0, +) }
  }

  public init(_ optimum: BanditOptimum) { self.optimum = optimum }

  /// - Parameter episodes: of a trial, which all pose the same task.
  public init(_ bandit: Bandit, episodes: Int = 1) { self.init(BanditOptimum(bandit, episodes: episodes)) }

  public mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    let width = observations.count / max(streams.count, 1)
    extend(to: streams.count)
    for row in streams.indices {
      rows[row].isPlaying = observations[row * width] > 0
      actions[row] = Float(optimum.bestArm(paid: rows[row].paid, failed: rows[row].failed))
    }
  }

  public mutating func begin(_ row: Int) {
    extend(to: row + 1)
    rows[row] = Memory(arms: optimum.arms)
  }

  public mutating func remember(_ actions: Span<Float>, outcome: borrowing VectorStep) {
    for row in 0..<outcome.count where rows[row].isPlaying {
      let arm = Int(actions[row])
      if outcome.rewards[row] > 0.5 { rows[row].paid[arm] += 1 } else { rows[row].failed[arm] += 1 }
      if rows[row].pulled == optimum.pulls { rows[row] = Memory(arms: optimum.arms) }
    }
  }

  private mutating func extend(to count: Int) {
    while rows.count < count { rows.append(Memory(arms: optimum.arms)) }
  }
}
