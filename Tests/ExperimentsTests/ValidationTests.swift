import Autodiff
import Files
import Foundation
import MetaLearning
import Models
import Randomness
import SwiftProtobuf
import Testing

@testable import Experiments

/// Scores on validation tasks during training: the best state is kept, and a run that gets no better ends.
@Suite struct ValidationTests {
  private func watched(iterations: Int = 6, every: Int = 2) -> RunConfiguration {
    var configuration = smallMapping(algorithm: .maml)
    configuration.iterations = iterations
    configuration.schedule.over = iterations
    configuration.evaluation.every = every
    // So large that states get worse as well as better.
    var adam = AdamUpdate()
    adam.rate = 0.3
    configuration.update = .adam(adam)
    return configuration
  }

  /// Iteration and mean error after the last step, of every validation in the event files.
  private func validations(_ folder: String) throws -> [(iteration: Int, error: Float)] {
    try EventFile.names(in: folder).flatMap { name in
      try unframed(AtomicFile.read(folder + "/" + name, limit: 1 << 24)).compactMap { record, _ in
        let event = try TensorBoardEvent(serializedBytes: record)
        return event.summary.value.first { $0.tag == "validation_error/after_2_steps" }.map {
          (Int(event.step), $0.simpleValue)
        }
      }
    }
  }

  @Test func theBestStateIsKept() throws {
    try withTemporaryFolder { folder in
      let run = try train(watched(iterations: 12), in: folder)
      let scores = try validations(folder)
      #expect(scores.map(\.iteration) == [2, 4, 6, 8, 10, 12])
      let best = try #require(scores.min { $0.error < $1.error })
      let file = try PolicyFile(reading: folder + "/best.safetensors")
      #expect(file.extra["iteration"] == String(best.iteration), "\(scores)")
      let curve = try JSONText.decode([CurvePoint].self, #require(file.extra["validation"]))
      #expect(curve.count == 3)
      #expect(Float(curve[2].measures["error"]?.mean ?? .nan) == best.error)
      // It was scored on validation tasks, and rolls out like any policy.
      let training = try Training(watched(iterations: 12))
      var settings = training.configuration.evaluationSettings
      settings.split = .validation
      #expect(try training.problem.evaluate(file.parameters, settings).curve == curve)
      settings.split = .test
      let tests = try training.problem.evaluate(file.parameters, settings)
      #expect(tests.curve != curve)
      let rolled = try RolloutRun(environment: nil, policy: folder + "/best.safetensors").run(settings)
      #expect(rolled.evaluation.digest == tests.digest)
      // The final policy is the last state, whatever came before.
      #expect(
        try PolicyFile(reading: run.result.policy).parameters.flattened() != file.parameters.flattened()
          || best.iteration == 12)
    }
  }

