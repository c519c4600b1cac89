import Randomness

// Scores over several seeds, with the figures that Agarwal et al. 2021 ("Deep reinforcement learning at the edge of the
// statistical precipice") recommend: interquartile means and performance profiles. Here a seed is one trained model,
// scored on all held-out tasks, and the tasks stand for a family: both are chance and cross each other, so a bootstrap
// draws seeds and, apart from them, tasks, and takes the scores of every drawn seed on every drawn task (Owen 2007).

/// Mean of the middle half: what is left when a quarter of the values is cut from either end.
/// - Precondition: there is a value.
public func interquartileMean(_ values: [Double]) -> Double {
  precondition(!values.isEmpty, "the interquartile mean of nothing")
  let cut = values.count / 4
  let middle = values.sorted()[cut..<values.count - cut]
  return middle.reduce(0, +) / Double(middle.count)
}

/// Scores `[seed][task]` of the same tasks.
public struct SeedScores: Sendable {
  public let scores: [[Double]]

  /// - Precondition: at least one seed and task, the same number of tasks for each.
  public init(_ scores: [[Double]]) {
    precondition(
      !scores.isEmpty && !scores[0].isEmpty && scores.allSatisfy { $0.count == scores[0].count },
      "scores of \(scores.map(\.count)) tasks, expected the same number for every seed")
    self.scores = scores
  }

  /// 95 % percentile interval of a statistic of all scores, by a bootstrap over tasks and seeds with a fixed stream.
  ///
  /// A proportion that is 0 everywhere, or 1, has Wilson's interval, as `Interval` has for one seed.
  public func interval(
    resamples: Int = 1000, isProportion: Bool = false, of statistic: ([Double]) -> Double
  ) -> Interval {
    if isProportion, let value = scores[0].first, value == 0 || value == 1,
      scores.allSatisfy({ $0.allSatisfy { $0 == value } })
    {
      return Interval(bootstrapping: scores[0], isProportion: true)
    }
    let all = intervals(resamples: resamples) { [statistic($0)] }
    return all[0]
  }

  /// The same for several statistics of one resample.
  private func intervals(resamples: Int, of statistics: ([Double]) -> [Double]) -> [Interval] {
    let (seeds, tasks) = (scores.count, scores[0].count)
    var stream = RandomStream(seed: 0x95)
    var sample = [Double](repeating: 0, count: seeds * tasks)
    let draws = (0..<resamples).map { _ in
      let drawnSeeds = (0..<seeds).map { _ in Int(stream.next() % UInt64(seeds)) }
      for task in 0..<tasks {
        let drawn = Int(stream.next() % UInt64(tasks))
        for (seed, source) in drawnSeeds.enumerated() {
          sample[seed * tasks + task] = scores[source][drawn]
        }
      }
      return statistics(sample)
    }
    return statistics(Array(scores.joined())).enumerated().map { i, value in
      Interval(mean: value, resampled: draws.map { $0[i] })
    }
  }

  /// Fraction of runs on tasks that score above each threshold.
  public func profile(thresholds: [Double], resamples: Int = 200) -> [ProfilePoint] {
    let fractions = intervals(resamples: resamples) { sample in
      let sorted = sample.sorted()
      return thresholds.map { threshold in
        let above = sorted.count - (sorted.firstIndex { $0 > threshold } ?? sorted.count)
        return Double(above) / Double(sorted.count)
      }
    }
    return zip(thresholds, fractions).map { ProfilePoint(threshold: $0, fraction: $1) }
  }

  /// The same at `count` thresholds evenly from the lowest score to the highest.
  public func profile(count: Int = 21) -> [ProfilePoint] {
    let all = scores.joined()
    let (low, high) = (all.min() ?? 0, all.max() ?? 0)
    return profile(thresholds: (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) })
  }
}

/// One point of a performance profile.
public struct ProfilePoint: Sendable, Hashable, Codable {
  public var threshold: Double
  /// Of runs on tasks that score above it.
  public var fraction: Interval
}
