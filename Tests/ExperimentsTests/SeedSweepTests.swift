import Experiments
import Foundation
import TestSupport
import Testing

@Suite struct SeedSweepTests {
  private var configuration: RunConfiguration {
    var configuration = smallRun(update: .smallRegion)
    configuration.iterations = 2
    configuration.schedule.over = 2
    configuration.tasks.perIteration = 3
    configuration.tasks.episodes = 4
    configuration.evaluation.tasks = 4
    configuration.evaluation.episodes = 3
    configuration.evaluation.steps = 1
    return configuration
  }

  /// Every seed is the run that it would be alone, all are scored on the same tasks, and what was done before a
  /// sweep stopped stays.
  @Test func aStoppedSweepGoesOnToTheSameResult() throws {
    try withTemporaryFolder { folder in
      let sweep = SeedSweep(configuration, count: 3)
      let whole = try sweep.run(in: RunFolder(folder + "/whole"), from: { try $0.initialState() })
      #expect(whole.seeds == [1, 2, 3] && Set(whole.runs.map(\.digest)).count == 3)
      let alone = try Training(
        {
          var own = configuration
          own.seed = 2
          return own
        }())
      let second = try alone.run(in: RunFolder(folder + "/2"), from: alone.initialState())
      #expect(second.result.digest == whole.runs[1].digest)
      #expect(second.result.curve == whole.runs[1].curve)

      struct Stop: Error {}
      let cut = RunFolder(folder + "/cut")
      #expect(throws: Stop.self) {
        _ = try sweep.run(
          in: cut, from: { try $0.initialState() },
          onEnd: { training, _, _ in if training.configuration.seed == 2 { throw Stop() } })
      }
      let resumed = try sweep.run(in: cut, from: { try $0.initialState() })
      #expect(resumed.runs.map(\.digest) == whole.runs.map(\.digest))
      #expect(resumed.interquartileMean == whole.interquartileMean && resumed.profile == whole.profile)
      #expect(FileManager.default.fileExists(atPath: cut.path + "/aggregate.json"))
    }
  }

  /// A family that no catalogue has: every seed is the run that it would be alone.
  @Test func aFamilyThatIsASwiftTypeHasSeedsToo() throws {
    try withTemporaryFolder { folder in
      var configuration = smallMapping(algorithm: .maml)
      configuration.environment = "mapping/wave"
      let sweep = SeedSweep(configuration, on: WaveFamily(), count: 2)
      let result = try sweep.run(in: RunFolder(folder + "/all"), from: { try $0.initialState() })
      #expect(result.env == "mapping/wave" && result.seeds == [1, 2])
      configuration.seed = 2
      let alone = try Training(configuration, on: WaveFamily())
      let second = try alone.run(in: RunFolder(folder + "/2"), from: alone.initialState())
      #expect(second.result.digest == result.runs[1].digest)
    }
  }

  @Test func referencesStandOnTheSameTasks() throws {
    try withTemporaryFolder { folder in
      let training = try Training(configuration)
      let references = try training.references()
      #expect(references.map(\.name) == ["random", "expert", "scratch"])
      #expect(references[1].evaluation.interval("success", at: 0).mean > 0.9)
      let trained = try training.trainedReferences(in: RunFolder(folder))
      #expect(trained.map(\.name) == ["pretrain", "oracle"])
      #expect(trained[0].evaluation.curve.count == 2 && trained[1].evaluation.curve.count == 1)
      // The oracle's random-like beginnings differ from the hidden family's only through what it observes.
      #expect(Set((references + trained).map(\.evaluation.measures.count)) == [4])
    }
  }
}
