import Gym
import Learning
import Testing

@Suite struct EpisodeBaselineTests {
  private func episode(_ rewards: [Float], observation: Float) -> Trajectory {
    Trajectory(
      observationCount: 1, actionCount: 1, observations: rewards.map { _ in observation },
      actions: rewards.map { _ in 0 }, rewards: rewards, finalObservation: [observation], terminated: false,
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
}
