import Files
import Foundation
import Randomness
import Testing

@testable import Experiments

/// Paired differences: what all runs share of a task cancels.
@Suite struct ComparisonTests {
  private func tasks(_ count: Int, _ seed: UInt64, spread: Double) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in spread * Double(stream.normal()) }
  }

  @Test func aDifferenceThatTasksShareIsFoundBeneathTheirSpread() {
    let hard = tasks(40, 1, spread: 10)
    let noise = tasks(40, 2, spread: 0.1)
    let better = zip(hard, noise).map { $0 + 0.2 + $1 }
    let paired = RunComparison.difference([better], [hard])
    #expect(paired.low > 0.1 && paired.high < 0.3, "\(paired)")
    // The intervals of the two alone hold each other's means.
    let alone = Interval(bootstrapping: hard)
    #expect(alone.low < 0.2 + alone.mean && alone.high > 0.2 + alone.mean)
    let back = RunComparison.difference([hard], [better])
    #expect(abs(back.mean + paired.mean) < 1e-9 && back.high < 0)
  }

  @Test func equalScoresDifferByNothing() {
    let scores = [tasks(20, 3, spread: 1)]
    #expect(RunComparison.difference(scores, scores) == Interval(mean: 0, low: 0, high: 0))
  }

  /// Seeds of each run are drawn apart from those of the other: few of them that differ much make no certainty.
  @Test func seedsAreResampledForEachRun() {
    let base = tasks(30, 4, spread: 1)
    let a = [-1.0, 0, 1].map { seed in base.map { $0 + seed + 0.1 } }
    let b = [-1.0, 0, 1].map { seed in base.map { $0 + seed } }
    let difference = RunComparison.difference(a, b)
    #expect(abs(difference.mean - 0.1) < 1e-9)
    #expect(difference.low < -0.5 && difference.high > 0.5, "\(difference)")
  }

  /// Runs of one name on two scenes have met different tasks.
  @Test func runsOnOtherScenesAreRefused() throws {
    try withTemporaryFolder { folder in
      var configuration = smallRun()
      for name in ["a", "b"] { try train(configuration, in: "\(folder)/\(name)") }
      #expect(try RunComparison([folder + "/a", folder + "/b"]).runs.count == 2)
      let scene = try AtomicFile.read(folder + "/b/scene.yaml", limit: 1 << 20)
      try AtomicFile.write(scene + Array("\n".utf8), to: folder + "/b/scene.yaml")
      #expect { try RunComparison([folder + "/a", folder + "/b"]) } throws: {
        "\($0)".contains("has another scene.yaml than")
      }
      configuration.evaluation.seed += 1
      try train(configuration, in: folder + "/c")
      #expect(throws: FileError.self) { try RunComparison([folder + "/a", folder + "/c"]) }
    }
  }
}
