import Experiments
import MetaLearning
import Models
import PolicyLearning
import Testing

/// Runs of learners that adapt as they act.
@Suite struct TrialRunTests {
  static func small(_ environment: String, _ algorithm: Algorithm) -> RunConfiguration {
    let defaults = RunConfiguration.defaults(for: environment, algorithm: algorithm)
    return smallRun(environment, algorithm: algorithm, update: defaults.update)
  }

  @Test(
    .serialized,
    arguments: [
      ("reach", Algorithm.rl2, 0), ("navigate", .distill, 2), ("bandit", .rl2, 1), ("gridworld", .distill, 0),
      ("reach", .rl2Attention, 1), ("gridworld", .rl2Attention, 0), ("reach-pixels", .distill, 1),
    ])
  func threadsAndResumptionChangeNoBit(_ environment: String, algorithm: Algorithm, replay: Int) throws {
    let configuration = try Self.small(environment, algorithm).overridden(bySettings: [
      "loss.replay=\(replay)"
    ])
    // In the middle of imitating, and behind it.
    try withTemporaryFolder { try expectSameBits(configuration, stoppedAfter: [1, 3], in: $0) }
  }

  /// What has no memory takes no pictures, beside a run neither.
  @Test func besidePicturesStandsTheOracleAlone() throws {
    try withTemporaryFolder { folder in
      let training = try Training(Self.small("reach-pixels", .blind))
      #expect(try training.trainedReferences(in: RunFolder(folder)).map(\.name) == ["oracle"])
    }
  }

