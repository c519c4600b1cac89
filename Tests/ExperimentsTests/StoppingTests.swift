import Experiments
import Files
import Foundation
import MetaLearning
import Models
import Testing

@Suite struct StoppingTests {
  @Test(arguments: [0, 1, 3], [OuterUpdate.smallAdam, .smallRegion])
  func aStoppedRunEndsWhereAnUninterruptedOneEnds(iterations: Int, update: OuterUpdate) throws {
    try withTemporaryFolder { folder in
      let whole = try train(smallRun(update: update), in: folder + "/whole").result
      var configuration = smallRun(update: update)
      configuration.threads = 2
      // Nothing is observed before the first iteration: a run that is to stop at once is told so from the start.
      let error =
        iterations > 0
        ? try stop(configuration, in: folder + "/cut", after: iterations)
        : #expect(throws: TrainingError.self) {
          let training = try Training(configuration)
          _ = try training.run(
            in: RunFolder(folder + "/cut"), from: training.initialState(), unless: { true })
        }
      #expect(
        error?.description
          == "stopped after iteration \(iterations) of 4; go on with: sim-train --resume \(folder)/cut")
      let cut = RunFolder(folder + "/cut")
      let training = try Training(configuration)
      #expect(try training.lastCheckpoint(in: cut).iteration == iterations)
      #expect(try training.resume(in: cut).result.digest == whole.digest)
      #expect(try cut.history(upTo: .max).count == 4)
    }
  }

  /// Where a run began is in its folder, too.
  @Test func aRunThatBeganAtAPolicyGoesOnFromThere() throws {
    try withTemporaryFolder { folder in
      let policy = try PolicyFile(reading: train(smallRun(), in: folder + "/before").result.policy)
      let training = try Training(smallRun())
      let start = try training.initialState(from: policy)
      let whole = try training.run(in: RunFolder(folder + "/whole"), from: start).result
      _ = try stop(smallRun(), in: folder + "/cut", after: 1, from: start)
      unlink(folder + "/cut/checkpoint/1.safetensors")
      let cut = RunFolder(folder + "/cut")
      #expect(try training.lastCheckpoint(in: cut).iteration == 0)
      #expect(try training.resume(in: cut).result.digest == whole.digest)
    }
  }

  /// What a killed run left behind its last checkpoint, whole lines and a torn one, is cut.
  @Test func metricsHoldEachIterationOnce() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/metrics.jsonl"
      _ = try stop(smallRun(), in: folder, after: 3)
      unlink(folder + "/checkpoint/3.safetensors")
      let lines = try AtomicFile.read(path, limit: 1 << 20)
      try AtomicFile.write(lines + Array(#"{"iteration":4,"ret"#.utf8), to: path)
      try AtomicFile.write("half", to: folder + "/config.yaml.partial-1")
      _ = try Training(smallRun()).resume(in: RunFolder(folder))
      struct Line: Decodable { var iteration: Int }
      let after = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(
        try after.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)).iteration } == [1, 2, 3, 4])
      #expect(!FileManager.default.fileExists(atPath: folder + "/config.yaml.partial-1"))
    }
  }

  @Test func aCompleteRunIsEvaluatedAgain() throws {
    try withTemporaryFolder { folder in
      let first = try train(smallRun(), in: folder)
      let again = try Training(smallRun()).resume(in: RunFolder(folder))
      #expect(
        again.result.digest == first.result.digest && again.evaluation.digest == first.evaluation.digest)
      #expect(again.result.environmentSteps == first.result.environmentSteps)
    }
  }

  @Test func twoCannotWriteTheSameRun() throws {
    try withTemporaryFolder { folder in
      let training = try Training(smallRun())
      _ = try training.run(in: RunFolder(folder), from: training.initialState()) { progress in
        guard progress.iteration == 2 else { return }
        for attempt in [
          { try training.resume(in: RunFolder(folder)) },
          { try training.run(in: RunFolder(folder), from: training.initialState()) },
        ] {
          #expect { try attempt() } throws: {
            "\($0)" == "\(folder): cannot be written: another process is at work in this run"
          }
        }
      }
      _ = try training.resume(in: RunFolder(folder))
    }
  }
}
