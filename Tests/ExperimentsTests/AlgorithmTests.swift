import Autodiff
import Experiments
import Gym
import Learning
import MetaLearning
import Models
import PolicyLearning
import Randomness
import Scenes
import Testing

@Suite struct AlgorithmTests {
  /// Two small iterations of each: they run, differ from each other, and their policies roll out.
  @Test(.serialized, arguments: Algorithm.allCases.filter { !$0.needsExamples })
  func everyAlgorithmTrainsAndItsPolicyRollsOut(_ algorithm: Algorithm) throws {
    var configuration = RunConfiguration.defaults(for: "reach", algorithm: algorithm)
    configuration.iterations = min(2, configuration.iterations)
    configuration.tasks.perIteration = algorithm.takesGradientSteps ? 3 : 16
    if algorithm.takesGradientSteps { configuration.tasks.episodes = 4 }
    configuration.hidden = [8]
    configuration.evaluation.tasks = 3
    configuration.evaluation.episodes = 3
    let training = try Training(configuration)
    try withTemporaryFolder { folder in
      let result = try training.run(in: RunFolder(folder), from: training.initialState()).result
      #expect((result.environmentSteps == 0) == (algorithm == .scratch))
      let run = try RolloutRun(environment: nil, policy: result.policy)
      #expect(run.family?.observationSpace.count == training.policyFamily?.observationSpace.count)
      let settings = EvaluationSettings(
        tasks: 3, episodes: 3, adaptSteps: run.defaultAdaptSteps, seed: configuration.evaluation.seed,
        threads: 1)
      let rolledOut = try run.run(settings).result
      #expect(rolledOut.return == result.return && result.return != nil)
    }
  }

  @Test(.serialized, arguments: Algorithm.allCases.filter { !$0.needsEpisodes })
  func everyAlgorithmTrainsOnExamplesToo(_ algorithm: Algorithm) throws {
    try withTemporaryFolder { folder in
      let result = try train(smallMapping(algorithm: algorithm), in: folder).result
      #expect(result.environmentSteps == nil && result.return == nil)
      #expect((result.examples == 0) == (algorithm == .scratch))
      let rolledOut = try RolloutRun(environment: nil, policy: result.policy).run(
        smallMapping(algorithm: algorithm).evaluationSettings
      ).result
      #expect(rolledOut.error == result.error && result.error != nil)
    }
  }

  @Test func anilAdaptsTheLastLayerOnly() throws {
    let configuration = smallRun(algorithm: .anil, update: .smallRegion)
    let training = try Training(configuration)
    let theta = try training.initialState().parameters
    guard case .gradientPolicy(let description) = training.learner else {
      Issue.record("\(training.learner)")
      return
    }
    let learner = description.makeLearner()
    let stream = RandomStream(seed: 2)
    let family = try #require(training.policyScene)
    let task = EpisodeTasks(family, episodes: 4, for: GaussianActor.self).task(from: .train, using: stream)
    let start = learner.begin(theta)
    let episodes = try task.gather(
      with: learner.mapping(start, theta), for: .support(0), using: stream.split("episodes"))
    let adapted = learner.absorb(start, episodes, theta).model
    let changed = (0..<start.model.count).map { adapted[$0].values != start.model[$0].values }
    #expect(changed == [false, false, true, true, true])
  }
}
