import Drawing
import Gym
import MetaLearning
import Scenes

/// A learner on one held-out task, to look at: the episodes that `evaluate` with the same settings scores and
/// learns from, to the bit.
struct AdaptationFilm: Sendable {
  /// After 0, 1, … adaptation steps.
  struct Stage: Sendable {
    /// The first of the scored episodes.
    var episode: SceneMotion
    var meanReturn: Double
    var successRate: Double
    /// What the next step learned from; empty after the last one.
    var gathered: [SceneMotion] = []
  }

  let model: SceneModel
  /// Number of the task in its evaluation.
  let index: Int
  /// Scored at each stage, and gathered for each step.
  let episodes: Int
  var stages: [Stage] = []

  var first: Stage { stages[0] }
  var last: Stage { stages[stages.count - 1] }
  var adapts: Bool { stages.count > 1 }
}

/// Films held-out task number `index` before and after each adaptation step.
func film<Learner: AdaptiveLearner>(
  _ learner: Learner, on family: SceneFamily, task index: Int, _ settings: EvaluationSettings
) throws -> AdaptationFilm {
  var camera = FilmCamera(family, task: index, settings)
  var learner = learner
  try camera.score(learner.acting)
  for _ in 0..<settings.adaptSteps {
    learner = learner.adapted(on: try camera.gather(learner.acting))
    try camera.score(learner.acting)
  }
  return camera.film
}

/// Films the family's scripted expert, which does not adapt.
/// - Throws: when no expert knows the family.
func filmExpert(
  on family: SceneFamily, task index: Int, _ settings: EvaluationSettings
) throws -> AdaptationFilm {
  var camera = FilmCamera(family, task: index, settings)
  try camera.score(ExpertPolicy(camera.env.scene))
  return camera.film
}

/// Rolls out and keeps what there is to see, with the streams of `evaluate`.
private struct FilmCamera {
  let env: FilmedVectorEnv
  let stream: RandomStream
  var film: AdaptationFilm

  init(_ family: SceneFamily, task index: Int, _ settings: EvaluationSettings) {
    stream = RandomStream(seed: settings.seed).split("evaluation").split(index)
    let draw = family.drawTask(from: settings.split, using: stream.split("task"))
    env = FilmedVectorEnv(family.makeVectorEnv(for: draw, count: settings.episodes))
    film = AdaptationFilm(
      model: SceneModel(family, task: draw), index: index, episodes: settings.episodes)
  }

  private func roll<P: Policy>(_ policy: P, _ stream: RandomStream) throws -> [Trajectory] {
    var policy = policy
    return try rollout(&policy, in: env, streams: (0..<env.count).map { stream.split($0) })
  }

  mutating func score<P: Policy>(_ policy: P) throws {
    let episodes = try roll(policy, stream.split("score").split(film.stages.count))
    let summary = EpisodeSummary(episodes)
    film.stages.append(
      AdaptationFilm.Stage(
        episode: env.motions[0], meanReturn: summary.meanReturn, successRate: summary.successRate))
  }

  mutating func gather<P: Policy>(_ policy: P) throws -> [Trajectory] {
    let stage = film.stages.count - 1
    let episodes = try roll(policy, stream.split("adapt").split(stage))
    film.stages[stage].gathered = env.motions
    return episodes
  }
}