  /// Points are episodes of a trial, counted as such wherever they are told.
  @Test func aCurveCountsEpisodes() throws {
    let configuration = Self.small("bandit", .rl2)
    try withTemporaryFolder { folder in
      let run = try train(configuration, in: folder)
      #expect(run.result.axis == .episodes && run.evaluation.axis == .episodes)
      #expect(run.result.curve.map(\.at) == Array(0...configuration.evaluation.steps))
      // One episode of ten pulls after another, however many trials lie side by side.
      #expect(run.result.curve.map(\.experience) == Array(0...configuration.evaluation.steps))
      #expect(
        run.result.curve.map(\.environmentSteps) == (0...configuration.evaluation.steps).map { 10 * $0 })
      #expect(run.result.environmentSteps == 4 * 32 * 100 && run.result.examples == nil)
      let rolled = try RolloutRun(environment: nil, policy: run.result.policy)
      let result = try rolled.run(configuration.evaluationSettings).result
      #expect(result.axis == .episodes && result.curve == run.result.curve)
      // Nothing is fresh beside a memory: it does not learn from gradients.
      #expect(try Training(configuration).references().map(\.name) == ["random", "expert", "optimum"])
    }
  }

  @Test(.serialized, arguments: [Algorithm.recurrent, .attention])
  func aFunctionIsLearnedFromItsExamples(_ algorithm: Algorithm) throws {
    var configuration = try RunConfiguration.defaults(for: "mapping/linear", algorithm: algorithm)
      .overridden(bySettings: [
        "iterations=300", "tasks.perIteration=32", "update.rate=0.004", "model.normalize=true",
      ])
    configuration.evaluation.tasks = 30
    try withTemporaryFolder { folder in
      let result = try train(configuration, in: folder).result
      let error = try #require(result.error)
      #expect(error.after.mean < 0.1 * error.before.mean, "\(error)")
      let rolled = try RolloutRun(environment: nil, policy: result.policy)
        .run(configuration.evaluationSettings).result
      #expect(rolled.error == error)
    }
  }

  /// Weights that the memory generates are trained, kept and read again like any other.
  @Test(.serialized, arguments: [Algorithm.rl2, .rl2Attention])
  func aHypernetworkTrainsAndRollsOut(_ algorithm: Algorithm) throws {
    var configuration = try Self.small("navigate", algorithm).overridden(bySettings: [
      "model.head=hypernetwork"
    ])
    try withTemporaryFolder { folder in
      let one = try train(configuration, in: folder + "/one")
      configuration.threads = 3
      #expect(try train(configuration, in: folder + "/many").result.digest == one.result.digest)
      let plain = try train(Self.small("navigate", algorithm), in: folder + "/plain").result
      #expect(plain.digest != one.result.digest)
      let rolled = try RolloutRun(environment: nil, policy: one.result.policy)
      #expect(rolled.file?.learner.summary.hasSuffix(", generated") == true)
      #expect(try rolled.run(configuration.evaluationSettings).result.curve == one.result.curve)
    }
  }

  static let refused: [(environment: String, algorithm: Algorithm, settings: [String], says: String)] = [
    ("reach", .rl2, ["tasks.perIteration=20"], "tasks.perIteration: is 20, expected a multiple of 16"),
    (
      "reach", .rl2, ["trial.steps=100000", "tasks.perIteration=9984"],
      "trial.steps: is 100000, expected at most 10000000 steps together"
    ),
    ("reach", .rl2, ["trial.steps=49"], "trial.steps: is 49, expected at least the 50 steps"),
    ("reach", .rl2, ["trial.deviation=[0.5]"], "trial.deviation: is [0.5], expected two positive numbers"),
    ("reach", .rl2, ["update.kind=trust-region"], "update.kind: is trust-region, expected proximal"),
    ("reach", .distill, ["loss.imitation=0"], "loss.imitation: is 0, expected iterations that imitate"),
    ("reach", .rl2, ["loss.replay=-1"], "loss.replay: is -1, expected an integer from 0 to 64"),
    (
      "reach", .rl2, ["loss.replay=60", "tasks.perIteration=1600"],
      "loss.replay: is 60, expected at most "
    ),
    ("reach", .rl2, ["loss.discount=2"], "loss.discount: is 2.0, expected a number in (0, 1]"),
    ("reach", .rl2, ["model.kind=mlp"], "rl2 learns over trials, expected model.kind=recurrent"),
    ("reach", .rl2Attention, ["model.window=0"], "model.window: is 0, expected an integer from 1 to 1000"),
    ("reach", .rl2, ["model.head=linear"], "model.head: is linear, expected one of perceptron, hypernetwork"),
    ("reach", .rl2Attention, ["model.inner=0"], "model.inner: is 0, expected an integer from 1 to 4096"),
    ("reach", .rl2, ["model.token.reward=false"], "model.token.change: is true, expected false"),
    ("reach", .rl2Attention, ["model.critic=[0]"], "model.critic: is [0], expected at most 16 sizes"),
    (
      "reach-pixels", .mamlPlusPlus, [],
      "reach-pixels: shows pictures (camera, 32 × 32 × 3), for which maml++ has no baseline, expected a learner with a "
        + "memory: rl2, distill, blind or oracle"
    ),
    (
      "reach-shown", .rl2, ["model.head=hypernetwork"],
      "model.head: is hypernetwork, expected perceptron, since reach-shown shows pictures"
    ),
    (
      "reach-pixels", .rl2, ["tasks.perIteration=1600"],
      "tasks.perIteration: is 1600, expected at most 808 lanes of 200 steps, each of 3074 numbers"
    ),
    ("reach", .maml, ["model.kind=recurrent"], "reach has episodes, expected model.kind=gaussian-mlp"),
    ("mapping/linear", .recurrent, ["tasks.perIteration=20"], "a multiple of 16"),
    ("mapping/linear", .recurrent, ["update.kind=proximal"], "update.kind: is proximal, expected adam"),
    ("reach", .rl2, ["update.minibatches=-5"], "update.minibatches: is -5, expected an integer from 1"),
    ("mapping/linear", .recurrent, ["evaluation.steps=2"], "0 or 1: recurrent takes examples in once"),
    ("mapping/linear", .attention, ["tasks.shots=400"], "at most 200 examples together with tasks.query"),
    ("mapping/linear", .attention, ["evaluation.shots=2000"], "at most 1000 examples for attention"),
    ("mapping/linear", .attention, ["model.heads=3"], "model.heads: is 3, expected a divisor of model.width"),
    ("mapping/linear", .recurrent, ["loss.dropout=0.5"], "recurrent learns from examples as they are"),
  ]

  @Test(arguments: refused.indices) func whatCannotBeIsRefused(_ index: Int) {
    let (environment, algorithm, settings, says) = Self.refused[index]
    #expect {
      try Training(
        RunConfiguration.defaults(for: environment, algorithm: algorithm).overridden(bySettings: settings))
    } throws: { "\($0)".contains(says) }
  }

  /// What a run that diverged is told to do can be done.
  @Test func adviceAfterDivergenceIsASetting() throws {
    var configuration = Self.small("reach", .rl2)
    configuration.trial?.deviation = [1e-45, 1e-45]
    try withTemporaryFolder { folder in
      let training = try Training(configuration)
      let error = #expect(throws: TrainingError.self) {
        try training.run(in: RunFolder(folder), from: training.initialState())
      }
      let text = try #require(error.map { "\($0)" })
      #expect(text.contains("with smaller update.rate, as in: sim-train --config "))
      let setting = try #require(text.split(separator: " ").last.map(String.init))
      #expect(setting == "update.rate=0.00067")
      _ = try configuration.overridden(bySettings: [setting])
    }
  }

  @Test func aPolicyPredictsNoExamples() throws {
    let path = ShippedPolicyTests.folder + "/reach-rl2.safetensors"
    #expect {
      try RolloutRun(environment: "mapping/sinusoid", policy: path)
    } throws: { "\($0)".contains("acts in episodes; mapping/sinusoid has examples") }
  }

  /// Beside a policy that adapts otherwise, each is scored as it was by itself.
  @Test func whatAdaptsOtherwiseIsScoredAsItWas() throws {
    func path(_ name: String) -> String { "\(ShippedPolicyTests.folder)/\(name).safetensors" }
    let run = try RolloutRun(environment: nil, policy: path("reach-rl2"))
    let settings = EvaluationSettings(
      tasks: 2, episodes: run.defaultEpisodes, adaptSteps: run.defaultAdaptSteps, seed: 1, threads: 1)
    let beside = try run.references([path("reach"), path("reach-rl2"), "expert"], settings)
    #expect(beside.map(\.evaluation.experience) == [[0, 20, 40, 60], [0, 1, 2], [0]])
    #expect(beside.map(\.evaluation.axis) == [.steps, .episodes, .steps])
  }

  static let misplaced: [(environment: String, algorithm: Algorithm, setting: String, says: String)] = [
    ("reach", .rl2, "learner.rates=[1]", "takes no gradient steps on a task"),
    ("reach", .rl2, "advantages.discount=1", "a trial's advantages are under loss"),
    ("reach", .rl2, "tasks.episodes=3", "a trial has trial.episodes"),
    ("reach", .maml, "trial.steps=100", "rl2, rl2-attention and distill have trials"),
  ]

  @Test(arguments: misplaced.indices) func settingsOfOthersAreExplained(_ index: Int) {
    let (environment, algorithm, setting, says) = Self.misplaced[index]
    #expect {
      try RunConfiguration.defaults(for: environment, algorithm: algorithm).overridden(bySettings: [setting])
    } throws: { "\($0)".contains(says) }
  }
}
