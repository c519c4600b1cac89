public import Gym

/// One gridworld. Nothing in it is left to chance.
public struct GridworldEnv: Env, ~Copyable {
  public let observationSpace: Box
  public let actionSpace: ActionSpace
  public let horizon: Int
  private let world: Gridworld
  private let goal: Int
  private var cell = 0
  private var stepsLeft = 0

  /// - Precondition: the goal is one of the world's.
  public init(_ world: Gridworld, task: Gridworld.Draw) {
    precondition(world.goals.contains(task.goal), "cell \(task.goal) can not be the goal")
    observationSpace = world.observationSpace
    actionSpace = world.actionSpace
    horizon = world.horizon
    self.world = world
    goal = task.goal
  }

  public mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
    (cell, stepsLeft) = (0, horizon)
    observe(into: &observation)
  }

  public mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult {
    guard stepsLeft > 0 else { throw .episodeOver(environment: 0) }
    try actionSpace.check(action, rows: 1)
    cell = world.cell(after: Gridworld.Move.allCases[Int(action[0])], from: cell)
    stepsLeft -= 1
    observe(into: &observation)
    let isThere = cell == goal
    return StepResult(
      reward: isThere ? Gridworld.rewards.goal : Gridworld.rewards.elsewhere, terminated: false,
      truncated: stepsLeft == 0, success: isThere)
  }

  private func observe(into observation: inout MutableSpan<Float>) {
    world.show(cell, at: 0, in: &observation)
    if world.showsTask { world.show(goal, at: 2, in: &observation) }
  }
}
