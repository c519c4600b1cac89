/// Where a task stands among those of its family: near ones are alike.
public struct TaskPlace: Sendable, Hashable, Codable {
  /// Tasks of different kinds are never alike.
  public let kind: Int
  /// About −1 to 1 each, as many for all tasks of a kind.
  public let coordinates: [Float]

  public init(kind: Int, coordinates: [Float]) {
    (self.kind, self.coordinates) = (kind, coordinates)
  }
}

/// How a training task was chosen where a curriculum chooses.
public struct Proposal: Sendable, Hashable, Codable {
  public let place: TaskPlace
  /// Proposed by what came of others; else drawn as it is without a curriculum.
  public let isProposed: Bool

  public init(_ place: TaskPlace, isProposed: Bool) { (self.place, self.isProposed) = (place, isProposed) }
}

/// What came of a training task, measured after the learner adapted to it.
public struct TaskOutcome: Sendable, Hashable, Codable {
  public let proposal: Proposal
  /// Share of the episodes that succeeded.
  public let success: Float
  /// Of an episode.
  public let meanReturn: Float

  public init(_ proposal: Proposal, success: Float, meanReturn: Float) {
    (self.proposal, self.success, self.meanReturn) = (proposal, success, meanReturn)
  }
}

extension Measures {
  /// What a training log is told of an iteration whose tasks a curriculum chose: the share of tasks that it proposed, and
  /// means over those and over the others; 0 of none.
  init(curriculum outcomes: [TaskOutcome]) {
    let (proposed, drawn) = (
      outcomes.filter(\.proposal.isProposed), outcomes.filter { !$0.proposal.isProposed }
    )
    func mean(_ group: [TaskOutcome], _ figure: (TaskOutcome) -> Float) -> Double {
      group.reduce(0) { $0 + Double(figure($1)) } / Double(max(group.count, 1))
    }
    self.init([
      "curriculum/share": Double(proposed.count) / Double(max(outcomes.count, 1)),
      "curriculum/proposed_success": mean(proposed, \.success),
      "curriculum/proposed_return": mean(proposed, \.meanReturn),
      "curriculum/drawn_success": mean(drawn, \.success),
      "curriculum/drawn_return": mean(drawn, \.meanReturn),
    ])
  }
}
