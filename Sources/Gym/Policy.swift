public import Randomness

/// Something that chooses actions for a batch of observations. It may remember: between two steps it is told what came
/// of its actions.
public protocol Policy {
  /// Writes `[rows, action]` from `observations` `[rows, observation]`; row i draws only from `streams[i]`.
  mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>)

  /// A task that it knows nothing of begins in `row`, in a rollout that hands out tasks.
  mutating func begin(_ row: Int)

  /// What came of the actions that it chose last, `[rows, action]`, before it is asked again. Rows whose episode is
  /// over say so in `outcome`; where a rollout has no task left for a row, nothing there means anything.
  mutating func remember(_ actions: Span<Float>, outcome: borrowing VectorStep)
}

extension Policy {
  /// Nothing: a policy without memory.
  public func begin(_ row: Int) {}
  public func remember(_ actions: Span<Float>, outcome: borrowing VectorStep) {}
}

/// Uniform over the action space's range (±1 where it has none), or over its choices.
public struct RandomPolicy: Policy, Sendable {
  private let low: [Float]
  private let high: [Float]
  private let choices: Int?

  public init(actionSpace: ActionSpace) {
    low = actionSpace.components.map { $0.low.isFinite ? $0.low : -1 }
    high = actionSpace.components.map { $0.high.isFinite ? $0.high : 1 }
    choices = actionSpace.choices
  }

  public func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    for row in streams.indices {
      if let choices {
        actions[row] = Float(streams[row].next() % UInt64(choices))
        continue
      }
      for i in low.indices { actions[row * low.count + i] = streams[row].uniform(low[i], high[i]) }
    }
  }
}

/// Always the zero action, or the first choice: what the environment does by itself.
public struct ZeroPolicy: Policy, Sendable {
  public init() {}

  public func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    for i in 0..<actions.count { actions[i] = 0 }
  }
}
