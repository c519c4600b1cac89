public import Randomness

// Training tasks are proposed, not only drawn: of a few draws of the training split one is chosen by what came of the tasks
// most like it (nearest neighbours among the latest outcomes of its kind). Scores of a draw:
//
//   success    p (1 − p), p the mean success: highest for what succeeds half of the time. Goals of intermediate difficulty
//              (Florensa et al. 2018); the product is that of Tzannetos et al. 2023 for a policy that could succeed always.
//   progress   |newer − older|, means of the return over the newer and the older half of the neighbours, in deviations of the
//              kind's returns: absolute learning progress (Matiisen et al. 2017; by neighbours, Portelas et al. 2019).
//
// The best of n candidates is proposed, the first of equals: a draw that a share q of all draws outdo is proposed with density
// n (1 − q)^(n − 1), by rank, as prioritized level replay ranks levels (Jiang et al. 2021). The rest of the tasks is drawn as
// ever. A kind of which too little is known comes first.

/// How training tasks are proposed.
public struct Curriculum: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// What succeeds now and then.
    case success
    /// What returns have changed on, for better or worse.
    case progress
  }

  public var kind = Kind.success
  /// Of training tasks, those that are proposed; the others are drawn as without a curriculum.
  public var share: Float = 0.5
  /// Draws of which one is proposed.
  public var candidates = 8
  /// Outcomes that tell of a candidate: the most similar ones.
  public var neighbours = 10
  /// Latest outcomes that are kept of each kind of tasks (each scene of a suite).
  public var memory = 500

  public init() {}
}

/// Chooses training tasks by what came of others.
///
/// A proposal is the stream that a task of the training split is drawn with, so that no other task can be proposed. It depends
/// on the history and the stream alone.
public struct Proposer: Sendable {
  let curriculum: Curriculum
  let history: TaskHistory
  /// Standard deviation of returns, by kind.
  private let spread: [Int: Float]

  public init(_ curriculum: Curriculum, after history: TaskHistory) {
    (self.curriculum, self.history) = (curriculum, history)
    spread = history.kinds.mapValues { rows in
      let returns = (0..<rows.count).map { Double(rows.meanReturn($0)) }
      let mean = returns.reduce(0, +) / Double(returns.count)
      return Float(
        (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(returns.count)).squareRoot())
    }
  }

  /// - Parameters:
  ///   - stream: that the task would be drawn with.
  ///   - place: of the training task that is drawn with a stream.
  /// - Returns: the stream to draw it with instead; the same one where nothing is proposed.
  public func choose(
    from stream: RandomStream, place: (RandomStream) -> TaskPlace
  ) -> (stream: RandomStream, isProposed: Bool) {
    var own = stream.split("curriculum")
    guard own.uniform() < curriculum.share else { return (stream, false) }
    var best = own.split(0)
    var highest = score(place(best))
    for i in 1..<curriculum.candidates {
      let other = own.split(i)
      let score = score(place(other))
      if score > highest { (best, highest) = (other, score) }
    }
    return (best, true)
  }

  /// How much is to be learned at a place; infinite where too little is known of its kind.
  func score(_ place: TaskPlace) -> Float {
    let near = history.rows(near: place, count: curriculum.neighbours)
    guard near.count == curriculum.neighbours, let rows = history.kinds[place.kind] else { return .infinity }
    func mean(_ some: some Collection<Int>, _ figure: (Int) -> Float) -> Float {
      some.reduce(0) { $0 + figure($1) } / Float(some.count)
    }
    switch curriculum.kind {
    case .success:
      let chance = mean(near, rows.success)
      return chance * (1 - chance)
    case .progress:
      guard let spread = spread[place.kind], spread > 0 else { return 0 }
      let half = near.count / 2
      return abs(mean(near.suffix(half), rows.meanReturn) - mean(near.prefix(half), rows.meanReturn)) / spread
    }
  }
}
