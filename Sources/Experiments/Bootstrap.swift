import Randomness

/// A mean with its 95 % confidence interval.
public struct Interval: Sendable, Hashable, Codable {
  public var mean: Double
  public var low: Double
  public var high: Double

  public init(mean: Double, low: Double, high: Double) {
    self.mean = mean
    self.low = low
    self.high = high
  }

  /// Percentile bootstrap of the mean over tasks (Efron 1979), with a fixed stream: the same values give the same
  /// interval. One value gives an interval of no width.
  ///
  /// A proportion that is 0 in every task, or 1, tells a bootstrap nothing about the tasks that were not drawn: its
  /// interval is Wilson's (1927), with each task as one trial.
  public init(bootstrapping values: [Double], isProportion: Bool = false, resamples: Int = 2000) {
    guard !values.isEmpty else {
      self.init(mean: .nan, low: .nan, high: .nan)
      return
    }
    let count = values.count
    if isProportion, let value = values.first, value == 0 || value == 1, values.allSatisfy({ $0 == value }) {
      // The 97.5 % point of the normal distribution, squared.
      let z2 = 3.841458820694124
      let width = z2 / (Double(count) + z2)
      self.init(mean: value, low: value == 0 ? 0 : 1 - width, high: value == 0 ? width : 1)
      return
    }
    var stream = RandomStream(seed: 0x95)
    let means = (0..<resamples).map { _ in
      var sum = 0.0
      for _ in 0..<count { sum += values[Int(stream.next() % UInt64(count))] }
      return sum / Double(count)
    }
    self.init(mean: values.reduce(0, +) / Double(count), resampled: means)
  }

  /// The middle 95 % of what a figure came to in resamples.
  init(mean: Double, resampled draws: [Double]) {
    let sorted = draws.sorted()
    let count = Double(sorted.count)
    self.init(
      mean: mean, low: sorted[Int(0.025 * count)], high: sorted[min(sorted.count - 1, Int(0.975 * count))])
  }
}

/// One figure before and after adaptation.
public struct BeforeAfter: Sendable, Hashable, Codable {
  public var before: Interval
  public var after: Interval
}
