import Experiments
import Files
import Foundation
import MetaLearning
import PolicyLearning
import Testing

@Suite struct CheckpointTests {
  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/checkpoint").sorted()
  }

  private func latest(_ configuration: RunConfiguration, _ folder: String) throws -> LastCheckpoint {
    try Training(configuration).lastCheckpoint(in: RunFolder(folder))
  }

  private func flip(_ byte: Int, of path: String) throws {
    var bytes = try AtomicFile.read(path, limit: 1 << 24)
    bytes[byte < 0 ? bytes.count + byte : byte] ^= 1
    try AtomicFile.write(bytes, to: path)
  }

  /// Header, metadata, parameters, moments: wherever the bit is.
  @Test func aFlippedBitAnywhereIsNoticed() throws {
    try withTemporaryFolder { folder in
      _ = try train(smallRun(), in: folder)
      let path = folder + "/checkpoint/4.safetensors"
      let bytes = try AtomicFile.read(path, limit: 1 << 24)
      for byte in stride(from: 0, to: bytes.count, by: 37) {
        var damaged = bytes
        damaged[byte] ^= 1 << UInt8(byte % 8)
        try AtomicFile.write(damaged, to: path)
        let found = try latest(smallRun(), folder)
        #expect(found.iteration == 2 && found.damages.count == 1, "bit of byte \(byte)")
      }
    }
  }

  @Test func theOneBeforeStandsInForADamagedOne() throws {
    try withTemporaryFolder { folder in
      let digest = try train(smallRun(), in: folder).result.digest
      #expect(try names(folder) == ["2.safetensors", "4.safetensors"])
      let path = folder + "/checkpoint/4.safetensors"
      try flip(-3, of: path)
      let found = try latest(smallRun(), folder)
      #expect(found.path == folder + "/checkpoint/2.safetensors")
      #expect(found.damages.map { "\($0)".hasPrefix("\(path): damaged: its SHA-256 is ") } == [true])
      #expect(try Training(smallRun()).resume(in: RunFolder(folder), from: found).result.digest == digest)
      #expect(try names(folder) == ["2.safetensors", "4.safetensors", "4.safetensors.damaged"])
    }
  }

  @Test func withoutAGoodOneTheRunIsLeftAsItIs() throws {
    try withTemporaryFolder { folder in
      _ = try train(smallRun(), in: folder)
      for name in try names(folder) { try flip(-3, of: "\(folder)/checkpoint/\(name)") }
      #expect { try Training(smallRun()).resume(in: RunFolder(folder)) } throws: {
        "\($0)".hasPrefix("\(folder)/checkpoint/4.safetensors: damaged")
      }
      #expect(try names(folder) == ["2.safetensors", "4.safetensors"])
      for name in try names(folder) { unlink("\(folder)/checkpoint/\(name)") }
      #expect { try Training(smallRun()).resume(in: RunFolder(folder)) } throws: {
        "\($0)".hasPrefix("\(folder)/checkpoint: holds no checkpoint, expected one; start the run again")
      }
    }
  }

  /// What a checkpoint may be of, and the words that refuse it in a run of `reach`.
  static let foreign: [(change: @Sendable (inout RunConfiguration) -> Void, says: String)] = [
    ({ $0.environment = "navigate" }, "is a checkpoint of limber/Navigate-v0, expected limber/Reach-v0"),
    ({ $0.hidden = [9] }, "is a checkpoint of a model 8-9-2 tanh, expected 8-8-2 tanh"),
    ({ $0.hidden = [8, 8] }, "is a checkpoint of a model 8-8-8-2 tanh, expected 8-8-2 tanh"),
    (
      {
        var model = GaussianMLPSettings()
        (model.hidden, model.normalize) = ([8], false)
        $0.model = .gaussianMLP(model)
      }, "is of another learner than this run's"
    ),
    ({ $0.learner.rates = [0.1, 0.1, 0.1] }, "is of another learner than this run's"),
    ({ $0.advantages?.discount = 0.5 }, "is of another learner than this run's"),
    ({ $0.seed = 2 }, "is a checkpoint of a run with another seed than config.yaml"),
    (
      {
        var adam = AdamUpdate()
        adam.rate = 0.5
        $0.update = .adam(adam)
      }, "is a checkpoint of a run with another update.rate than config.yaml"
    ),
  ]

  @Test(arguments: foreign.indices) func aForeignOneIsRefused(_ index: Int) throws {
    try withTemporaryFolder { folder in
      var other = smallRun()
      Self.foreign[index].change(&other)
      _ = try train(smallRun(), in: folder + "/own")
      _ = try train(other, in: folder + "/other")
      let path = folder + "/own/checkpoint/4.safetensors"
      try AtomicFile.write(
        try AtomicFile.read(folder + "/other/checkpoint/4.safetensors", limit: 1 << 24), to: path)
      #expect { try latest(smallRun(), folder + "/own") } throws: {
        "\($0)" == "\(path): \(Self.foreign[index].says)"
      }
    }
  }

  @Test func aRunCannotGoBackAndRemembersHowFarItGoes() throws {
    try withTemporaryFolder { folder in
      _ = try train(smallRun(), in: folder)
      var configuration = smallRun()
      configuration.iterations = 3
      #expect { try latest(configuration, folder) } throws: {
        "\($0)".hasPrefix("iterations: is 3, expected at least the 4 ")
      }
      configuration.iterations = 6
      _ = try Training(configuration).resume(in: RunFolder(folder))
      #expect(try RunFolder(folder).configuration().iterations == 6)
      #expect(try latest(configuration, folder).iteration == 6)
    }
  }

  /// A checkpoint is a policy, too: that of `policy.safetensors` where it is the last one.
  @Test func aCheckpointRollsOut() throws {
    try withTemporaryFolder { folder in
      let trained = try train(smallRun(), in: folder)
      let settings = EvaluationSettings(tasks: 3, episodes: 4, adaptSteps: 2, seed: 1, threads: 1)
      let path = folder + "/checkpoint/4.safetensors"
      let rolled = try RolloutRun(environment: nil, policy: path).run(settings)
      #expect(rolled.evaluation.digest == trained.evaluation.digest)
    }
  }
}
