import Gym
import MetaLearning
import Testing

@testable import Experiments

/// Defaults are whole for every algorithm, and the same however often they are applied.
@Suite struct PresetTests {
  static let environments = ["reach", "navigate", "bandit", "limber/Gridworld-v0", "mapping/sinusoid"]

  private static func isServed(_ algorithm: Algorithm, _ environment: String) -> Bool {
    environment.hasPrefix("mapping/") ? !algorithm.needsEpisodes : !algorithm.needsExamples
  }

  @Test(arguments: Algorithm.allCases, environments)
  func defaultsAreValidAndNameTheirAlgorithm(_ algorithm: Algorithm, environment: String) throws {
    let configuration = RunConfiguration.defaults(for: environment, algorithm: algorithm)
    #expect(configuration.algorithm == algorithm && configuration.environment == environment)
    guard Self.isServed(algorithm, environment) else {
      #expect {
        try configuration.validate()
      } throws: {
        "\($0)"
          == (algorithm.needsEpisodes
            ? "\(algorithm.rawValue) needs episodes; mapping/sinusoid has examples"
            : "\(algorithm.rawValue) needs examples; \(environment) has episodes")
      }
      return
    }
    try configuration.validate()
    if algorithm.takesGradientSteps {
      #expect(
        (configuration.learner.trainedSteps == 0) == [.pretrain, .scratch, .oracle].contains(algorithm))
    }
    #expect(configuration.yaml().contains("\nlearner:") == algorithm.takesGradientSteps)
    #expect((configuration.trial != nil) == algorithm.learnsOverTrials)
    #expect((configuration.rateUpdate != nil) == (configuration.learner.learnedRates != .fixed))
    #expect(configuration.schedule.over == configuration.iterations)
  }

  /// Neither a second time nor on the way over another algorithm does anything else come out.
  @Test(arguments: Algorithm.allCases, environments)
  func defaultsAreIdempotent(_ algorithm: Algorithm, environment: String) throws {
    let once = RunConfiguration.defaults(for: environment, algorithm: algorithm)
    #expect(once == RunConfiguration.defaults(for: environment, algorithm: algorithm))
    // All of them written down and read over any other beginning.
    #expect(try once.overridden(byYAML: once.yaml(), source: "f") == once)
    let again = RunConfiguration.defaults(for: once.environment, algorithm: once.algorithm)
    #expect(again == once)
  }

  /// Lanes of every family hold an episode at least; where each is a trial, nothing but whole ones.
  @Test(arguments: [Algorithm.rl2, .distill, .blind, .oracle])
  func lanesHoldEpisodes(_ algorithm: Algorithm) throws {
    for name in ActingCatalogue.names + ActingCatalogue.suiteNames {
      let horizon = try ActingCatalogue.family(named: name).horizon
      let trial = try #require(RunConfiguration.defaults(for: name, algorithm: algorithm).trial)
      #expect(trial.steps >= horizon, "\(name)")
      guard algorithm == .blind || algorithm == .oracle else { continue }
      #expect(trial.episodes == 1 && trial.steps.isMultiple(of: horizon), "\(name)")
    }
  }

  /// What each algorithm is, in its settings.
  @Test(arguments: environments) func algorithmsAreWhatTheirPapersSay(_ environment: String) {
    func steps(_ algorithm: Algorithm) -> GradientSteps {
      RunConfiguration.defaults(for: environment, algorithm: algorithm).learner
    }
    #expect(steps(.maml).learnedRates == .fixed && steps(.maml).stageWeights.isEmpty)
    #expect(steps(.maml).derivative == .exact && steps(.maml).adapting == .all)
    #expect(steps(.mamlPlusPlus).learnedRates == .perTensor)
    #expect(steps(.mamlPlusPlus).stageWeights.count == steps(.mamlPlusPlus).rates.count + 1)
    #expect(steps(.fomaml).derivative == .firstOrder && steps(.fomaml).learnedRates == .fixed)
    #expect(steps(.metaSGD).learnedRates == .perParameter)
    #expect(steps(.reptile).derivative == .displacement)
    #expect(steps(.anil).adapting.contains("head.weight") && !steps(.anil).adapting.contains("layer0.weight"))
  }
}
