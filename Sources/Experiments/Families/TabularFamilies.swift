import Gym
public import PolicyLearning
public import Tabular

// The families of `Tabular`, whose best possible adaptation is known exactly.
//
// An actor is made anew wherever episodes are gathered, and each row of it plays one: the optimum is that of a trial of
// one episode.

extension Bandit: ActingFamily {
  public var hasValidationTasks: Bool { true }
  public var knownPolicies: [KnownPolicy] { [.expert, .optimum] }

  public var taskRanges: [(name: String, range: ClosedRange<Float>)] {
    revealed.observationSpace.components.dropFirst(observationSpace.count).map { ($0.name, $0.low...$0.high) }
  }

  public func mapping(of policy: KnownPolicy) throws -> any ActingMapping {
    switch policy {
    case .expert: return InsightMapping<Vector, _> { BanditExpert($0) }
    case .nominal: throw unknownBody
    case .optimum:
      let optimum = BanditOptimum(self)
      return InsightMapping<Vector, _> { _ in BanditOptimumPolicy(optimum) }
    }
  }
}

extension Gridworld: ActingFamily {
  /// All splits draw from the same few goals.
  public var hasValidationTasks: Bool { false }
  public var knownPolicies: [KnownPolicy] { [.expert, .optimum] }

  public var taskRanges: [(name: String, range: ClosedRange<Float>)] {
    [("goal", Float(goals[0])...Float(goals[goals.count - 1]))]
  }

  public func mapping(of policy: KnownPolicy) throws -> any ActingMapping {
    switch policy {
    case .expert: return InsightMapping<Vector, _> { GridworldExpert($0, of: self) }
    case .nominal: throw unknownBody
    case .optimum:
      let optimum = GridworldOptimum(self)
      return InsightMapping<Vector, _> { _ in GridworldOptimumPolicy(optimum) }
    }
  }
}

extension ActingFamily {
  fileprivate var unknownBody: ConfigurationError {
    .impossible("\(name): has no bodies that one could be mistaken in, expected a scene with an expert")
  }
}
