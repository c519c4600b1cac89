import Autodiff
import Files
import Foundation
import MetaLearning
import Models
import Testing

@testable import Experiments

/// What a run has done is still there after whatever came next.
@Suite struct LostWorkTests {
  @Test func aFolderWithARunIsNotBegunAgain() throws {
    try withTemporaryFolder { folder in
      _ = try stop(smallRun(), in: folder, after: 3)
      let before = AtomicFile.names(in: folder + "/checkpoint")
      #expect(
        throws: FileError.unwritable(
          path: folder,
          reason: "the folder holds a run; choose another, or go on with: sim-train --resume \(folder)")
      ) {
        try train(smallRun(), in: folder)
      }
      #expect(AtomicFile.names(in: folder + "/checkpoint") == before && before.count == 2)
      // A policy alone is work, too.
      _ = try Training(smallRun()).resume(in: RunFolder(folder))
      try FileManager.default.removeItem(atPath: folder + "/checkpoint")
      unlink(folder + "/metrics.jsonl")
      #expect { try train(smallRun(), in: folder) } throws: { "\($0)".contains("the folder holds a run") }
    }
  }

  @Test func freshFoldersAreMadeAndNeverShared() throws {
    try withTemporaryFolder { folder in
      let parent = folder + "/runs"
      let paths = try (0..<3).map { _ in try RunFolder.fresh(for: smallRun(), in: parent).path }
      #expect(Set(paths).count == 3)
      #expect(Set(AtomicFile.names(in: parent).map { "\(parent)/\($0)" }) == Set(paths))
      // An empty folder that was made for a run is there to be used.
      _ = try train(smallRun(), in: paths[0])
    }
  }

  /// What a run leaves that is killed at each moment before its first checkpoint.
  static let beginnings: [@Sendable (String) throws -> Void] = [
    { _ in },
    { try AtomicFile.createFolder($0 + "/checkpoint") },
    {
      try AtomicFile.createFolder($0 + "/checkpoint")
      try AtomicFile.write("name: reach", to: $0 + "/scene.yaml")
      try AtomicFile.write("env", to: $0 + "/config.yaml.partial-1")
    },
    {
      var own = smallRun()
      own.seed = 2
      try AtomicFile.createFolder($0 + "/checkpoint")
      try AtomicFile.write(own.yaml(), to: $0 + "/config.yaml")
      try AtomicFile.write("half", to: $0 + "/checkpoint/0.safetensors.partial-1")
    },
  ]

  @Test(arguments: beginnings.indices) func aSweepGoesOnFromAHalfMadeSeed(_ index: Int) throws {
    try withTemporaryFolder { folder in
      let sweep = SeedSweep(smallRun(), count: 2)
      let whole = try sweep.run(in: RunFolder(folder + "/whole"), from: { try $0.initialState() })
      let cut = folder + "/cut"
      try AtomicFile.createFolder(cut)
      try FileManager.default.copyItem(atPath: folder + "/whole/seed-1", toPath: cut + "/seed-1")
      try AtomicFile.createFolder(cut + "/seed-2")
      try Self.beginnings[index](cut + "/seed-2")
      let resumed = try sweep.run(in: RunFolder(cut), from: { try $0.initialState() })
      #expect(resumed.runs.map(\.digest) == whole.runs.map(\.digest))
      #expect(!AtomicFile.names(in: cut + "/seed-2/checkpoint").contains { $0.contains(".partial-") })
    }
  }

  /// Prolonged, too: what a baseline has done is not refused because the run goes further.
  @Test func trainedReferencesGoFurther() throws {
    try withTemporaryFolder { folder in
      var configuration = smallMapping()
      configuration.iterations = 3
      configuration.schedule.over = 3
      let training = try Training(configuration)
      let first = try training.trainedReferences(in: RunFolder(folder))
      configuration.iterations = 6
      let prolonged = try Training(configuration)
      let again = try prolonged.trainedReferences(in: RunFolder(folder))
      #expect(first.map(\.evaluation.digest) != again.map(\.evaluation.digest))
      let own = try RunFolder(folder + "/pretrain").configuration()
      #expect(own.iterations > own.schedule.over)
    }
  }

  @Test func trainedReferencesGoOn() throws {
    try withTemporaryFolder { folder in
      let training = try Training(smallRun())
      let first = try training.trainedReferences(in: RunFolder(folder))
      let again = try training.trainedReferences(in: RunFolder(folder))
      #expect(first.map(\.evaluation.digest) == again.map(\.evaluation.digest))
    }
  }

  @Test func learnedStepSizesAreTakenOver() throws {
    try withTemporaryFolder { folder in
      let policy = try PolicyFile(reading: train(smallRun(), in: folder + "/before").result.policy)
      let training = try Training(smallRun())
      let learned = policy.parameters.logRates
      // Three steps of four tensors: the noise has none of its own.
      #expect(learned.count == 3 * 4)
      #expect(training.takesRates(of: policy))
      let taken = try training.initialState(from: policy).parameters
      #expect(taken.flattened() == policy.parameters.flattened())
      #expect(try taken.logRates != training.initialState().parameters.logRates)
      // Where the run asks for others, or for another kind or number of them, it has its own.
      let others: [(inout RunConfiguration) -> Void] = [
        { $0.learner.rates = [0.1, 0.1, 0.1] },
        { $0.learner.rates = [0.15] },
        { $0.learner.learnedRates = .perParameter },
      ]
      for change in others {
        var other = smallRun()
        other.learner.stageWeights = []
        change(&other)
        let training = try Training(other)
        #expect(!training.takesRates(of: policy))
        let own = try training.initialState(from: policy).parameters
        #expect(try own.logRates == training.initialState().parameters.logRates)
        #expect(own[0].values == policy.parameters[0].values)
      }
      var fixed = smallRun()
      fixed.learner.learnedRates = .fixed
      fixed.rateUpdate = nil
      let without = try Training(fixed).initialState(from: policy).parameters
      #expect(without.logRates.isEmpty && without[0].values == policy.parameters[0].values)
    }
  }

  /// Logarithms that make step sizes 0 or infinite.
  @Test(arguments: [1000 as Float, -1000]) func stepSizesThatCannotBeAreRefused(logarithm: Float) throws {
    let training = try Training(smallRun())
    var policy = training.file(try training.initialState())
    let names = policy.parameters.names
    var i = -1
    policy.parameters = policy.parameters.map { tensor in
      i += 1
      return names[i].hasPrefix("rates.") ? .full(tensor.shape, logarithm) : tensor
    }
    #expect { try training.initialState(from: policy, path: "p") } throws: {
      "\($0)" == "p: holds step sizes that are not positive numbers"
    }
  }

  /// The seconds of a run are those of all its parts.
  @Test func secondsSurviveAResume() throws {
    try withTemporaryFolder { folder in
      _ = try stop(smallRun(), in: folder, after: 2)
      var checkpoint = try RunFolder(folder).checkpoints.latest().checkpoint
      #expect(checkpoint.elapsed.clock > 0 && checkpoint.elapsed.processor > 0)
      checkpoint.elapsed.clock += 1000
      checkpoint.elapsed.processor += 3000
      try RunFolder(folder).checkpoints.write(checkpoint)
      let result = try Training(smallRun()).resume(in: RunFolder(folder)).result
      #expect(result.seconds > 1000 && result.seconds < 2000)
      #expect(result.cpuSeconds > 3000 && result.cpuSeconds < 4000)
      #expect(result.stepsPerSecond * result.seconds > 0.99 * Double(result.environmentSteps ?? 0))
      let seconds = try RunFolder(folder).metrics().map(\.seconds)
      #expect(seconds.count == 4 && seconds[1] < 1000 && seconds[2] > 1000 && seconds[3] >= seconds[2])
      #expect(try Training(smallRun()).resume(in: RunFolder(folder)).result.seconds >= 1000)
    }
  }

  @Test func metricsThatWereCutAreMissed() throws {
    try withTemporaryFolder { folder in
      _ = try train(smallRun(), in: folder)
      #expect(try RunFolder(folder).missingMetrics(upTo: 4, of: smallRun()) == nil)
      let path = folder + "/metrics.jsonl"
      let bytes = try AtomicFile.read(path, limit: 1 << 20)
      try AtomicFile.write(Array(bytes.dropLast(5)), to: path)
      #expect(
        try RunFolder(folder).missingMetrics(upTo: 4, of: smallRun())
          == "\(path) holds 3 of 4 iterations; the others are lost")
    }
  }
}

extension Parameters {
  /// The logarithms of learned step sizes.
  fileprivate var logRates: [[Float]] {
    Swift.zip(names, tensors).filter { $0.0.hasPrefix("rates.") }.map(\.1.values)
  }
}
