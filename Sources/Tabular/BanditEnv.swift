public import Gym
import Randomness

/// One bandit. Pull number k of an episode has its own draw of the seed, whichever arm it is of: where an arm pays, an
/// arm of a higher chance would have paid too.
public struct BanditEnv: Env, ~Copyable {
  public let observationSpace: Box
  public let actionSpace: ActionSpace
  public let horizon: Int
  private let task: Bandit.Draw
  private let showsTask: Bool
  private var pullsLeft = 0
  private var luck = RandomStream(seed: 0)

  /// - Precondition: the task has a chance for every arm.
  public init(_ bandit: Bandit, task: Bandit.Draw) {
    precondition(
      task.chances.count == bandit.arms, "\(task.chances.count) chances for \(bandit.arms) arms")
    observationSpace = bandit.observationSpace
    actionSpace = bandit.actionSpace
    horizon = bandit.pulls
    self.task = task
    showsTask = bandit.showsTask
  }

  public mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
    luck = RandomStream(seed: seed)
    pullsLeft = horizon
    observe(into: &observation)
  }

  public mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult {
    guard pullsLeft > 0 else { throw .episodeOver(environment: 0) }
    try actionSpace.check(action, rows: 1)
    let arm = Int(action[0])
    let pays = luck.uniform() < task.chances[arm]
    pullsLeft -= 1
    observe(into: &observation)
    return StepResult(
      reward: pays ? 1 : 0, terminated: false, truncated: pullsLeft == 0, success: task.isBest(arm))
  }

  private func observe(into observation: inout MutableSpan<Float>) {
    observation[0] = Float(pullsLeft) / Float(horizon)
    guard showsTask else { return }
    for arm in task.chances.indices { observation[1 + arm] = task.chances[arm] }
  }
}
