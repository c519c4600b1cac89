public import Autodiff
public import Gym

/// Transitions ready for a policy gradient.
public struct PolicyBatch: Sendable {
  /// `[rows, observation]`
  public var observations: Tensor
  /// `[rows, action]`
  public var actions: Tensor
  /// `[rows]`
  public var advantages: Tensor

  public init(observations: Tensor, actions: Tensor, advantages: Tensor) {
    self.observations = observations
    self.actions = actions
    self.advantages = advantages
  }
}

/// How trajectories become advantages.
public struct AdvantageSettings: Sendable, Hashable, Codable {
  /// γ
  public var discount: Float = 0.99
  /// λ of generalised advantage estimation; 1 sums all rewards of the episode.
  public var lambda: Float = 1
  /// Shift and scale the advantages of a batch to mean 0 and standard deviation 1.
  public var standardize: Bool = true
  public var baseline = EpisodeBaseline()

  public init() {}

  /// Concatenates the episodes' transitions, episode after episode.
  /// - Parameter horizon: the environment's; the longest episode's length unless given. A truncated episode as long
  ///   as that has no value left to bootstrap from, a shorter one has (see `EpisodeBaseline`).
  public func batch(_ trajectories: [Trajectory], horizon: Int? = nil) -> PolicyBatch {
    precondition(!trajectories.isEmpty, "a policy batch of no trajectories")
    let values = baseline.values(of: trajectories, discount: discount, horizon: horizon)
    var observations: [Float] = []
    var actions: [Float] = []
    var advantages: [Float] = []
    var squares = 0.0
    for (trajectory, values) in zip(trajectories, values) {
      let count = trajectory.length
      var ends = [Bool](repeating: false, count: count)
      let never = ends
      if count > 0 { ends[count - 1] = true }
      observations.append(contentsOf: trajectory.observations)
      actions.append(contentsOf: trajectory.actions)
      let estimates = generalizedAdvantages(
        rewards: trajectory.rewards, values: Array(values[..<count]), finalValues: Array(values[1...]),
        terminated: trajectory.terminated ? ends : never, truncated: trajectory.terminated ? never : ends,
        discount: discount, lambda: lambda)
      advantages.append(contentsOf: estimates.advantages)
      for value in estimates.returns { squares += Double(value) * Double(value) }
    }
    if standardize {
      advantages = standardized(
        advantages, scale: (squares / Double(max(advantages.count, 1))).squareRoot())
    }
    let rows = advantages.count
    return PolicyBatch(
      observations: Tensor(observations, shape: [rows, trajectories[0].observationCount]),
      actions: Tensor(actions, shape: [rows, trajectories[0].actionCount]),
      advantages: Tensor(advantages, shape: [rows]))
  }
}
