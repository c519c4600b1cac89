public import Gym
public import Randomness

/// The smallest environment that has everything: a number that actions push, with an end on either side.
///
/// It starts where the seed says; terminates beyond ±1; succeeds when positive at the end. A `fault` breaks one
/// clause of the contract, to show that the checks see it.
public struct ToyEnv: Env, ~Copyable {
  public enum Fault: CaseIterable, Sendable {
    case leavesObservationSpace, remembersTheLastEpisode, acceptsNaN, movesOnRefusal, neverEnds,
      stepsAfterTheEnd
    case doesNotClamp, ignoresTheSeed
  }

  public static let horizon = 12
  public static let observationSpace = Box([
    Component("position", unit: "m", low: -1.5, high: 1.5), Component("time", low: 0, high: 1),
  ])
  public static let actionSpace = ActionSpace.box(Box([Component("push", unit: "m", low: -1, high: 1)]))

  public var observationSpace: Box { Self.observationSpace }
  public var actionSpace: ActionSpace { Self.actionSpace }
  public var horizon: Int { Self.horizon }

  private let fault: Fault?
  /// How far a push of 1 goes, m.
  private let reach: Float
  private var position: Float = 0
  private var time: Int?

  public init(fault: Fault? = nil, reach: Float = 0.25) {
    self.fault = fault
    self.reach = reach
  }

  public mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
    var stream = RandomStream(seed: seed)
    let start = fault == .ignoresTheSeed ? 0 : stream.uniform(-0.5, 0.5)
    position = start + (fault == .remembersTheLastEpisode ? 0.01 * position : 0)
    time = 0
    observe(into: &observation)
  }

  public mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult {
    guard let now = time else { throw .episodeOver(environment: 0) }
    guard action.count == 1 else { throw .wrongActionCount(got: action.count, expected: 1) }
    if !action[0].isFinite, fault != .acceptsNaN {
      if fault == .movesOnRefusal { position += 0.01 }
      throw .nonFiniteAction(component: "push", environment: 0)
    }
    let push = fault == .doesNotClamp ? action[0] : min(max(action[0], -1), 1)
    position += reach * (push.isFinite ? push : 0)
    let terminated = abs(position) > 1
    let truncated = !terminated && now + 1 >= Self.horizon && fault != .neverEnds
    time = (terminated || truncated) && fault != .stepsAfterTheEnd ? nil : now + 1
    observe(into: &observation, now: now + 1)
    return StepResult(
      reward: -abs(position), terminated: terminated, truncated: truncated, success: position > 0)
  }

  private func observe(into observation: inout MutableSpan<Float>, now: Int = 0) {
    observation[0] = position + (fault == .leavesObservationSpace ? 2 : 0)
    observation[1] = min(Float(now) / Float(Self.horizon), 1)
  }
}

/// Toys that a push moves by different lengths: a draw is the length.
public struct ToyFamily: EnvFamily {
  public let id = "test/Toy-v0"
  public let observationSpace = ToyEnv.observationSpace
  public let actionSpace = ToyEnv.actionSpace
  public let horizon = ToyEnv.horizon

  private let fault: ToyEnv.Fault?

  public init(fault: ToyEnv.Fault? = nil) { self.fault = fault }

  public func drawTask(from split: Split, using stream: RandomStream) -> Float {
    var stream = stream
    return stream.uniform(0.1, 0.4) * (split == .train ? 1 : -1)
  }

  public func makeVectorEnv(tasks: [Float], choosing policy: TaskPolicy<Float>) -> SerialVectorEnv<
    ToyEnv, Float
  > {
    SerialVectorEnv(tasks: tasks, choosing: policy) { [fault] in ToyEnv(fault: fault, reach: $0) }
  }
}
