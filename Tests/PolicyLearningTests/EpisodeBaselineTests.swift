import Gym
import PolicyLearning
import Testing

@Suite struct EpisodeBaselineTests {
  private func episode(_ rewards: [Float], observation: Float, terminated: Bool = false) -> Trajectory {
    Trajectory(
      observationCount: 1, actionCount: 1, observations: rewards.map { _ in observation },
      actions: rewards.map { _ in 0 }, rewards: rewards, finalObservation: [observation],
      terminated: terminated,
      success: false)
  }

  /// Changing an episode's own rewards must not change the values subtracted from it.
  @Test func neverSeesTheEpisodeItIsSubtractedFrom() {
    let others = (1...6).map { episode([Float($0), 1, 2, 0.5], observation: Float($0) / 6) }
    let baseline = EpisodeBaseline()
    let plain = baseline.values(of: others + [episode([1, 1, 1, 1], observation: 0.3)], discount: 0.9)
    let wild = baseline.values(of: others + [episode([50, -70, 20, 9], observation: 0.3)], discount: 0.9)
    for (a, b) in zip(plain[6], wild[6]) { #expect(abs(a - b) < 1e-3) }
    #expect(zip(plain[0], wild[0]).contains { abs($0 - $1) > 0.1 }, "the other episodes' values must move")
  }

  /// Rewards that are a function of time alone are predicted almost exactly.
  @Test func learnsReturnsThatDependOnTime() {
    let episodes = (0..<5).map { _ in episode((0..<20).map { 1 - Float($0) / 20 }, observation: 0) }
    let values = EpisodeBaseline(ridge: 1e-9).values(of: episodes, discount: 1)
    let truth = discountedReturns(episodes[0].rewards, discount: 1)
    for t in truth.indices { #expect(abs(values[0][t] - truth[t]) < 0.05) }
  }

  @Test func oneEpisodeHasNothingToLearnFrom() {
    #expect(EpisodeBaseline().values(of: [episode([3, 4], observation: 1)], discount: 1) == [[0, 0, 0]])
  }

  /// With the horizon given, how long an episode lasts does not change the values subtracted from it, either.
  @Test func anEpisodesLengthDoesNotReachItsOwnValues() {
    let others = (1...6).map { i in
      episode((0..<8 + i % 3).map { Float(($0 * i) % 5) }, observation: Float(i) / 6, terminated: true)
    }
    func values(_ length: Int, _ horizon: Int?) -> ArraySlice<Float> {
      let own = episode([Float](repeating: 1, count: length), observation: 0.3, terminated: true)
      return EpisodeBaseline().values(of: others + [own], discount: 0.9, horizon: horizon)[6].prefix(5)
    }
    for (a, b) in zip(values(5, 20), values(15, 20)) { #expect(abs(a - b) < 1e-3) }
    #expect(zip(values(5, nil), values(15, nil)).contains { abs($0 - $1) > 0.01 })
  }

  /// Nothing is left to earn at the horizon, and what is left before it is never more than the steps that remain.
  @Test func theValueEndsAtTheHorizon() {
    let episodes = (1...6).map { i in episode((0..<20).map { Float(($0 * i) % 7) - 3 }, observation: Float(i))
    }
    for values in EpisodeBaseline().values(of: episodes, discount: 0.9) { #expect(values[20] == 0) }
  }

  /// A constant reward is predicted exactly, at any discount.
  @Test(arguments: [0.5, 0.95, 1] as [Float])
  func aConstantRewardIsExact(discount: Float) {
    let episodes = (0..<5).map { _ in episode([Float](repeating: -2, count: 50), observation: 0.4) }
    let values = EpisodeBaseline(ridge: 1e-9).values(of: episodes, discount: discount)
    let truth = discountedReturns(episodes[0].rewards, discount: discount)
    for t in truth.indices { #expect(abs(values[0][t] - truth[t]) < 1e-4 * abs(truth[0])) }
  }

  /// Episodes cut in the middle say what the whole ones say: they neither lower the values of the others nor lack
  /// what was left to earn themselves.
  @Test func aCutEpisodeIsWorthAsMuchAsAWholeOne() {
    let whole = (0..<6).map { _ in episode([Float](repeating: 1, count: 20), observation: 0) }
    let cut = (0..<3).map { _ in episode([Float](repeating: 1, count: 8), observation: 0) }
    let truth = discountedReturns(whole[0].rewards, discount: 0.9)
    for values in EpisodeBaseline(ridge: 1e-9).values(of: whole + cut, discount: 0.9) {
      for t in 0..<min(values.count, 20) { #expect(abs(values[t] - truth[t]) < 0.05 * truth[0]) }
    }
  }
}
