import Drawing
import Gym
import MetaLearning
import Physics
import PolicyLearning
import Randomness
import Reporting
import Scenes

/// One adaptation to do, away from the thread that draws.
struct AdaptationJob: Sendable {
  var family: SceneFamily
  var task: TaskDraw
  /// Before its first step.
  var learner: any LiveLearning
  var steps: Int
  /// Gathered for each step, and scored after the last.
  var episodes: Int
  var stream: RandomStream

  /// Episodes of each step whose ways are kept.
  private static let trailsPerStep = 6

  /// - Parameter isWanted: asked before each step.
  /// - Throws: `CancellationError` when it is not wanted any more; what a rollout throws.
  func run(while isWanted: () -> Bool) throws -> LiveAdaptation {
    try run(learner, while: isWanted)
  }

  private func run(_ live: some LiveLearning, while isWanted: () -> Bool) throws -> LiveAdaptation {
    let clock = ContinuousClock()
    let start = clock.now
    let model = SceneModel(family, task: task)
    let filmed = FilmedFamily(family)
    var result = LiveAdaptation(learner: live, episodesPerStep: episodes)
    guard isWanted() else { throw CancellationError() }
    // What is gathered measures the mappings on the way; only the last one is scored apart.
    let isLast = { (count: Int) in count == steps }
    let state = try follow(
      live.learner, at: live.theta, on: EpisodeTask(task, of: filmed, episodes: episodes),
      absorptions: steps, using: stream, scoring: isLast
    ) { event in
      let measures: Measures
      switch event {
      case .gathered(let episodes, _):
        measures = Measures(episodes)
        if let place = model.followed.first {
          result.trails += filmed.motions.prefix(Self.trailsPerStep).map { model.path(of: place, in: $0) }
        }
      case .scored(let episodes, let mapping, _):
        measures = live.learner.measures(of: episodes, by: mapping)
      }
      result.returns.append(measures["return"] ?? 0)
      result.successes.append(measures["success"] ?? 0)
      guard isWanted() else { throw CancellationError() }
    }
    result.learner = live.with(state)
    result.milliseconds = (clock.now - start) / .milliseconds(1)
    return result
  }
}

/// What an adaptation came to.
struct LiveAdaptation: Sendable {
  var learner: any LiveLearning
  let episodesPerStep: Int
  /// Mean return and success of the episodes after 0, 1, … steps.
  var returns: [Double] = []
  var successes: [Double] = []
  /// Ways of gathered episodes, m, step by step.
  var trails: [[Vector2]] = []
  var milliseconds = 0.0

  var steps: Int { max(0, returns.count - 1) }
  /// Episodes that it learned from.
  var experience: Int { steps * episodesPerStep }
}
