import Autodiff
import Gym
import PolicyLearning
import Testing

/// What truncation, termination and the reward's unit mean to advantages.
@Suite struct PolicyBatchTests {
  /// An observation that says nothing.
  private func episode(_ rewards: [Float], terminated: Bool = false) -> Trajectory {
    Trajectory(
      observationCount: 1, actionCount: 1, observations: rewards.map { _ in 0 },
      actions: rewards.map { _ in 0 }, rewards: rewards, finalObservation: [0], terminated: terminated,
      success: false)
  }

  private var raw: AdvantageSettings {
    var settings = AdvantageSettings()
    settings.discount = 0.9
    settings.standardize = false
    settings.baseline = EpisodeBaseline(ridge: 1e-9)
    return settings
  }

  private let whole = [Float](repeating: 1, count: 20)

  /// Σ_{k<n} 0.9^k
  private func sum(_ n: Int) -> Float { discountedReturns(whole, discount: 0.9)[20 - n] }

  /// A reward of 1 a step, whatever one does: an episode that time cut after 8 of 20 steps was no worse than the
  /// whole ones, one that ended there missed the rest.
  @Test func aTruncatedEpisodeBootstrapsAndATerminatedOneDoesNot() {
    func advantages(terminated: Bool) -> [Float] {
      let cut = episode(Array(whole[..<8]), terminated: terminated)
      return raw.batch([Trajectory](repeating: episode(whole), count: 6) + [cut]).advantages.values.suffix(8)
    }
    for advantage in advantages(terminated: false) { #expect(abs(advantage) < 0.02) }
    for (t, advantage) in advantages(terminated: true).enumerated() {
      #expect(abs(advantage - (sum(8 - t) - sum(20 - t))) < 0.02)
    }
  }

  /// An action that earned 5 at once earned that, whether or not the episode was then cut or over.
  @Test func theLastRewardCounts() {
    let batch = raw.batch(
      [Trajectory](repeating: episode(whole), count: 6) + [episode(whole.dropLast() + [6])])
    #expect(abs(batch.advantages.values[139] - 5) < 0.01)
    #expect(abs(batch.advantages.values[138] - 4.5) < 0.01)
  }

  /// What is left of rewards of 1000 that do not depend on the actions is rounding, and stays small; the same
  /// rewards with something to tell apart give advantages of deviation 1, in any unit.
  @Test func roundingIsNotAmplified() {
    var settings = raw
    settings.standardize = true
    func advantages(_ rewards: [[Float]]) -> [Float] {
      settings.batch(rewards.map { episode($0) }).advantages.values
    }
    let equal = advantages([[Float]](repeating: whole.map { $0 * 1000 }, count: 8))
    #expect(equal.allSatisfy { abs($0) < 0.05 }, "\(equal.map(abs).max() ?? 0)")
    func told(_ unit: Float) -> [Float] {
      advantages((0..<8).map { i in whole.indices.map { unit * (1 + 0.2 * Float((i * 7 + $0 * 3) % 5)) } })
    }
    let one = told(1)
    #expect(abs(one.reduce(0) { $0 + $1 * $1 } / Float(one.count) - 1) < 1e-3)
    for unit: Float in [1e-12, 1e9] {
      for (a, b) in zip(one, told(unit)) { #expect(abs(a - b) < 1e-3) }
    }
    #expect(advantages([[0, 0], [0, 0]]) == [0, 0, 0, 0])
  }
}
