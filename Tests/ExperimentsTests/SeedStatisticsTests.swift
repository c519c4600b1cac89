import Experiments
import Gym
import Testing
import Randomness

@Suite struct SeedStatisticsTests {
  @Test func theInterquartileMeanCutsAQuarterFromEitherEnd() {
    #expect(interquartileMean([100, 1, 2, -50]) == 1.5)
    #expect(interquartileMean([5, 1, 3, 2, 4, 8, 7, 6]) == 4.5)
    #expect(interquartileMean([2, 4]) == 3)
    #expect(interquartileMean([7]) == 7)
  }

  /// Tasks differ much, seeds little: resampling seeds within each task keeps the interval narrow.
  @Test func resamplingStaysWithinATask() {
    var stream = RandomStream(seed: 3)
    let tasks = (0..<30).map { _ in 10 * Double(stream.normal()) }
    let scores = SeedScores((0..<5).map { _ in tasks.map { $0 + 0.1 * Double(stream.normal()) } })
    let interval = scores.interval { $0.reduce(0, +) / Double($0.count) }
    #expect(interval.low < interval.mean && interval.mean < interval.high)
    #expect(interval.high - interval.low < 0.1, "\(interval)")
    let same = SeedScores([[1, 2, 3], [1, 2, 3]]).interval(of: interquartileMean)
    #expect(same.low == same.high)
  }

  /// Of many draws of 10 seeds, about nineteen in twenty intervals hold the true mean.
  @Test func coversTheTruth() {
    var stream = RandomStream(seed: 11)
    let covered = (0..<200).filter { _ in
      let scores = SeedScores((0..<10).map { _ in (0..<4).map { Double($0) + Double(stream.normal()) } })
      let interval = scores.interval(resamples: 300) { $0.reduce(0, +) / Double($0.count) }
      return interval.low <= 1.5 && interval.high >= 1.5
    }.count
    #expect(covered > 200 * 86 / 100, "\(covered) of 200")
  }

  @Test func aProfileFallsFromAllToNone() {
    let profile = SeedScores([[1, 2, 3, 4], [2, 3, 4, 5]]).profile(thresholds: [0, 2, 3.5, 5])
    #expect(profile.map(\.fraction.mean) == [1, 0.625, 0.375, 0])
    #expect(
      profile.allSatisfy { $0.fraction.low <= $0.fraction.mean && $0.fraction.mean <= $0.fraction.high })
  }
}