  /// With `keepBest`, policy, scores and digest are the best state's, also after a stop; a file of another state in its
  /// place is refused.
  @Test func aRunMayEndWithItsBestState() throws {
    try withTemporaryFolder { folder in
      var configuration = watched(iterations: 12)
      var adam = AdamUpdate()
      adam.rate = 0.3  // It forgets as quickly as it learns.
      configuration.update = .adam(adam)
      let last = try train(configuration, in: folder + "/last").result
      configuration.evaluation.keepBest = true
      let kept = try train(configuration, in: folder + "/kept").result
      let best = try #require(kept.best)
      #expect(best == last.best && best.iteration < 12 && kept.iterations == 12)
      let (policy, file) = (
        try PolicyFile(reading: kept.policy), try PolicyFile(reading: folder + "/kept/best.safetensors")
      )
      #expect(policy.parameters.flattened() == file.parameters.flattened())
      #expect(kept.digest != last.digest && kept.curve != last.curve)
      let scored = try Training(configuration).problem.evaluate(
        file.parameters, configuration.evaluationSettings)
      #expect(scored.curve == kept.curve)
      _ = try stop(configuration, in: folder + "/cut", after: best.iteration + 1)
      #expect(
        try Training(configuration).resume(in: RunFolder(folder + "/cut")).result.digest == kept.digest)
      try AtomicFile.write(
        AtomicFile.read(folder + "/last/policy.safetensors", limit: 1 << 20),
        to: folder + "/kept/best.safetensors")
      #expect {
        try Training(configuration).resume(in: RunFolder(folder + "/kept"))
      } throws: { "\($0)".contains("the best state is lost") }
      // It can still end with its last state.
      let text = try String(contentsOfFile: folder + "/kept/config.yaml", encoding: .utf8)
      try AtomicFile.write(
        text.replacing("keepBest: true", with: "keepBest: false"), to: folder + "/kept/config.yaml")
      configuration = try RunFolder(folder + "/kept").configuration()
      #expect(
        try Training(configuration).resume(in: RunFolder(folder + "/kept")).result.digest == last.digest)
    }
  }

  /// Validation draws from streams of its own: the run is the one that it would be without.
  @Test(arguments: ["mapping/sinusoid", "reach"]) func watchingChangesNothing(_ environment: String) throws {
    try withTemporaryFolder { folder in
      var configuration = environment == "reach" ? smallRun() : smallMapping()
      let digest = try train(configuration, in: folder + "/plain").result.digest
      configuration.evaluation.every = 2
      #expect(try train(configuration, in: folder + "/watched").result.digest == digest)
      #expect(FileManager.default.fileExists(atPath: folder + "/watched/best.safetensors"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/plain/best.safetensors"))
    }
  }

  /// A run that learns nothing is never better than at its first validation.
  @Test func patienceEndsARunEarly() throws {
    try withTemporaryFolder { folder in
      var configuration = watched(iterations: 40, every: 3)
      var adam = AdamUpdate()
      adam.rate = 1e-30
      configuration.update = .adam(adam)
      configuration.evaluation.patience = 2
      let result = try train(configuration, in: folder).result
      #expect(result.iterations == 9)
      #expect(try validations(folder).map(\.iteration) == [3, 6, 9])
      #expect(try PolicyFile(reading: folder + "/best.safetensors").extra["iteration"] == "3")
      // The last state is kept, though no checkpoint was due.
      #expect(try Training(configuration).lastCheckpoint(in: RunFolder(folder)).iteration == 9)
      #expect(try RunFolder(folder).metrics().map(\.iteration) == Array(1...9))
      // To go on with it is to be told the same.
      let again = try Training(configuration).resume(in: RunFolder(folder)).result
      #expect(again.iterations == 9 && again.digest == result.digest)
      configuration.evaluation.patience = 0
      #expect(try train(configuration, in: folder + "/patient").result.iterations == 40)
    }
  }

  @Test func aStoppedRunKeepsTheSameBest() throws {
    try withTemporaryFolder { folder in
      let configuration = watched(iterations: 8)
      let whole = try train(configuration, in: folder + "/whole")
      for iterations in [3, 6] {
        let cut = "\(folder)/cut-\(iterations)"
        _ = try stop(configuration, in: cut, after: iterations)
        let resumed = try Training(configuration).resume(in: RunFolder(cut))
        #expect(resumed.result.digest == whole.result.digest)
        #expect(
          try AtomicFile.read(cut + "/best.safetensors", limit: 1 << 20)
            == AtomicFile.read(folder + "/whole/best.safetensors", limit: 1 << 20))
        #expect(try validations(cut).map(\.iteration) == [2, 4, 6, 8])
      }
    }
  }

  @Test func patienceWithoutValidationIsRefused() {
    var configuration = smallMapping()
    configuration.evaluation.patience = 1
    #expect { try configuration.validate() } throws: {
      "\($0)" == "evaluation.patience: is 1, expected 0, or evaluation.every above 0"
    }
  }
}
