import Gym
import PolicyLearning
import Randomness

/// An environment that shows its task, and where it stands: the task's number, steps taken, and a number of the
/// episode's own, which also says how long it lasts. The reward is the task's number plus the action, kept in [−1, 3].
struct ShownEnv: Env, ~Copyable {
  static let observationSpace = Box([
    Component("task"), Component("time", low: 0, high: 4), Component("luck", low: 0, high: 1),
  ])
  static let actionSpace = ActionSpace.box(Box([Component("push", low: -1, high: 3)]))
  static let horizon = 4
  /// Steps of an episode of that luck: 2, 3 or 4.
  static func length(luck: Float) -> Int { 2 + Int(luck * 3) }

  var observationSpace: Box { Self.observationSpace }
  var actionSpace: ActionSpace { Self.actionSpace }
  var horizon: Int { Self.horizon }
  private let task: Float
  private var luck: Float = 0
  private var time = 0
  private var isRunning = false
  private let lasts: Int

  /// - Parameter lasts: steps of an episode before the world breaks.
  init(task: Float, lasts: Int) {
    self.task = task
    self.lasts = lasts
  }

  mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
    var stream = RandomStream(seed: seed)
    luck = stream.uniform()
    (time, isRunning) = (0, true)
    observe(&observation)
  }

  mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult {
    guard isRunning else { throw .episodeOver(environment: 0) }
    try actionSpace.check(action, rows: 1)
    if time == lasts { throw .nonFiniteState(environment: 0) }
    time += 1
    observe(&observation)
    let isLast = time == Self.length(luck: luck)
    isRunning = !isLast
    return StepResult(
      reward: task + min(max(action[0], -1), 3), terminated: isLast && time < horizon,
      truncated: isLast && time == horizon, success: isLast && luck > 0.5)
  }

  private func observe(_ observation: inout MutableSpan<Float>) {
    observation[0] = task
    observation[1] = Float(time)
    observation[2] = luck
  }
}

/// A draw is a number: positive in training, negative in tests.
struct ShownFamily: EnvFamily {
  let id = "test/Shown-v0"
  let observationSpace = ShownEnv.observationSpace
  let actionSpace = ShownEnv.actionSpace
  let horizon = ShownEnv.horizon
  /// Steps before the world breaks.
  var lasts = 4

  func drawTask(from split: Split, using stream: RandomStream) -> Float {
    var stream = stream
    return stream.uniform(0.2, 1) * (split == .train ? 1 : -1)
  }

  func makeVectorEnv(tasks: [Float], choosing policy: TaskPolicy<Float>) -> SerialVectorEnv<ShownEnv, Float> {
    SerialVectorEnv(tasks: tasks, choosing: policy) { [lasts] in ShownEnv(task: $0, lasts: lasts) }
  }
}

/// Does in the shown environment what the task's number says: twice as much, less than 1.
struct ShownTeacher: Policy, ActingMapping {
  func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    for row in 0..<actions.count { actions[row] = Self.action(observations[3 * row]) }
  }
  static func action(_ task: Float) -> Float { 2 * task - 1 }
  func actor<V: VectorEnv>(in env: V) -> ShownTeacher { self }
}
