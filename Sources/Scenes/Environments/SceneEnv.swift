public import Gym
public import Physics
import Randomness

/// One environment of a scene.
public struct SceneEnv: Env, ~Copyable {
  public let family: SceneFamily
  private let vector: SceneVectorEnv
  private var result: VectorStep

  /// - Parameter task: the task of every episode; without one, each reset draws a training task from its seed.
  public init(_ family: SceneFamily, task: TaskDraw? = nil) {
    self.family = family
    let first = task ?? family.drawTask(from: .train, using: RandomStream(seed: 0))
    vector = SceneVectorEnv(
      family, tasks: [first], choosing: task == nil ? .drawn(from: .train, of: family) : .fixed)
    vector.autoreset = .disabled
    result = vector.makeStep()
  }

  public var observationSpace: Box { family.observationSpace }
  public var actionSpace: ActionSpace { family.actionSpace }
  public var horizon: Int { family.horizon }
  /// The task of the running episode.
  public var task: TaskDraw { vector.tasks[0] }

  public mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
    vector.reset(seeds: [seed], into: &result)
    copy(into: &observation)
  }

  public mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult {
    try vector.step(action, into: &result)
    if result.nonFinite[0] { throw .nonFiniteState(environment: 0) }
    copy(into: &observation)
    return StepResult(
      reward: result.rewards[0], terminated: result.terminated[0], truncated: result.truncated[0],
      success: result.success[0])
  }

  private func copy(into observation: inout MutableSpan<Float>) {
    let width = result.observationCount
    precondition(observation.count == width, "room for \(observation.count) of \(width) observations")
    for i in 0..<width { observation[i] = result.observations[i] }
  }

  /// Position and angle of a body, in the order of the family's `bodyNames`.
  public func pose(ofBody body: Int) -> (position: Vector2, angle: Float) { vector.pose(ofBody: body, in: 0) }
}
