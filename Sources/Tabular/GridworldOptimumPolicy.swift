public import Gym
public import Randomness

/// Searches for the goal as `GridworldOptimum` does, knows it by its reward, and then goes to it by a shortest way and
/// stays, through all episodes of a trial.
///
/// It forgets a row when a task begins there (`begin`), and when the steps of the trial are over. Rows that wait are
/// paid nothing, and what comes of their actions is not remembered.
public struct GridworldOptimumPolicy: Policy, Sendable {
  public let optimum: GridworldOptimum
  private var rows: [Memory] = []

  /// What is known of a row's task.
  private struct Memory {
    var steps = 0
    /// Number of a cell; nil as long as it is not found.
    var goal: Int?
  }

  public init(_ optimum: GridworldOptimum) { self.optimum = optimum }

  /// - Parameter episodes: of a trial, which all pose the same task.
  public init(_ world: Gridworld, episodes: Int = 1) {
    self.init(GridworldOptimum(world, episodes: episodes))
  }

  public mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    let width = observations.count / max(streams.count, 1)
    extend(to: streams.count)
    for row in streams.indices {
      var move = optimum.search[rows[row].steps]
      if let goal = rows[row].goal {
        let cell = optimum.world.cell(x: observations[row * width], y: observations[row * width + 1])
        move = optimum.world.move(from: cell, to: goal)
      }
      actions[row] = Float(move.rawValue)
    }
  }

  public mutating func begin(_ row: Int) {
    extend(to: row + 1)
    rows[row] = Memory()
  }

  public mutating func remember(_ actions: Span<Float>, outcome: borrowing VectorStep) {
    let width = outcome.observationCount
    for row in 0..<outcome.count where outcome.rewards[row] != 0 {
      if outcome.rewards[row] == Gridworld.rewards.goal {
        let shown = outcome.ended(row) ? outcome.finalObservations : outcome.observations
        rows[row].goal = optimum.world.cell(x: shown[row * width], y: shown[row * width + 1])
      }
      rows[row].steps += 1
      if rows[row].steps == optimum.search.count { rows[row] = Memory() }
    }
  }

  private mutating func extend(to count: Int) {
    while rows.count < count { rows.append(Memory()) }
  }
}
