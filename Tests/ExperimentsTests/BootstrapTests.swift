import Experiments
import Randomness
import Testing

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

  /// Wilson 1927 for 0 or n of n trials: z² / (n + z²) wide. Agresti and Coull 1998 print 0.161 for n = 20.
  @Test func aProportionOfNoneOrAllHasAWidth() {
    let none = Interval(bootstrapping: [Double](repeating: 0, count: 20), isProportion: true)
    #expect(none.mean == 0 && none.low == 0 && abs(none.high - 0.161) < 5e-4, "\(none)")
    let all = Interval(bootstrapping: [Double](repeating: 1, count: 40), isProportion: true)
    #expect(all.mean == 1 && all.high == 1 && abs(all.low - (1 - 0.0876)) < 5e-4, "\(all)")
    let one = Interval(bootstrapping: [1], isProportion: true)
    #expect(abs(one.low - 0.2065) < 5e-4 && one.high == 1)
    // Anything else is known by its tasks, and what is no proportion has no bounds.
    let some = [0.0, 1, 1, 0.5]
    #expect(Interval(bootstrapping: some, isProportion: true) == Interval(bootstrapping: some))
    #expect(Interval(bootstrapping: [0, 0, 0]) == Interval(mean: 0, low: 0, high: 0))
    #expect(
      Interval(bootstrapping: [0.5, 0.5], isProportion: true) == Interval(mean: 0.5, low: 0.5, high: 0.5))
  }
}
