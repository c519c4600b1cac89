import Experiments
import Gym
import Testing
import Randomness

@Suite struct BootstrapTests {
  @Test func intervalHoldsTheMeanAndIsTheSameEveryTime() {
    var stream = RandomStream(seed: 4)
    let values = (0..<40).map { _ in Double(stream.normal()) + 3 }
    let interval = Interval(bootstrapping: values)
    #expect(interval == Interval(bootstrapping: values))
    #expect(interval.low < interval.mean && interval.mean < interval.high)
    #expect(Interval(bootstrapping: [2]) == Interval(mean: 2, low: 2, high: 2))
  }

  /// Of many samples of 40 normal numbers, about 95 % of the intervals hold the true mean.
  @Test func coversTheTruthNineteenTimesInTwenty() {
    var stream = RandomStream(seed: 9)
    let covered = (0..<400).filter { _ in
      let interval = Interval(bootstrapping: (0..<40).map { _ in Double(stream.normal()) }, resamples: 400)
      return interval.low <= 0 && interval.high >= 0
    }.count
    #expect(covered > 400 * 89 / 100 && covered < 400 * 99 / 100, "\(covered) of 400")
  }
}
