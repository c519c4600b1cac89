import Files
import Gym
import Learning
import MetaLearning
import Models
import PolicyLearning
import Randomness
import Scenes
import Tabular
import TestSupport
import Testing

@testable import Experiments

/// Runs on families that need no scene.
@Suite struct ActingFamilyTests {
  private func settings(_ tasks: Int, episodes: Int) -> EvaluationSettings {
    EvaluationSettings(tasks: tasks, episodes: episodes, adaptSteps: 0, seed: 1, threads: 1)
  }

  @Test(
    .serialized, arguments: Algorithm.allCases.filter { !$0.needsExamples },
    ["bandit", "limber/Gridworld-v0"])
  func everyAlgorithmTrainsAndItsPolicyRollsOut(_ algorithm: Algorithm, environment: String) throws {
    let configuration = smallRun(
      environment, algorithm: algorithm,
      update: RunConfiguration.defaults(for: environment, algorithm: algorithm).update)
    try withTemporaryFolder { folder in
      let training = try Training(configuration)
      let trained = try training.run(in: RunFolder(folder), from: training.initialState())
      #expect((trained.result.environmentSteps == 0) == (algorithm == .scratch))
      #expect(trained.policy.scene == nil && trained.policy.sceneHash == nil)
      #expect(trained.policy.learner.choosesActions)
      let run = try RolloutRun(environment: nil, policy: trained.result.policy)
      #expect(run.family?.observationSpace == training.policyFamily?.observationSpace)
      let again = try run.run(configuration.evaluationSettings)
      #expect(again.evaluation.digest == trained.evaluation.digest)
      #expect(again.result.env == run.family?.id && again.result.env == trained.policy.environment)
      let references = try training.references().map(\.name)
      #expect(references.prefix(3) == ["random", "expert", "optimum"])
    }
  }

  /// What an oracle sees is what the task hides.
  @Test func anOracleSeesTheTask() throws {
    let oracle = try Training(smallRun("gridworld", algorithm: .oracle))
    #expect(oracle.policyFamily?.observationSpace == Gridworld().revealed.observationSpace)
    #expect(try Training(smallRun("gridworld")).policyFamily?.observationSpace.count == 2)
  }

  @Test func aStoppedRunGoesOnToTheSameBits() throws {
    try withTemporaryFolder { folder in
      let configuration = smallRun("bandit")
      let whole = try train(configuration, in: folder + "/whole")
      _ = try stop(configuration, in: folder + "/cut", after: 2)
      let cut = RunFolder(folder + "/cut")
      let training = try Training(configuration, on: cut.scene(for: cut.configuration()))
      #expect(try training.resume(in: cut).result.digest == whole.result.digest)
      #expect(try cut.configuration() == configuration)
    }
  }

