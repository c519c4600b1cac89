/// What one step of an environment returns beside the next observation.
public struct StepResult: Sendable, Hashable {
  public var reward: Float
  /// The task ended: what follows is worth nothing, a value function must not bootstrap.
  public var terminated: Bool
  /// Time ran out: the task would have gone on, a value function bootstraps from the final observation.
  public var truncated: Bool
  /// The task's success rule holds after this step; an episode succeeds if it holds after the last one.
  public var success: Bool

  public init(reward: Float, terminated: Bool, truncated: Bool, success: Bool) {
    self.reward = reward
    self.terminated = terminated
    self.truncated = truncated
    self.success = success
  }

  /// The episode is over, for whichever reason.
  public var ended: Bool { terminated || truncated }
}

/// What `step` refuses.
public enum EnvError: Error, Equatable, CustomStringConvertible {
  case wrongActionCount(got: Int, expected: Int)
  case nonFiniteAction(component: String, environment: Int)
  case noSuchChoice(component: String, got: Float, choices: Int, environment: Int)
  case episodeOver(environment: Int)
  case nonFiniteState(environment: Int)

  public var description: String {
    switch self {
    case .wrongActionCount(let got, let expected):
      "the action has \(got) numbers, expected \(expected)"
    case .nonFiniteAction(let component, let environment):
      "action component \(component) of environment \(environment) is not a finite number"
    case .noSuchChoice(let component, let got, let choices, let environment):
      "action \(component) of environment \(environment) is \(got), expected a whole number from 0 to "
        + "\(choices - 1)"
    case .episodeOver(let environment):
      "the episode of environment \(environment) is over; reset it before the next step"
    case .nonFiniteState(let environment):
      "the simulation of environment \(environment) left the finite numbers"
    }
  }
}

/// One environment, with the meaning of Gymnasium's `Env`: a world that an agent observes and acts on.
///
/// - Actions within the finite numbers are clamped to a box; others, and choices that are not there, are refused.
/// - The same seed gives the same episode to the bit, whatever happened before the reset.
/// - A step after the end of an episode, or before the first reset, is an error.
/// - An episode can be taken up again in its middle: see `EpisodeSnapshot`.
public protocol Env: ~Copyable {
  var observationSpace: Box { get }
  var actionSpace: ActionSpace { get }
  /// Steps after which an episode is truncated.
  var horizon: Int { get }

  /// Begins an episode; writes its first observation, `[observationSpace.count]`.
  mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>)

  /// Advances by one step of the control period; writes the observation after it.
  mutating func step(
    _ action: Span<Float>, into observation: inout MutableSpan<Float>
  ) throws(EnvError) -> StepResult
}

extension Env where Self: ~Copyable {
  /// `reset(seed:into:)` that allocates its result.
  public mutating func reset(seed: UInt64) -> [Float] {
    var observation = [Float](repeating: 0, count: observationSpace.count)
    var span = observation.mutableSpan
    reset(seed: seed, into: &span)
    return observation
  }

  /// `step(_:into:)` that allocates its result.
  public mutating func step(_ action: [Float]) throws(EnvError) -> (observation: [Float], result: StepResult)
  {
    var observation = [Float](repeating: 0, count: observationSpace.count)
    var span = observation.mutableSpan
    let result = try step(action.span, into: &span)
    return (observation, result)
  }
}
