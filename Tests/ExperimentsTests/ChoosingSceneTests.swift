import Experiments
import MetaLearning
import Models
import PolicyLearning
import Testing

/// Runs on scenes in which an action is a choice.
@Suite(.serialized) struct ChoosingSceneTests {
  @Test(arguments: Algorithm.allCases.filter { !$0.needsExamples })
  func everyAlgorithmTrainsAndItsPolicyRollsOut(_ algorithm: Algorithm) throws {
    let defaults = RunConfiguration.defaults(for: "navigate-steps", algorithm: algorithm)
    let configuration = smallRun("navigate-steps", algorithm: algorithm, update: defaults.update)
    try withTemporaryFolder { folder in
      let trained = try train(configuration, in: folder)
      #expect(trained.policy.learner.choosesActions && trained.policy.scene != nil)
      let run = try RolloutRun(environment: nil, policy: trained.result.policy)
      #expect(
        try run.run(configuration.evaluationSettings).evaluation.digest == trained.evaluation.digest)
    }
  }

  @Test(arguments: [Algorithm.mamlPlusPlus, .distill])
  func threadsAndResumptionChangeNoBit(_ algorithm: Algorithm) throws {
    let defaults = RunConfiguration.defaults(for: "navigate-steps", algorithm: algorithm)
    let configuration = smallRun("navigate-steps", algorithm: algorithm, update: defaults.update)
    try withTemporaryFolder { try expectSameBits(configuration, stoppedAfter: [2], in: $0) }
  }

  /// A model for numbers is none for choices, and a policy for numbers acts in no scene of choices.
  @Test func whatActsByNumbersIsRefused() throws {
    var configuration = smallRun("navigate-steps")
    configuration.model = smallRun("navigate").model
    #expect { try Training(configuration) } throws: {
      "\($0)" == "navigate-steps is acted in by choices, expected model.kind=categorical-mlp"
    }
    #expect {
      try RolloutRun(
        environment: "navigate-steps", policy: ShippedPolicyTests.folder + "/navigate.safetensors")
    } throws: { "\($0)".contains("was trained on limber/Navigate-v0") }
  }

  @Test func itsDescriptionNamesTheChoices() throws {
    let description = try EnvironmentDescription("navigate-steps")
    #expect(description.action.count == 1 && description.action[0].name == "choice")
    #expect(description.action[0].choices == ["stay", "up", "down", "left", "right"])
  }
}
