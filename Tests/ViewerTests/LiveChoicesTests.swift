import Experiments
import Foundation
import MetaLearning
import Models
import Physics
import PolicyLearning
import Scenes
import Testing

@testable import Viewer

/// Scenes in which an action is a choice, live.
@Suite struct LiveChoicesTests {
  /// A policy before any training.
  private func entrant(_ algorithm: Algorithm) throws -> LiveEntrant {
    let training = try Training(RunConfiguration.defaults(for: "navigate-steps", algorithm: algorithm))
    let theta = try training.initialState().parameters
    let family = try SceneFamily(named: "navigate-steps")
    switch training.learner {
    case .categoricalPolicy(let description):
      return LiveEntrant(
        name: "steps", policy: .learner(LiveLearner(description.makeLearner(), theta)), family: family,
        episodes: 5, steps: 2)
    case .trialPolicy(let description):
      let learner = description.makeLearner()
      return LiveEntrant(
        name: "memory", policy: .acting(learner.mapping(learner.begin(theta), theta)), family: family)
    default: preconditionFailure("\(training.learner)")
    }
  }

  @Test func stepsAndMemoryAreWatched() throws {
    let session = try LiveSession(entrant(.rl2), beside: entrant(.mamlPlusPlus), seed: 1)
    session.open()
    session.settle()
    #expect(session.sides[0].adaptation?.steps == 2)
    func places() -> [Vector2] { session.sides.map { $0.motion.last.poses[0].position } }
    while session.sides[1].motion.moments.count < 6 { session.advance(0.1) }
    session.handle(.kill)
    // A dead actuator stays where it is, whatever is chosen.
    let start = places()
    #expect(session.sides[0].motion.moments.count == 1)
    while session.sides[1].motion.moments.count < 12 { session.advance(0.1) }
    #expect(places() == start && session.sides[0].motion.moments.count > 5)
    #expect(session.picture().allTexts.contains("actuators: ▸ robot dead"))
  }

  @Test func theExpertIsWatched() throws {
    let session = try LiveSession(RolloutRun(environment: "navigate-steps", policy: "expert"), seed: 1)
    while !session.isEpisodeOver { session.advance(0.1) }
    #expect(session.sides[1].motion.last.isSuccess)
  }
}
