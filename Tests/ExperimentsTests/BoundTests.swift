import Files
import Gym
import Learning
import Models
import PolicyLearning
import Scenes
import Testing

@testable import Experiments

/// What can be had without adapting, and with nothing left to find out.
@Suite struct BoundTests {
  private static func policy(_ environment: String, _ algorithm: Algorithm) throws -> SequencePolicy {
    guard case .trialPolicy(let own) = try Training(.defaults(for: environment, algorithm: algorithm)).learner
    else { return try #require(nil as SequencePolicy?, "\(algorithm) has no trials") }
    return own.policy
  }

  /// Neither in what it observes nor in what it is told of the last step; its critic sees the task, as all critics do.
  @Test(arguments: ["reach", "navigate-steps", "carry"])
  func blindActsOnObservationsAlone(_ environment: String) throws {
    let family = try SceneFamily(named: environment)
    let (seen, all) = (family.observationSpace.count, family.revealed.observationSpace.count)
    let actions = ActionHead(family.actionSpace).width
    let blind = try Self.policy(environment, .blind)
    #expect(!blind.features.reward && !blind.features.change)
    #expect(blind.observationCount == seen && blind.network.inputs == seen + actions + 1)
    let oracle = try Self.policy(environment, .oracle)
    #expect(!oracle.features.reward && !oracle.features.change)
    #expect(oracle.observationCount == all && oracle.network.inputs == all + actions + 1)
    let adapting = try Self.policy(environment, .rl2)
    #expect(adapting.features.reward && adapting.observationCount == seen)
    #expect(all > seen && [blind, oracle, adapting].allSatisfy { $0.context.count == all })
  }

  /// Lanes of whole episodes, as many as fit into 150 steps, but one at least.
  @Test(arguments: [
    ("reach", 150), ("carry", 100), ("sort", 250), ("suite/manipulation-10", 100), ("bandit", 150),
  ])
  func everyEpisodeIsATrial(_ environment: String, steps: Int) throws {
    for algorithm in [Algorithm.blind, .oracle] {
      let configuration = RunConfiguration.defaults(for: environment, algorithm: algorithm)
      #expect(configuration.trial.map { [$0.episodes, $0.steps] } == [1, steps])
      #expect(configuration.evaluation.steps == 0)
      let beside = RunConfiguration.defaults(for: environment, algorithm: .rl2).changed(
        to: algorithm, on: nil)
      #expect(beside.evaluation.steps == 0 && beside.trial == configuration.trial)
    }
  }

  /// A scene of one's own has a length of its own.
  @Test func lanesAreAsLongAsOnesOwnEpisodes() throws {
    try withTemporaryFolder { folder in
      let reach = try SceneFamily(named: "reach").text
      for (horizon, steps) in [(40, 120), (301, 301)] {
        let path = "\(folder)/mine.yaml"
        try AtomicFile.write(
          reach.replacing(/horizon: \d+/, with: "horizon: \(horizon)").replacing(
            "name: reach", with: "name: mine"),
          to: path)
        let configuration = RunConfiguration.defaults(opening: path, algorithm: .blind)
        #expect(configuration.trial?.steps == steps)
        _ = try Training(configuration)
      }
    }
  }
}
