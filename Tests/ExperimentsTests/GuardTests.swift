import Autodiff
import Files
import Learning
import Testing

@testable import Experiments
@testable import MetaLearning

@Suite struct GuardTests {
  @Test func aDivergedRunNamesIterationTaskCheckpointAndAWayOn() throws {
    try withTemporaryFolder { folder in
      var configuration = smallRun()
      configuration.learner.rates = [1e12, 3e12]
      configuration.learner.stageWeights = []
      #expect { try train(configuration, in: folder) } throws: {
        "\($0)"
          == "iteration 1, task 1: the adapted model is not finite; the last good checkpoint is "
          + "\(folder)/checkpoint/0.safetensors; begin a run from it with smaller learner.rates or update, as in: "
          + "sim-train --config \(folder)/config.yaml --init-from \(folder)/checkpoint/0.safetensors "
          + "--set learner.rates=[3.3e+11,1e+12]"
      }
    }
  }

  /// A policy that left the finite numbers is never the last good checkpoint.
  @Test func aBadUpdateIsNotSaved() throws {
    try withTemporaryFolder { folder in
      var configuration = smallRun()
      var adam = AdamUpdate()
      adam.rate = 3e38
      configuration.update = .adam(adam)
      configuration.checkpointEvery = 1
      #expect { try train(configuration, in: folder) } throws: { "\($0)".hasPrefix("iteration ") }
      let last = try Training(configuration).lastCheckpoint(in: RunFolder(folder))
      #expect(last.damages.isEmpty)
      var state = try Training(configuration).initialState()
      #expect(state.isFinite)
      state.parameters = state.parameters * .infinity
      #expect(!state.isFinite)
    }
  }

  /// Episodes that cannot be told apart have no gradient: that is no fault of the trust region.
  @Test(arguments: [0.0, -3.7]) func equalReturnsAreSaidToBeEqual(value: Double) {
    func flat(_ returns: [Double]) -> IterationReport {
      var report = self.report(accepted: false, lineSearchSteps: 0)
      report.measures = returns.map { Measures(["return": $0, "success": 0]) }
      return report
    }
    var tally = UpdateTally()
    for _ in 0..<2 { tally.count(flat([value, value, value])) }
    #expect(
      tally.warning?.hasPrefix(
        "in 2 of 2 iterations all episodes had the same return, so there was no gradient: ") == true)
    #expect(
      tally.warning?.contains("curvature") == false && tally.warning?.contains("maxDivergence") == false)
    // Without inner steps there is one stage: iterations are compared.
    var single = UpdateTally()
    var one = flat([value])
    one.gradientNorm = 1
    for _ in 0..<3 { single.count(one) }
    #expect(single.warning?.hasPrefix("in 2 of 3 iterations all episodes") == true)
    var other = UpdateTally()
    other.count(flat([value, value + 1]))
    #expect(other.warning?.hasPrefix("1 of 1 update met no positive curvature") == true)
  }

  @Test func aCheckpointOfAUsersSceneIsBegunFromWithTheSceneOfItsRun() {
    let error = TrainingError.diverged(
      problem: "p", folder: "f", checkpoint: "c",
      smaller: ("steps", "learner.rates=[1]"), namesFile: true)
    #expect("\(error)".contains("--init-from c --env f/scene.yaml --set learner.rates=[1]"))
  }

  private func report(accepted: Bool, lineSearchSteps: Int) -> IterationReport {
    IterationReport(
      measures: [], loss: 0, gradientNorm: 0,
      trustRegion: TrustRegion.Report(
        accepted: accepted, divergence: 0, lossBefore: 0, lossAfter: 0, lineSearchSteps: lineSearchSteps,
        converged: true, residual: 0), diagnostics: Measures(), amount: 0)
  }

  @Test func updatesThatChangeNothingAreCounted() {
    var tally = UpdateTally()
    #expect(tally.warning == nil)
    for _ in 0..<9 { tally.count(report(accepted: true, lineSearchSteps: 1)) }
    tally.count(report(accepted: false, lineSearchSteps: 15))
    #expect(tally.warning == nil)
    tally.count(report(accepted: false, lineSearchSteps: 0))
    #expect(
      tally.warning?.hasPrefix(
        "the line search refused 1 of 11 updates, 1 of 11 updates met no positive curvature; ") == true)
  }
}
