import Experiments
import Files
import Foundation
import Gym
import MetaLearning
import Models
import PolicyLearning
import Scenes

/// A policy that is to be watched, and how it adapts.
struct LiveEntrant: Sendable {
  /// For the reader.
  let name: String
  /// Before any experience.
  let policy: LivePolicy
  /// As the policy observes it.
  let family: SceneFamily
  /// Gathered for each adaptation step.
  var episodes = 1
  /// That it adapts by without being told how many.
  var steps = 1
}

extension LiveEntrant {
  /// - Throws: where there is nothing to watch.
  init(_ rollout: RolloutRun) throws {
    let family = try rollout.scene()
    let name = URL(fileURLWithPath: rollout.policyName).deletingPathExtension().lastPathComponent
    func learner(_ learner: some EpisodeLearner) -> LiveEntrant {
      LiveEntrant(
        name: name, policy: .learner(LiveLearner(learner, rollout.theta)), family: family,
        episodes: rollout.defaultEpisodes, steps: max(1, rollout.defaultAdaptSteps))
    }
    func acting<L: EpisodeLearner>(_ learner: L) -> LiveEntrant {
      let mapping = learner.mapping(learner.begin(rollout.theta), rollout.theta)
      return LiveEntrant(name: name, policy: .acting(mapping), family: family)
    }
    switch rollout.file?.learner {
    case .gradientPolicy(let description): self = learner(description.makeLearner())
    case .categoricalPolicy(let description): self = learner(description.makeLearner())
    case .trialPolicy(let description): self = acting(description.makeLearner())
    case nil: self = acting(try rollout.learner())
    case .gradientRegression, .sequenceRegression, .attentionRegression:
      throw FileError.malformed(path: name, problem: "is no policy to watch, expected one trained on a scene")
    }
  }
}
