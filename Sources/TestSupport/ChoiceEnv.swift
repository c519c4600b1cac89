public import Gym
public import Randomness

/// The smallest environment of choices: one of three doors has a prize, and it counts the doors that were opened.
public struct ChoiceEnv: Env, ~Copyable {
  public let observationSpace = Box([Component("opened", low: 0, high: 4)])
  public let actionSpace = ActionSpace.discrete(Discrete("door", choices: ["left", "middle", "right"]))
  public let horizon = 4
  private let prize: Int
  private var opened = 0
  private var luck = RandomStream(seed: 0)
  private var isRunning = false

  public init(prize: Int) { self.prize = prize }

  public mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
    luck = RandomStream(seed: seed)
    (opened, isRunning) = (0, true)
    observation[0] = 0
  }

  public mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult {
    guard isRunning else { throw .episodeOver(environment: 0) }
    try actionSpace.check(action, rows: 1)
    opened += 1
    observation[0] = Float(opened)
    let found = Int(action[0]) == prize
    isRunning = !found && opened < horizon
    return StepResult(
      reward: luck.uniform() + (found ? 1 : 0), terminated: found, truncated: !found && opened == horizon,
      success: found)
  }
}

public struct ChoiceFamily: EnvFamily {
  public let id = "test/Choice-v0"
  public let observationSpace = ChoiceEnv(prize: 0).observationSpace
  public let actionSpace = ChoiceEnv(prize: 0).actionSpace
  public let horizon = ChoiceEnv(prize: 0).horizon

  public init() {}

  public func drawTask(from split: Split, using stream: RandomStream) -> Int {
    var stream = stream
    return Int(stream.next() % 3)
  }

  public func makeVectorEnv(tasks: [Int], choosing policy: TaskPolicy<Int>) -> SerialVectorEnv<ChoiceEnv, Int>
  {
    SerialVectorEnv(tasks: tasks, choosing: policy) { ChoiceEnv(prize: $0) }
  }
}
