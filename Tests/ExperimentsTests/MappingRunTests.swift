import Experiments
import Files
import Foundation
import MetaLearning
import Models
import Testing

/// Runs on examples have what runs on episodes have.
@Suite struct MappingRunTests {
  @Test(arguments: MappingCatalogue.names)
  func anyNumberOfThreadsGivesTheSameDigests(_ name: String) throws {
    try withTemporaryFolder { folder in
      var configuration = smallMapping("mapping/\(name)")
      let one = try train(configuration, in: folder + "/1")
      configuration.threads = 3
      let three = try train(configuration, in: folder + "/3")
      #expect(one.result.digest == three.result.digest)
      #expect(one.evaluation.digest == three.evaluation.digest)
      configuration.seed = 2
      #expect(try train(configuration, in: folder + "/other").result.digest != one.result.digest)
    }
  }

  @Test(arguments: [0, 1, 3]) func aStoppedRunEndsWhereAnUninterruptedOneEnds(iterations: Int) throws {
    try withTemporaryFolder { folder in
      let whole = try train(smallMapping(), in: folder + "/whole").result
      let cut = RunFolder(folder + "/cut")
      if iterations == 0 {
        let training = try Training(smallMapping())
        #expect(throws: TrainingError.self) {
          _ = try training.run(in: cut, from: training.initialState(), unless: { true })
        }
      } else {
        _ = try stop(smallMapping(), in: cut.path, after: iterations)
      }
      let training = try Training(smallMapping())
      #expect(try training.lastCheckpoint(in: cut).iteration == iterations)
      let resumed = try training.resume(in: cut).result
      #expect(resumed.digest == whole.digest && resumed.examples == whole.examples)
      #expect(resumed.curve == whole.curve)
    }
  }

  @Test func noSceneIsWritten() throws {
    try withTemporaryFolder { folder in
      let run = try train(smallMapping(), in: folder)
      #expect(!FileManager.default.fileExists(atPath: folder + "/scene.yaml"))
      #expect(try RunFolder(folder).scene(for: smallMapping()) == nil)
      #expect(run.policy.scene == nil && run.policy.environment == "mapping/sinusoid")
    }
  }

  /// Of a function of one number there is a curve to draw: at sorted places, and better after adapting than before.
  @Test func adaptedFunctionsAreWhatIsScored() throws {
    try withTemporaryFolder { folder in
      let training = try Training(smallMapping())
      let run = try training.run(in: RunFolder(folder), from: training.initialState())
      let functions = try training.adaptedFunctions(run.policy, count: 5)
      #expect(functions.count == 3 && functions.map(\.index) == [0, 1, 2])
      for function in functions {
        #expect(function.x == function.x.sorted() && function.x.count == function.truth.count)
        #expect(function.predictions.map(\.steps) == [0, 1, 2])
        #expect(function.support.count == 5)
      }
      let kinematics = try Training(smallMapping("mapping/kinematics"))
      let other = try kinematics.run(in: RunFolder(folder + "/k"), from: kinematics.initialState())
      #expect(try kinematics.adaptedFunctions(other.policy, count: 5).isEmpty)
    }
  }
}
