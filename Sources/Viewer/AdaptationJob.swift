import Autodiff
import Drawing
import Gym
import Learning
import MetaLearning
import Physics
import PolicyLearning
import Randomness
import Reporting
import Scenes

/// A learner somewhere in its fold over one task: what acts in the window.
struct LiveLearner: Sendable {
  let learner: GradientLearner<PolicyCriterion<GaussianPolicy>>
  let theta: Parameters
  private(set) var state: GradientLearner<PolicyCriterion<GaussianPolicy>>.State

  /// Before any experience.
  init(_ learner: GradientLearner<PolicyCriterion<GaussianPolicy>>, _ theta: Parameters) {
    self.learner = learner
    self.theta = theta
    state = learner.begin(theta)
  }

  var acting: GaussianActor { learner.mapping(state, theta) }

  func with(_ state: GradientLearner<PolicyCriterion<GaussianPolicy>>.State) -> LiveLearner {
    var next = self
    next.state = state
    return next
  }
}

/// What the window shows at work.
enum LivePolicy: Sendable {
  /// Adapts by gradient steps when it is told to.
  case learner(LiveLearner)
  /// Is told nothing: adapts as it acts, or does not adapt at all, as chance and experts. Knows nothing of any task yet.
  case acting(any ActingMapping)

  /// Whether it adapts as it acts.
  var remembers: Bool { if case .acting(is SequenceMapping) = self { true } else { false } }
  /// Whether it does not adapt.
  var isFixed: Bool { if case .acting(let mapping) = self { !(mapping is SequenceMapping) } else { false } }

  var mapping: any ActingMapping {
    switch self {
    case .learner(let learner): learner.acting
    case .acting(let mapping): mapping
    }
  }
}

/// One adaptation to do, away from the thread that draws.
struct AdaptationJob: Sendable {
  var family: SceneFamily
  var task: TaskDraw
  /// Before its first step.
  var learner: LiveLearner
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
    let filmed = FilmedFamily(family)
    let learner = learner.learner
    var result = LiveAdaptation(learner: self.learner)
    guard isWanted() else { throw CancellationError() }
    // What is gathered measures the mappings on the way; only the last one is scored apart.
    let isLast = { (count: Int) in count == steps }
    let state = try follow(
      learner, at: self.learner.theta, on: EpisodeTask(task, of: filmed, episodes: episodes),
      absorptions: steps, using: stream, scoring: isLast
    ) { event in
      let measures: Measures
      switch event {
      case .gathered(let episodes, _):
        measures = Measures(episodes)
        if let place = model.followed.first {
          result.trails += filmed.motions.prefix(Self.trailsPerStep).map { model.path(of: place, in: $0) }
        }
      case .scored(let episodes, let mapping, _): measures = learner.measures(of: episodes, by: mapping)
      }
      result.returns.append(measures["return"] ?? 0)
      result.successes.append(measures["success"] ?? 0)
      guard isWanted() else { throw CancellationError() }
    }
    result.learner = self.learner.with(state)
    result.milliseconds = (clock.now - start) / .milliseconds(1)
    return result
  }
}

/// What an adaptation came to.
struct LiveAdaptation: Sendable {
  var learner: LiveLearner
  /// Mean return and success of the episodes after 0, 1, … steps.
  var returns: [Double] = []
  var successes: [Double] = []
  /// Ways of gathered episodes, m, step by step.
  var trails: [[Vector2]] = []
  var milliseconds = 0.0

  var steps: Int { max(0, returns.count - 1) }
}
