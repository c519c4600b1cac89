import Autodiff
import Learning
import MetaLearning
import PolicyLearning
import Randomness
import TestSupport

typealias ChoiceTasks = EpisodeTasks<ChoiceFamily, CategoricalActor>

/// A small policy on doors, one of which has a prize.
enum ChoiceLearner {
  static func criterion(
    hidden: Int = 8, surrogate: Surrogate = .ratio, discount: Float = 0.99
  ) -> PolicyCriterion<CategoricalPolicy> {
    var advantages = AdvantageSettings()
    advantages.discount = discount
    return PolicyCriterion(
      CategoricalPolicy(network: MLPShape(inputs: 1, hidden: [hidden], outputs: 3)), advantages: advantages,
      surrogate: surrogate)
  }

  static func tasks(episodes: Int = 10) -> ChoiceTasks {
    EpisodeTasks(ChoiceFamily(), episodes: episodes, for: CategoricalActor.self)
  }

  /// What an actor chooses in many rows, with fixed streams: enough to see small changes of what is likely.
  static func answers(_ actor: CategoricalActor) -> [Float] {
    var actor = actor
    let observations = (0..<3000).map { Float($0 % 4) }
    var streams = observations.indices.map { RandomStream(seed: 8).split($0) }
    var actions = [Float](repeating: 0, count: observations.count)
    var span = actions.mutableSpan
    actor.act(on: observations.span, streams: &streams, into: &span)
    return actions
  }
}
