public import Gym
public import Randomness

/// Goes to the goal of the task that each row of its environment poses by a shortest way, and stays: what is reached
/// where nothing is hidden.
public struct GridworldExpert<V: VectorEnv>: Policy where V.Draw == Gridworld.Draw {
  private let env: V
  private let world: Gridworld

  /// - Parameters:
  ///   - env: the one that it acts in.
  ///   - world: whose tasks they are.
  /// - Precondition: the environment is of that world, in sight or not.
  public init(_ env: V, of world: Gridworld = Gridworld()) {
    precondition(
      env.tasks.allSatisfy { world.goals.contains($0.goal) } && env.horizon == world.horizon,
      "an expert of another world than the one it acts in")
    self.env = env
    self.world = world
  }

  public func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    let width = env.observationSpace.count
    for (row, task) in env.tasks.enumerated() {
      let cell = world.cell(x: observations[row * width], y: observations[row * width + 1])
      actions[row] = Float(world.move(from: cell, to: task.goal).rawValue)
    }
  }
}
