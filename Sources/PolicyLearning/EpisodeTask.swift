public import Gym
public import MetaLearning
public import Randomness

/// A task of an environment family: experience is episodes.
public struct EpisodeTask<Family: EnvFamily, Mapping: ActingMapping>: LearningTask {
  public let draw: Family.Draw
  public let family: Family
  /// Gathered at a time.
  public let episodes: Int
  public let choice: ActionChoice
  public let proposal: Proposal?

  public init(
    _ draw: Family.Draw, of family: Family, episodes: Int, choosing choice: ActionChoice = .drawn,
    proposed proposal: Proposal? = nil
  ) {
    self.draw = draw
    self.proposal = proposal
    self.family = family
    self.episodes = episodes
    self.choice = choice
  }

  public static var gathersAfresh: Bool { true }

  /// Episode i depends on the branch i of the stream.
  public func gather(
    with mapping: Mapping, for purpose: Purpose, using stream: RandomStream
  ) throws -> [Trajectory] {
    let env = family.makeVectorEnv(for: draw, count: episodes)
    let takesLikeliest = choice == .likeliest || (choice == .likeliestWhenScored && purpose == .query)
    var actor = try (takesLikeliest ? mapping.likeliest : mapping).actor(in: env)
    return try rollout(&actor, in: env, streams: (0..<episodes).map { stream.split($0) })
  }
}

/// The tasks of an environment family, for mappings of one kind.
public struct EpisodeTasks<Family: EnvFamily, Mapping: ActingMapping>: TaskFamily {
  public let family: Family
  public let episodes: Int
  public let choice: ActionChoice
  private var proposer: Proposer?

  public init(
    _ family: Family, episodes: Int, choosing choice: ActionChoice = .drawn, for mapping: Mapping.Type
  ) {
    self.family = family
    self.episodes = episodes
    self.choice = choice
  }

  public func task(from split: Split, using stream: RandomStream) -> EpisodeTask<Family, Mapping> {
    let (draw, proposal) = family.drawTask(from: split, using: stream, by: proposer)
    return EpisodeTask(draw, of: family, episodes: episodes, choosing: choice, proposed: proposal)
  }

  public func kind(ofTaskFrom split: Split, using stream: RandomStream) -> Int {
    family.kind(of: family.drawTask(from: split, using: stream, by: proposer).draw)
  }

  public func proposing(_ proposer: Proposer) -> Self {
    var tasks = self
    tasks.proposer = proposer
    return tasks
  }
}

extension EnvError: TaskFault {}

extension Measures {
  /// Mean undiscounted return and success rate.
  public init(_ episodes: [Trajectory]) {
    let count = Double(max(episodes.count, 1))
    self.init([
      Self.returnName: episodes.reduce(0) { $0 + Double($1.totalReward) } / count,
      Self.successName: episodes.reduce(0) { $0 + ($1.success ? 1 : 0) } / count,
    ])
  }

  public static var returnName: String { "return" }
  public static var successName: String { "success" }
}

extension [Trajectory] {
  /// Environment steps in all episodes.
  public var stepCount: Int { reduce(0) { $0 + $1.length } }
}
