import Experiments
import Randomness
import Testing

@Suite struct SeedStatisticsTests {
  @Test func theInterquartileMeanCutsAQuarterFromEitherEnd() {
    #expect(interquartileMean([100, 1, 2, -50]) == 1.5)
    #expect(interquartileMean([5, 1, 3, 2, 4, 8, 7, 6]) == 4.5)
    #expect(interquartileMean([2, 4]) == 3)
    #expect(interquartileMean([7]) == 7)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Tasks differ much, seeds little: the interval is that of the tasks, for others could have been drawn.
  @Test func tasksAreResampledToo() {
    var stream = RandomStream(seed: 3)
    let tasks = (0..<30).map { _ in 10 * Double(stream.normal()) }
    let scores = SeedScores((0..<5).map { _ in tasks.map { $0 + 0.1 * Double(stream.normal()) } })
    let interval = scores.interval(of: mean)
    #expect(interval.low < interval.mean && interval.mean < interval.high)
    let ofTasks = Interval(bootstrapping: tasks)
    let ratio = (interval.high - interval.low) / (ofTasks.high - ofTasks.low)
    #expect(abs(ratio - 1) < 0.15, "\(interval), of tasks alone \(ofTasks)")
    let same = SeedScores([[1, 2, 3], [1, 2, 3]]).interval(of: interquartileMean)
    #expect(same.low < 2 && same.high > 2)
  }

  /// Seeds differ much, tasks not at all: the interval is that of the seeds, each with all its tasks.
  @Test func aSeedIsDrawnWithAllItsTasks() {
    var stream = RandomStream(seed: 5)
    let seeds = (0..<20).map { _ in Double(stream.normal()) }
    let interval = SeedScores(seeds.map { [Double](repeating: $0, count: 40) }).interval(of: mean)
    let ofSeeds = Interval(bootstrapping: seeds)
    let ratio = (interval.high - interval.low) / (ofSeeds.high - ofSeeds.low)
    #expect(abs(ratio - 1) < 0.15, "\(interval), of seeds alone \(ofSeeds)")
    let same = SeedScores([[2, 2, 2], [2, 2, 2]]).interval(of: interquartileMean)
    #expect(same == Interval(mean: 2, low: 2, high: 2))
  }

  /// Of many draws of 10 seeds and 20 tasks, both at random, about nineteen in twenty intervals hold the true mean.
  @Test func coversTheTruth() {
    var stream = RandomStream(seed: 11)
    let covered = (0..<200).filter { _ in
      let tasks = (0..<20).map { _ in Double(stream.normal()) }
      let scores = SeedScores(
        (0..<10).map { _ in
          let seed = Double(stream.normal())
          return tasks.map { $0 + seed + Double(stream.normal()) }
        })
      let interval = scores.interval(resamples: 300, of: mean)
      return interval.low <= 0 && interval.high >= 0
    }.count
    #expect(covered > 200 * 84 / 100 && covered < 200, "\(covered) of 200")
  }

  @Test func aProfileFallsFromAllToNone() {
    let profile = SeedScores([[1, 2, 3, 4], [2, 3, 4, 5]]).profile(thresholds: [0, 2, 3.5, 5])
    #expect(profile.map(\.fraction.mean) == [1, 0.625, 0.375, 0])
    #expect(
      profile.allSatisfy { $0.fraction.low <= $0.fraction.mean && $0.fraction.mean <= $0.fraction.high })
  }

  /// Success everywhere is not success for certain, with several seeds either.
  @Test func aProportionOfOneHasAWidth() {
    let scores = SeedScores([[Double]](repeating: [Double](repeating: 1, count: 40), count: 3))
    let interval = scores.interval(isProportion: true) { $0.reduce(0, +) / Double($0.count) }
    #expect(interval == Interval(bootstrapping: scores.scores[0], isProportion: true))
    #expect(interval.mean == 1 && interval.high == 1 && abs(interval.low - 0.912) < 0.001)
  }
}
