public import Autodiff
public import Gym
public import Learning

/// How a reinforcement-learning task learns from its episodes.
public struct PolicyTaskSettings: Sendable, Hashable, Codable {
  /// Episodes gathered at every stage.
  public var episodesPerTask: Int = 20
  public var advantages = AdvantageSettings()
  /// The loss of an inner step.
  public var innerSurrogate: Surrogate = .ratio

  public init() {}
}

/// Episodes of one stage, as transitions with advantages.
public struct PolicyExperience: Sendable {
  public var batch: PolicyBatch
  public var summary: EpisodeSummary

  public init(batch: PolicyBatch, summary: EpisodeSummary) {
    self.batch = batch
    self.summary = summary
  }
}

/// A task of an environment family, learned by policy gradients.
public struct PolicyTask<Family: EnvFamily>: PolicyLearningTask {
  public let draw: Family.Draw
  public let family: Family
  public let policy: GaussianPolicy
  public let settings: PolicyTaskSettings

  public init(
    _ draw: Family.Draw, of family: Family, policy: GaussianPolicy, settings: PolicyTaskSettings
  ) {
    self.draw = draw
    self.family = family
    self.policy = policy
    self.settings = settings
  }

  public func gather(
    with parameters: Parameters, stage: Int, using stream: RandomStream
  ) throws -> PolicyExperience {
    var actor = GaussianActor(policy, parameters)
    let streams = (0..<settings.episodesPerTask).map { stream.split($0) }
    let env = family.makeVectorEnv(for: draw, count: settings.episodesPerTask)
    let trajectories = try rollout(&actor, in: env, streams: streams)
    return PolicyExperience(
      batch: settings.advantages.batch(trajectories), summary: EpisodeSummary(trajectories))
  }

  public func loss(_ parameters: Parameters, on support: PolicyExperience) -> Tensor {
    settings.innerSurrogate.loss(
      logProbability: logProbability(parameters, on: support), advantages: support.batch.advantages)
  }

  public func movedLoss(
    _ parameters: Parameters, on support: PolicyExperience, old: Tensor
  ) -> Tensor {
    settings.innerSurrogate.loss(
      logProbability: logProbability(parameters, on: support), old: old,
      advantages: support.batch.advantages)
  }

  public func outerLoss(_ parameters: Parameters, on query: PolicyExperience) -> Tensor {
    Surrogate.ratio.loss(
      logProbability: logProbability(parameters, on: query), advantages: query.batch.advantages)
  }

  public func advantages(of experience: PolicyExperience) -> Tensor { experience.batch.advantages }

  public func logProbability(_ parameters: Parameters, on experience: PolicyExperience) -> Tensor {
    distribution(parameters, on: experience).logProbability(of: experience.batch.actions)
  }

  public func distribution(_ parameters: Parameters, on experience: PolicyExperience) -> DiagonalGaussian {
    policy(experience.batch.observations, parameters)
  }

  public func summary(of experience: PolicyExperience) -> EpisodeSummary { experience.summary }
}

/// The tasks of an environment family.
public struct PolicyTaskDistribution<Family: EnvFamily>: TaskDistribution {
  public let family: Family
  public let policy: GaussianPolicy
  public let settings: PolicyTaskSettings

  public init(_ family: Family, policy: GaussianPolicy, settings: PolicyTaskSettings) {
    self.family = family
    self.policy = policy
    self.settings = settings
  }

  public func task(from split: Split, using stream: RandomStream) -> PolicyTask<Family> {
    PolicyTask(family.drawTask(from: split, using: stream), of: family, policy: policy, settings: settings)
  }
}
