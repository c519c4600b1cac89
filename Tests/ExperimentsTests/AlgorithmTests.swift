import Autodiff
import Experiments
import Gym
import MetaLearning
import Scenes
import Testing
import Randomness

@Suite struct AlgorithmTests {
  @Test(arguments: Algorithm.allCases, ["reach", "navigate"])
  func defaultsAreValidAndNameTheirAlgorithm(_ algorithm: Algorithm, environment: String) throws {
    let configuration = RunConfiguration.defaults(for: environment, algorithm: algorithm)
    try configuration.validate()
    #expect(configuration.algorithm == algorithm)
    #expect(configuration.maml.rates.isEmpty == !algorithm.adaptsInTraining)
  }

  /// Two small iterations of each: they run, differ from each other, and their policies roll out.
  @Test(.serialized, arguments: Algorithm.allCases)
  func everyAlgorithmTrainsAndItsPolicyRollsOut(_ algorithm: Algorithm) throws {
    var configuration = RunConfiguration.defaults(for: "reach", algorithm: algorithm)
    configuration.iterations = min(2, configuration.iterations)
    configuration.tasksPerIteration = 3
    configuration.episodesPerTask = 4
    configuration.hidden = [8]
    configuration.evaluationTasks = 3
    configuration.evaluationEpisodes = 3
    let training = try Training(configuration)
    try withTemporaryFolder { folder in
      let (result, _) = try training.run(in: RunFolder(folder), from: training.initialState())
      #expect((result.environmentSteps == 0) == (algorithm == .scratch))
      let run = try RolloutRun(environment: nil, policy: result.policy)
      #expect(run.family.observationSpace.count == training.family.observationSpace.count)
      let settings = EvaluationSettings(
        tasks: 3, episodes: 3, adaptSteps: run.defaultAdaptSteps, seed: configuration.seed, threads: 1)
      let rolledOut = try run.run(settings).result
      #expect(rolledOut.return == result.return)
    }
  }

  @Test func anilAdaptsTheLastLayerOnly() throws {
    var configuration = RunConfiguration.defaults(for: "reach", algorithm: .anil)
    configuration.hidden = [8]
    let training = try Training(configuration)
    let start = try training.initialState().parameters
    let learner = configuration.learner(training.policy, start)
    let stream = RandomStream(seed: 2)
    let env = training.family.makeVectorEnv(
      for: training.family.drawTask(from: .train, using: stream), count: 4)
    var actor = learner.acting
    let episodes = try rollout(&actor, in: env, streams: (0..<4).map { stream.split($0) })
    let adapted = learner.adapted(on: episodes).parameters
    let changed = (0..<start.count).map { adapted[$0].values != start[$0].values }
    #expect(changed == [false, false, true, true, true])
  }
}
