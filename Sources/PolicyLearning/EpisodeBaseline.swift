public import Gym
import Learning

/// A linear value function over features of observation and time, fitted to the other episodes of a batch.
///
/// **Value.** Scores are returns of H steps, and time is a feature, so the value is the one to go until the horizon:
/// V(s, t) = E[Σ_{k=t}^{H−1} γ^{k−t} r_k | s_t = s]. It is 0 at H whatever the observation, as the function is here
/// by its form:
///
///     V(s, t) = n_t · w·φ(s, t),   n_t = Σ_{k<H−t} γ^k / Σ_{k<H} γ^k,
///
/// with the features φ = o, o², t/100, (t/100)², (t/100)³, 1 (Duan et al. 2016, §5): φ describes the reward a step,
/// n_t counts the steps that are left. A reward that is always the same is then predicted exactly.
///
/// **Truncation.** Every truncated episode bootstraps from V(s_T, T), here and in `generalizedAdvantages`. One that
/// time ended at H finds 0 there: a limit that the value function knows is part of the task (Pardo et al. 2018, §3).
/// One that was cut before finds what was left to earn, which its returns lack, so the fit adds it to their targets:
/// y_t = Σ_{k=t}^{T−1} γ^{k−t} r_k + γ^{T−t} V(s_T, T), with V of the round before. Whole episodes beside it have to
/// say what V(·, T) is. Bootstrapping all of them at H from their own fit would say nothing: where V solves y = V,
/// so does V + c γ^{−t} for any c, and a cubic in time comes close to γ^{−t}.
///
/// **No bias.** The function subtracted from an episode is fitted by ridge regression to all episodes *but* that
/// one, so it never saw the returns it is subtracted from, nor their number where the horizon is given. The normal
/// equations of all episodes are summed once; leaving one out subtracts its own.
public struct EpisodeBaseline: Sendable, Hashable, Codable {
  public var ridge: Double

  public init(ridge: Double = 1e-3) { self.ridge = ridge }

  /// Fits after the first one, where an episode was cut before the horizon.
  private static let rounds = 2

  /// Values of every episode's observations, `[length + 1]` each: the last one is the final observation's.
  /// With a single episode there is nothing to learn from: all values are 0.
  /// - Parameter horizon: H. Unless given, or where it is longer, the longest episode's length: the same, save where
  ///   every episode ends early.
  public func values(of trajectories: [Trajectory], discount: Float, horizon: Int? = nil) -> [[Float]] {
    let horizon = max(horizon ?? 0, trajectories.map(\.length).max() ?? 0)
    guard trajectories.count > 1, horizon > 0 else {
      return trajectories.map { [Float](repeating: 0, count: $0.length + 1) }
    }
    let width = 2 * trajectories[0].observationCount + 4
    let left = stepsLeft(horizon: horizon, discount: discount)
    let features = trajectories.map { self.features($0, width: width, left: left) }
    let systems = zip(trajectories, features).map { trajectory, features in
      NormalEquations(
        features: features, targets: discountedReturns(trajectory.rewards, discount: discount), width: width)
    }
    let cut = trajectories.indices.filter {
      !trajectories[$0].terminated && trajectories[$0].length < horizon
    }
    let sums = cut.map { discountedSum(features[$0], discount: discount, width: width) }
    var total = NormalEquations(width: width)
    for system in systems { total.add(system, sign: 1) }
    return trajectories.indices.map { i in
      var others = total
      others.add(systems[i], sign: -1)
      var weights = others.solve(ridge: ridge)
      if cut.contains(where: { $0 != i }) {
        for _ in 0..<Self.rounds {
          var bootstrapped = others
          for (j, sum) in zip(cut, sums) where j != i {
            bootstrapped.addTarget(
              value(features[j], row: trajectories[j].length, weights), times: sum)
          }
          weights = bootstrapped.solve(ridge: ridge)
        }
      }
      return (0...trajectories[i].length).map { Float(value(features[i], row: $0, weights)) }
    }
  }

  private func value(_ features: [Float], row: Int, _ weights: [Double]) -> Double {
    var value = 0.0
    for j in weights.indices { value += Double(features[row * weights.count + j]) * weights[j] }
    return value
  }

  /// n_t, `[horizon + 1]`: 1 at the start, 0 at the horizon.
  private func stepsLeft(horizon: Int, discount: Float) -> [Float] {
    var left = [Double](repeating: 0, count: horizon + 1)
    for t in (0..<horizon).reversed() { left[t] = 1 + Double(discount) * left[t + 1] }
    return left.map { Float($0 / left[0]) }
  }

  /// n_t φ(s_t, t), `[length + 1, width]`
  private func features(_ trajectory: Trajectory, width: Int, left: [Float]) -> [Float] {
    let count = trajectory.observationCount
    var features = [Float](repeating: 0, count: (trajectory.length + 1) * width)
    for t in 0...trajectory.length {
      let row = t * width
      let n = left[t]
      for i in 0..<count {
        let o =
          t < trajectory.length
          ? trajectory.observations[t * count + i] : trajectory.finalObservation[i]
        features[row + i] = n * o
        features[row + count + i] = n * o * o
      }
      let time = Float(t) / 100
      features[row + 2 * count] = n * time
      features[row + 2 * count + 1] = n * time * time
      features[row + 2 * count + 2] = n * time * time * time
      features[row + 2 * count + 3] = n
    }
    return features
  }

  /// Σ_{t<T} γ^{T−t} times row t, `[width]`: what a target's share of V(s_T, T) is multiplied by in Fᵀy.
  private func discountedSum(_ features: [Float], discount: Float, width: Int) -> [Double] {
    var sum = [Double](repeating: 0, count: width)
    for row in stride(from: 0, to: features.count - width, by: width) {
      for j in 0..<width { sum[j] = Double(discount) * sum[j] + Double(features[row + j]) }
    }
    return sum.map { $0 * Double(discount) }
  }
}
