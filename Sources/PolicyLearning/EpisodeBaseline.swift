import Learning
public import Gym

/// A linear value function over features of observation and time, fitted to the other episodes of a batch.
///
/// Features (Duan et al. 2016, §5): o, o², t/100, (t/100)², (t/100)³, 1. The value function subtracted from an
/// episode is fitted by ridge regression to the discounted returns of all episodes *but* that one, so the baseline
/// never saw the returns it is subtracted from and the policy gradient stays unbiased. The normal equations of
/// all episodes are summed once; leaving one out subtracts its own.
public struct EpisodeBaseline: Sendable, Hashable, Codable {
  public var ridge: Double

  public init(ridge: Double = 1e-3) { self.ridge = ridge }

  /// Values of every episode's observations, `[length + 1]` each: the last one is the final observation's.
  /// With a single episode there is nothing to learn from: all values are 0.
  public func values(of trajectories: [Trajectory], discount: Float) -> [[Float]] {
    guard trajectories.count > 1, let first = trajectories.first else {
      return trajectories.map { [Float](repeating: 0, count: $0.length + 1) }
    }
    let width = 2 * first.observationCount + 4
    let features = trajectories.map { self.features($0, width: width) }
    let systems = zip(trajectories, features).map { trajectory, features in
      NormalEquations(
        features: features, targets: discountedReturns(trajectory.rewards, discount: discount), width: width)
    }
    var total = NormalEquations(width: width)
    for system in systems { total.add(system, sign: 1) }
    return trajectories.indices.map { i in
      var others = total
      others.add(systems[i], sign: -1)
      let weights = others.solve(ridge: ridge)
      let features = features[i]
      return (0...trajectories[i].length).map { t in
        var value = 0.0
        for j in 0..<width { value += Double(features[t * width + j]) * weights[j] }
        return Float(value)
      }
    }
  }

  /// `[length + 1, width]`
  private func features(_ trajectory: Trajectory, width: Int) -> [Float] {
    let count = trajectory.observationCount
    var features = [Float](repeating: 0, count: (trajectory.length + 1) * width)
    for t in 0...trajectory.length {
      let row = t * width
      for i in 0..<count {
        let o =
          t < trajectory.length
          ? trajectory.observations[t * count + i] : trajectory.finalObservation[i]
        features[row + i] = o
        features[row + count + i] = o * o
      }
      let time = Float(t) / 100
      features[row + 2 * count] = time
      features[row + 2 * count + 1] = time * time
      features[row + 2 * count + 2] = time * time * time
      features[row + 2 * count + 3] = 1
    }
    return features
  }
}
