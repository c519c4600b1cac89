import Gym
import Learning
import MetaLearning
import PolicyLearning
import Randomness

/// What random actions meet on some training tasks of a family: its own, the same for every seed, so that a run may
/// begin from the policy of another.
struct RandomExperience {
  let normalization: ObservationNormalization
  /// Root of the mean squared reward.
  let rewardSize: Float

  /// - Parameter scenes: of which tasks are drawn.
  init(of family: some EnvFamily, scenes: Int = 1) throws {
    let root = RandomStream(seed: 0).split("normalization")
    let tasks = EpisodeTasks(family, episodes: 5, for: RandomPolicy.self)
    let episodes = try (0..<20 * scenes).flatMap { i in
      let stream = root.split(i)
      return try tasks.task(from: .train, using: stream.split("task")).gather(
        with: RandomPolicy(actionSpace: family.actionSpace), for: .query, using: stream.split("episodes"))
    }
    let space = family.observationSpace
    normalization = ObservationNormalization(
      of: episodes, count: space.count, pictures: space.pictures.map(\.range))
    let squares = episodes.reduce(0.0) { $0 + $1.rewards.reduce(0.0) { $0 + Double($1) * Double($1) } }
    rewardSize = Float((squares / Double(max(episodes.stepCount, 1))).squareRoot())
  }
}
