import Autodiff
import Files
import Foundation
import MetaLearning
import Models
import Testing

@testable import Experiments

/// What a run is compared with is trained as it is best trained, not as the run is.
@Suite struct BaselineTests {
  @Test(arguments: [Algorithm.mamlPlusPlus, .anil, .reptile, .promp, .metaSGD])
  func aBaselineInheritsNeitherStepSizesNorUpdate(_ algorithm: Algorithm) throws {
    for baseline in [Algorithm.pretrain, .oracle] {
      var configuration = smallRun(algorithm: algorithm)
      configuration.learner.rates = [7, 7]
      configuration.learner.stageWeights = []
      let changed = configuration.changed(to: baseline, on: nil)
      let own = RunConfiguration.defaults(for: "reach", algorithm: baseline)
      #expect(changed.learner == own.learner && changed.update == own.update)
      #expect(changed.rateUpdate == nil && changed.advantages == own.advantages)
      // What it is scored on is the run's; so are tasks and model, where both take gradient steps.
      let alike = baseline.takesGradientSteps ? configuration : own
      #expect(changed.tasks == alike.tasks && changed.model == alike.model && changed.trial == own.trial)
      #expect(changed.evaluation.tasks == 3 && changed.evaluation.seed == configuration.evaluation.seed)
      try changed.validate()
      #expect(changed.changed(to: baseline, on: nil) == changed)
    }
  }

  @Test func referencesOfAMappingAreScratchAndPretrain() throws {
    try withTemporaryFolder { folder in
      var configuration = smallMapping()
      configuration.tasks.perIteration = 2
      let training = try Training(configuration)
      let run = try training.run(in: RunFolder(folder), from: training.initialState())
      let references = try training.references()
      #expect(references.map(\.name) == ["scratch"])
      #expect(references[0].evaluation.points == run.evaluation.points)
      try training.record(references, in: run)
      let lines = try String(contentsOfFile: folder + "/scores.csv", encoding: .utf8).split(separator: "\n")
      #expect(lines.first == "policy,task,steps,error")
      #expect(lines.count == 1 + 2 * 3 * 3)
      let second = references[0].evaluation.measures[2][1]["error"] ?? .nan
      #expect(lines.contains("scratch,2,1,\(second)"))
    }
  }
}
