import Experiments
import Files
import Foundation
import MetaLearning
import Models
import Testing

@Suite struct TrainingTests {
  @Test(arguments: [OuterUpdate.smallAdam, .smallRegion])
  func anyNumberOfThreadsGivesTheSameDigests(update: OuterUpdate) throws {
    try withTemporaryFolder { folder in
      var configuration = smallRun(update: update)
      let one = try train(configuration, in: folder + "/1")
      configuration.threads = 3
      let three = try train(configuration, in: folder + "/3")
      #expect(one.result.digest == three.result.digest)
      #expect(one.evaluation.digest == three.evaluation.digest)
      configuration.seed = 2
      #expect(try train(configuration, in: folder + "/other").result.digest != one.result.digest)
    }
  }

  /// A run stopped by an observer's error goes on from its last checkpoint to the same bits.
  @Test(arguments: [OuterUpdate.smallAdam, .smallRegion])
  func resumingEndsWhereAnUninterruptedRunEnds(update: OuterUpdate) throws {
    try withTemporaryFolder { folder in
      let whole = try train(smallRun(update: update), in: folder + "/whole")
      let training = try Training(smallRun(update: update))
      let cut = RunFolder(folder + "/cut")
      struct Interruption: Error {}
      #expect(throws: Interruption.self) {
        _ = try training.run(in: cut, from: training.initialState()) {
          if $0.iteration == 3 { throw Interruption() }
        }
      }
      #expect(!FileManager.default.fileExists(atPath: cut.policyPath))
      let resumed = try training.resume(in: cut)
      #expect(resumed.result.digest == whole.result.digest)
      #expect(resumed.result.environmentSteps == whole.result.environmentSteps)
      let lines = try String(contentsOfFile: cut.metricsPath, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 4)
    }
  }

  @Test func aFolderThatHoldsARunOrAnythingElseIsRefused() throws {
    try withTemporaryFolder { folder in
      _ = try train(smallRun(), in: folder + "/r")
      #expect { try train(smallRun(), in: folder + "/r") } throws: {
        "\($0)".contains("go on with: sim-train --resume \(folder)/r")
      }
      #expect { try train(smallRun("navigate"), in: folder + "/r") } throws: {
        "\($0)".contains("a run with other settings") && "\($0)".contains("--resume \(folder)/r")
      }
      try AtomicFile.write("mine", to: folder + "/note")
      #expect { try train(smallRun(), in: folder) } throws: { "\($0)".contains("holds no run") }
    }
  }

  @Test func thePolicyFileRollsOutToTheScoresInIt() throws {
    try withTemporaryFolder { folder in
      let trained = try train(smallRun(), in: folder + "/r")
      let (result, evaluation) = (trained.result, trained.evaluation)
      let file = try PolicyFile(reading: result.policy)
      let scores = try JSONText.decode([CurvePoint].self, #require(file.scores))
      #expect(scores == result.curve && scores.count == 3)
      #expect(scores.last?.measures["return"] == result.return?.after)
      #expect(scores.first?.measures["success"] == result.success?.before)
      let again = try RolloutRun(environment: nil, policy: result.policy).run(
        EvaluationSettings(tasks: 3, episodes: 4, adaptSteps: 2, seed: 1, threads: 2))
      #expect(again.evaluation.digest == evaluation.digest)
      #expect(again.result.return == result.return)
      #expect { try RolloutRun(environment: "navigate", policy: result.policy) } throws: {
        "\($0)".contains("was trained on limber/Reach-v0")
      }
    }
  }
}
