import Autodiff
import Gym
import Learning
import MetaLearning
import PolicyLearning
import Randomness
import TestSupport

typealias PolicyLearner = GradientLearner<PolicyCriterion<GaussianPolicy>>
typealias PointTasks = EpisodeTasks<PointFamily, GaussianActor>

/// A small policy on points that walk to goals.
enum PointLearner {
  static func criterion(
    hidden: Int = 8, logStd: Float = -0.5, surrogate: Surrogate = .ratio
  ) -> PolicyCriterion<GaussianPolicy> {
    var criterion = PolicyCriterion(
      GaussianPolicy(network: MLPShape(inputs: 2, hidden: [hidden], outputs: 2)),
      advantages: AdvantageSettings(),
      surrogate: surrogate)
    criterion.initialLogStd = logStd
    return criterion
  }

  static func tasks(episodes: Int = 10) -> PointTasks {
    EpisodeTasks(PointFamily(), episodes: episodes, for: GaussianActor.self)
  }
}

extension PointLearner {
  /// What an actor of the policy does in a few places, with noise of fixed streams.
  static func answers(_ actor: GaussianActor) -> [Float] {
    var actor = actor
    let observations: [Float] = [0, 0, 0.3, -0.2, -0.4, 0.1]
    var streams = (0..<3).map { RandomStream(seed: 8).split($0) }
    var actions = [Float](repeating: 0, count: 6)
    var span = actions.mutableSpan
    actor.act(on: observations.span, streams: &streams, into: &span)
    return actions
  }
}

func relativeError(_ got: Parameters, _ want: Parameters) -> Double {
  relativeError(got.flattened(), want.flattened().map(Double.init))
}
