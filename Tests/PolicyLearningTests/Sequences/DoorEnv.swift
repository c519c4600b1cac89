import Gym
import PolicyLearning
import Randomness

/// One of three doors has a prize, and nothing shows which: an episode ends when it is found, or after some tries.
/// Who remembers earlier episodes finds it at once; who does not, in as many of three as there are tries.
struct DoorEnv: Env, ~Copyable {
  static let observationSpace = Box([Component("opened", low: 0, high: 3)])
  static let actionSpace = ActionSpace.discrete(Discrete("door", choices: ["left", "middle", "right"]))

  var observationSpace: Box { Self.observationSpace }
  var actionSpace: ActionSpace { Self.actionSpace }
  let horizon: Int
  private let prize: Int
  private var opened = 0
  private var isRunning = false

  init(prize: Int, tries: Int) {
    self.prize = prize
    horizon = tries
  }

  mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
    (opened, isRunning) = (0, true)
    observation[0] = 0
  }

  mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult {
    guard isRunning else { throw .episodeOver(environment: 0) }
    try actionSpace.check(action, rows: 1)
    opened += 1
    observation[0] = Float(opened)
    let found = Int(action[0]) == prize
    isRunning = !found && opened < horizon
    return StepResult(
      reward: found ? 1 : 0, terminated: found, truncated: !found && opened == horizon, success: found)
  }
}

struct DoorFamily: EnvFamily {
  let id = "test/Door-v0"
  let observationSpace = DoorEnv.observationSpace
  let actionSpace = DoorEnv.actionSpace
  var tries = 3
  var horizon: Int { tries }

  func drawTask(from split: Split, using stream: RandomStream) -> Int {
    var stream = stream
    return Int(stream.next() % 3)
  }

  func makeVectorEnv(tasks: [Int], choosing policy: TaskPolicy<Int>) -> SerialVectorEnv<DoorEnv, Int> {
    SerialVectorEnv(tasks: tasks, choosing: policy) { [tries] in DoorEnv(prize: $0, tries: tries) }
  }
}

/// Always opens the middle door.
struct DoorTeacher: Policy, ActingMapping {
  func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    for row in 0..<actions.count { actions[row] = 1 }
  }
  func actor<V: VectorEnv>(in env: V) -> DoorTeacher { self }
}
