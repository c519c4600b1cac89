import Autodiff
import MetaLearning
import PolicyLearning

/// A learner that takes gradient steps, somewhere in its fold over one task.
protocol LiveLearning: Sendable {
  associatedtype L: EpisodeLearner
  var learner: L { get }
  var theta: Parameters { get }
  var state: L.State { get }

  func with(_ state: L.State) -> Self
}

extension LiveLearning {
  var acting: any ActingMapping { learner.mapping(state, theta) }
}

struct LiveLearner<L: EpisodeLearner>: LiveLearning {
  let learner: L
  let theta: Parameters
  private(set) var state: L.State

  /// Before any experience.
  init(_ learner: L, _ theta: Parameters) {
    self.learner = learner
    self.theta = theta
    state = learner.begin(theta)
  }

  func with(_ state: L.State) -> LiveLearner {
    var next = self
    next.state = state
    return next
  }
}

/// What the window shows at work.
enum LivePolicy: Sendable {
  /// Adapts by gradient steps.
  case learner(any LiveLearning)
  /// Adapts as it acts, or does not adapt at all, as chance and experts. Knows nothing of any task yet.
  case acting(any ActingMapping)

  /// Whether it adapts as it acts.
  var remembers: Bool { if case .acting(is SequenceMapping) = self { true } else { false } }
  var takesSteps: Bool { if case .learner = self { true } else { false } }

  var mapping: any ActingMapping {
    switch self {
    case .learner(let learner): learner.acting
    case .acting(let mapping): mapping
    }
  }
}
