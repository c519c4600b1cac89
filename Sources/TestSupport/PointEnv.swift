public import Gym
public import Randomness

/// A toy environment without an engine: a point that walks to a goal it does not see.
public struct PointEnv: Env, ~Copyable {
  public let observationSpace = Box([Component("x", unit: "m"), Component("y", unit: "m")])
  public let actionSpace = ActionSpace.box(
    Box([Component("dx", low: -1, high: 1), Component("dy", low: -1, high: 1)]))
  public let horizon: Int
  private let goal: SIMD2<Float>
  private var position = SIMD2<Float>(0, 0)
  private var time: Int?

  public init(goal: SIMD2<Float>, horizon: Int = 20) {
    self.goal = goal
    self.horizon = horizon
  }

  public mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
    var stream = RandomStream(seed: seed)
    position = SIMD2(stream.uniform(-0.01, 0.01), stream.uniform(-0.01, 0.01))
    time = 0
    write(&observation)
  }

  public mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult {
    guard action.count == 2 else { throw .wrongActionCount(got: action.count, expected: 2) }
    guard let now = time, now < horizon else { throw .episodeOver(environment: 0) }
    for i in 0..<2 where !action[i].isFinite {
      throw .nonFiniteAction(component: actionSpace.components[i].name, environment: 0)
    }
    position +=
      0.1
      * SIMD2(action[0], action[1]).clamped(lowerBound: SIMD2(repeating: -1), upperBound: SIMD2(repeating: 1))
    time = now + 1
    write(&observation)
    let offset = position - goal
    let distance = (offset * offset).sum().squareRoot()
    let there = distance < 0.02
    if there { time = horizon }
    return StepResult(
      reward: -distance, terminated: there, truncated: !there && now + 1 == horizon, success: distance < 0.05)
  }

  private func write(_ observation: inout MutableSpan<Float>) {
    observation[0] = position.x
    observation[1] = position.y
  }
}

/// Points with goals on a square, as a family: a draw is a goal; train and test goals differ by their sign of x.
public struct PointFamily: EnvFamily {
  public let id = "test/Point-v0"
  public let observationSpace = PointEnv(goal: .zero).observationSpace
  public let actionSpace = PointEnv(goal: .zero).actionSpace
  public let horizon: Int

  public init(horizon: Int = 20) { self.horizon = horizon }

  public func drawTask(from split: Split, using stream: RandomStream) -> SIMD2<Float> {
    var stream = stream
    let x = stream.uniform(0.1, 0.5)
    return SIMD2(split == .train ? x : -x, stream.uniform(-0.5, 0.5))
  }

  public func makeVectorEnv(
    tasks: [SIMD2<Float>], choosing policy: TaskPolicy<SIMD2<Float>>
  ) -> SerialVectorEnv<PointEnv, SIMD2<Float>> {
    SerialVectorEnv(tasks: tasks, choosing: policy) { [horizon] in PointEnv(goal: $0, horizon: horizon) }
  }
}
