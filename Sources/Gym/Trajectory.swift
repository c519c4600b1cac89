/// One episode, or its beginning.
public struct Trajectory: Sendable, Equatable {
  public let observationCount: Int
  public let actionCount: Int
  /// `[length, observationCount]`: what each action was chosen from.
  public var observations: [Float]
  /// `[length, actionCount]`, as the policy gave them, before any clamping.
  public var actions: [Float]
  /// `[length]`
  public var rewards: [Float]
  /// `[observationCount]`: what followed the last action.
  public var finalObservation: [Float]
  /// The task ended with the last step; otherwise the episode was truncated and its final value bootstraps.
  public var terminated: Bool
  /// The task's success rule held after the last step.
  public var success: Bool

  public init(
    observationCount: Int, actionCount: Int, observations: [Float], actions: [Float], rewards: [Float],
    finalObservation: [Float], terminated: Bool, success: Bool
  ) {
    precondition(
      observations.count == rewards.count * observationCount && actions.count == rewards.count * actionCount
        && finalObservation.count == observationCount,
      "a trajectory of \(rewards.count) steps with \(observations.count) observation and \(actions.count) "
        + "action numbers, expected \(observationCount) and \(actionCount) a step")
    self.observationCount = observationCount
    self.actionCount = actionCount
    self.observations = observations
    self.actions = actions
    self.rewards = rewards
    self.finalObservation = finalObservation
    self.terminated = terminated
    self.success = success
  }

  /// Number of steps.
  public var length: Int { rewards.count }

  /// Undiscounted sum of rewards, accumulated in double precision.
  public var totalReward: Float { Float(rewards.reduce(0.0) { $0 + Double($1) }) }
}
