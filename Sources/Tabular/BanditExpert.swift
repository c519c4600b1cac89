public import Gym
public import Randomness

/// Pulls the best arm of the task that each row of its environment poses: what is reached where nothing is hidden.
public struct BanditExpert<V: VectorEnv>: Policy where V.Draw == Bandit.Draw {
  private let env: V

  /// - Parameter env: the one that it acts in.
  public init(_ env: V) { self.env = env }

  public func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    for (row, task) in env.tasks.enumerated() { actions[row] = Float(task.best) }
  }
}
