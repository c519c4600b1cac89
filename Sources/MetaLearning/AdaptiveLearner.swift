public import Autodiff
public import Gym
public import Learning

/// A learner as evaluation and viewers know it: it has a policy now, and from episodes gathered with that policy
/// it makes its next self. The value that a task begins with is the value handed in; nothing changes in place.
/// Whether it adapts by gradient steps, by a recurrent state or by an inferred context is its own affair.
public protocol AdaptiveLearner: Sendable {
  associatedtype Acting: Policy

  /// The policy as it stands.
  var acting: Acting { get }

  /// The learner after one adaptation step on `episodes`, gathered with `acting`.
  func adapted(on episodes: [Trajectory]) -> Self
}

/// A policy that does not learn: random, zero, a scripted expert.
public struct FixedLearner<P: Policy & Sendable>: AdaptiveLearner {
  public let acting: P

  public init(_ policy: P) { acting = policy }

  public func adapted(on episodes: [Trajectory]) -> Self { self }
}

/// A Gaussian policy that adapts by policy-gradient steps: what MAML prepares.
public struct GradientLearner: AdaptiveLearner {
  public let policy: GaussianPolicy
  public var parameters: Parameters
  /// One for each inner step; steps beyond the last use the last.
  public let rates: [InnerRate]
  /// Which tensors the steps change; nil for all.
  public let adapting: [Bool]?
  public let advantages: AdvantageSettings
  public let surrogate: Surrogate
  /// Adaptation steps behind it.
  public private(set) var stage = 0

  /// - Precondition: `rates` is not empty.
  public init(
    _ policy: GaussianPolicy, _ parameters: Parameters, rates: [InnerRate], adapting: [Bool]? = nil,
    advantages: AdvantageSettings, surrogate: Surrogate
  ) {
    precondition(!rates.isEmpty, "a gradient learner without inner step sizes")
    self.policy = policy
    self.parameters = parameters
    self.rates = rates
    self.adapting = adapting
    self.advantages = advantages
    self.surrogate = surrogate
  }

  public var acting: GaussianActor { GaussianActor(policy, parameters) }

  public func adapted(on episodes: [Trajectory]) -> Self {
    let batch = advantages.batch(episodes)
    let gradient = gradient(
      of: { parameters in
        surrogate.loss(
          logProbability: policy.logProbability(of: batch.actions, given: batch.observations, parameters),
          advantages: batch.advantages)
      }, at: parameters)
    var next = self
    next.parameters = rates[min(stage, rates.count - 1)].step(
      parameters, along: gradient.masked(by: adapting))
    next.stage += 1
    return next
  }
}
