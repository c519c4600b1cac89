import Drawing
import Gym
import MetaLearning
import Physics
import Scenes

/// One adaptation to do, away from the thread that draws.
struct AdaptationJob: Sendable {
  var family: SceneFamily
  var task: TaskDraw
  /// Before its first step.
  var learner: GradientLearner
  var steps: Int
  /// Gathered for each step, and scored after the last.
  var episodes: Int
  var stream: RandomStream

  /// Episodes of each step whose ways are kept.
  private static let trailsPerStep = 6

  /// - Parameter isWanted: asked before each step.
  /// - Throws: `CancellationError` when it is not wanted any more; what a rollout throws.
  func run(while isWanted: () -> Bool) throws -> LiveAdaptation {
    let clock = ContinuousClock()
    let start = clock.now
    let model = SceneModel(family, task: task)
    let env = FilmedVectorEnv(family.makeVectorEnv(for: task, count: episodes))
    var result = LiveAdaptation(learner: learner)
    for stage in 0...steps {
      guard isWanted() else { throw CancellationError() }
      var acting = result.learner.acting
      let gathered = try rollout(
        &acting, in: env, streams: (0..<episodes).map { stream.split(stage).split($0) })
      let summary = EpisodeSummary(gathered)
      result.returns.append(summary.meanReturn)
      result.successes.append(summary.successRate)
      guard stage < steps else { break }
      if let place = model.followed.first {
        result.trails += env.motions.prefix(Self.trailsPerStep).map { model.path(of: place, in: $0) }
      }
      result.learner = result.learner.adapted(on: gathered)
    }
    result.milliseconds = (clock.now - start) / .milliseconds(1)
    return result
  }
}

/// What an adaptation came to.
struct LiveAdaptation: Sendable {
  var learner: GradientLearner
  /// Mean return and success of the episodes after 0, 1, … steps.
  var returns: [Double] = []
  var successes: [Double] = []
  /// Ways of gathered episodes, m, step by step.
  var trails: [[Vector2]] = []
  var milliseconds = 0.0

  var steps: Int { max(0, returns.count - 1) }
}