  /// Thousands of one-episode trials come to the value that was computed.
  @Test func theOptimumScoresItsValue() throws {
    for (name, value, tolerance) in [
      ("bandit", BanditOptimum(Bandit()).value, 0.2), ("gridworld", GridworldOptimum(Gridworld()).value, 0.8),
    ] {
      let run = try RolloutRun(environment: name, policy: "optimum")
      let score = try #require(try run.run(settings(500, episodes: 10)).result.return?.after)
      #expect(abs(score.mean - value) < tolerance, "\(name): \(score), \(value)")
      let expert = try RolloutRun(environment: name, policy: "expert").run(settings(500, episodes: 10)).result
      #expect(try #require(expert.return?.after.low) > score.high && expert.success?.after.mean == 1)
    }
    #expect {
      try RolloutRun(environment: "reach", policy: "optimum").run(settings(1, episodes: 1))
    } throws: {
      "\($0)"
        == "reach: nobody knows the best possible adaptation to its tasks, expected one of bandit, gridworld"
    }
    #expect {
      try RolloutRun(environment: "bandit", policy: "nominal").run(settings(1, episodes: 1))
    } throws: {
      "\($0)" == "bandit: has no bodies that one could be mistaken in, expected a scene with an expert"
    }
  }

  @Test func policiesOfOtherFamiliesAreRefused() throws {
    try withTemporaryFolder { folder in
      let bandit = try train(smallRun("bandit"), in: folder + "/bandit").result.policy
      let reach = try train(smallRun(), in: folder + "/reach").result.policy
      let hash = try SceneFamily(named: "reach").sceneHash
      for (environment, policy, says) in [
        ("gridworld", bandit, "was trained on limber/Bandit-v0, expected a policy for limber/Gridworld-v0"),
        (
          "reach", bandit,
          "was trained on limber/Bandit-v0, expected a policy for limber/Reach-v0 (scene \(hash))"
        ),
        (
          "limber/Bandit-v0", reach,
          "was trained on limber/Reach-v0 (scene \(hash)), expected a policy for limber/Bandit-v0"
        ),
      ] {
        #expect { try RolloutRun(environment: environment, policy: policy) } throws: {
          "\($0)" == "\(policy): \(says)"
        }
      }
      // One that says it is for the other kind of actions.
      var file = try PolicyFile(reading: bandit)
      guard case .categoricalPolicy(let own) = file.learner else {
        Issue.record("\(file.learner)")
        return
      }
      let numbers = LearnerDescription.GradientPolicy(
        policy: GaussianPolicy(network: own.policy.network), advantages: own.advantages,
        surrogate: own.surrogate, steps: own.steps)
      file.learner = .gradientPolicy(numbers)
      file.parameters = numbers.makeLearner().initialParameters(using: .init(seed: 1))
      let path = folder + "/numbers.safetensors"
      try file.write(to: path)
      #expect { try RolloutRun(environment: nil, policy: path) } throws: {
        "\($0)" == "\(path): acts by numbers, expected choices for limber/Bandit-v0"
      }
    }
  }

  @Test func aModelForTheOtherKindOfActionsIsRefused() throws {
    for (environment, kind, says) in [
      ("bandit", "gaussian-mlp", "bandit is acted in by choices, expected model.kind=categorical-mlp"),
      ("reach", "categorical-mlp", "reach is acted in by numbers, expected model.kind=gaussian-mlp"),
      (
        "bandit", "mlp",
        "bandit has episodes, expected model.kind=categorical-mlp and loss.kind=policy-gradient"
      ),
      ("reach", "mlp", "reach has episodes, expected model.kind=gaussian-mlp and loss.kind=policy-gradient"),
    ] {
      let configuration = try RunConfiguration.defaults(for: environment, algorithm: .maml)
        .overridden(bySettings: ["model.kind=\(kind)"])
      #expect { try Training(configuration) } throws: { "\($0)" == says }
    }
    #expect {
      try RunConfiguration.defaults(for: "bandit").overridden(bySettings: ["model.initialLogStd=1"])
    } throws: {
      "\($0)".hasSuffix("no such setting; model.kind=gaussian-mlp has it, this run has categorical-mlp")
    }
  }

  /// All goals are for every split: there are none to choose by.
  @Test func gridworldsHaveNoValidationTasks() throws {
    var configuration = smallRun("gridworld")
    configuration.evaluation.every = 2
    #expect { try Training(configuration) } throws: {
      "\($0)".hasPrefix("evaluation.every: is 2, expected 0: gridworld has too few different tasks")
    }
    configuration.environment = "bandit"
    _ = try Training(configuration)
  }

  /// A family that no catalogue has, as a Swift type.
  @Test func anyFamilyCanBeTrained() throws {
    var configuration = smallRun("bandit")
    configuration.environment = "choice"
    let training = try Training(configuration, on: Doors())
    try withTemporaryFolder { folder in
      let trained = try training.run(in: RunFolder(folder), from: training.initialState())
      #expect(trained.result.env == "test/Choice-v0")
      #expect(try training.references().map(\.name) == ["random", "scratch"])
      #expect(
        try training.evaluate(policyAt: trained.result.policy).digest == trained.evaluation.digest)
      #expect { try RolloutRun(environment: nil, policy: trained.result.policy) } throws: {
        "\($0)".hasPrefix("choice: no such environment, expected a scene file or one of bandit, carry, ")
      }
    }
  }

  @Test func namesAreListedTogether() throws {
    #expect(EnvironmentList.names.starts(with: ["bandit", "carry"]))
    let list = try EnvironmentList().environments
    #expect(list.map(\.name) == list.map(\.name).sorted())
    #expect(list.filter(\.hasOptimum).map(\.id) == ["limber/Bandit-v0", "limber/Gridworld-v0"])
    for entry in list { #expect((entry.stepSeconds == nil) == entry.hasOptimum) }
    #expect { try RolloutRun(environment: "bandti", policy: "random") } throws: {
      "\($0)".hasPrefix("bandti: no such environment (did you mean \"bandit\"?), expected a scene file or ")
    }
  }
}

/// A family of its own: three doors, and a prize behind one.
private struct Doors: ActingFamily {
  private let base = ChoiceFamily()
  let name = "choice"
  let summary = "Doors."
  let hasValidationTasks = false
  let taskRanges: [(name: String, range: ClosedRange<Float>)] = [("prize", 0...2)]
  let knownPolicies: [KnownPolicy] = []
  var revealed: Doors { self }
  var id: String { base.id }
  var observationSpace: Box { base.observationSpace }
  var actionSpace: ActionSpace { base.actionSpace }
  var horizon: Int { base.horizon }

  func drawTask(from split: Split, using stream: RandomStream) -> Int {
    base.drawTask(from: split, using: stream)
  }
  func makeVectorEnv(tasks: [Int], choosing policy: TaskPolicy<Int>) -> ChoiceFamily.Vector {
    base.makeVectorEnv(tasks: tasks, choosing: policy)
  }
  func mapping(of policy: KnownPolicy) throws -> any ActingMapping {
    throw ConfigurationError.impossible("choice: no \(policy.rawValue)")
  }
}
