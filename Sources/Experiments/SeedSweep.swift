import Foundation
public import MetaLearning
import Scenes

/// The same run for several seeds, each in a folder of its own, and their scores together.
public struct SeedSweep: Sendable {
  public let configuration: RunConfiguration
  public let seeds: [UInt64]

  /// Seeds `configuration.seed`, the next, and so on.
  /// - Precondition: there are so many.
  public init(_ configuration: RunConfiguration, count: Int) {
    precondition(
      Self.hasSeeds(configuration.seed, count: count), "\(count) seeds from \(configuration.seed) on")
    self.configuration = configuration
    seeds = (0..<count).map { configuration.seed + UInt64($0) }
  }

  /// Whether `first` and those after it are `count` seeds of 64 bits.
  public static func hasSeeds(_ first: UInt64, count: Int) -> Bool {
    CountLimits.seeds.contains(count) && !first.addingReportingOverflow(UInt64(count) - 1).overflow
  }

  /// Runs every seed in `folder`/seed-N. What a sweep that ended at any time has done is not done again: runs that
  /// are there go on from their checkpoints.
  public func run(
    in folder: RunFolder, from initial: (Training) throws -> MetaState,
    observe: (UInt64, TrainingProgress) throws -> Void = { _, _ in },
    unless shouldStop: @escaping StopCondition = { false }
  ) throws -> SweepResult {
    var runs: [(result: TrainingResult, evaluation: Evaluation)] = []
    let base = try SceneFamily(named: configuration.environment)
    for seed in seeds {
      var own = configuration
      own.seed = seed
      let training = try Training(own, on: base)
      let place = RunFolder("\(folder.path)/seed-\(seed)")
      runs.append(
        try training.runOrResume(
          in: place, from: { try initial(training) }, observe: { try observe(seed, $0) }, unless: shouldStop))
    }
    let result = SweepResult(configuration, runs)
    try AtomicFile.write(json(result) + "\n", to: folder.path + "/aggregate.json")
    return result
  }
}

/// Scores over seeds: what `sim-train --seeds N --json` prints.
public struct SweepResult: Sendable, Codable {
  public var env: String
  public var algorithm: Algorithm
  public var seeds: [UInt64]
  public var tasks: Int
  /// Interquartile means over seeds and tasks after 0, 1, … adaptation steps, with stratified intervals.
  public var interquartileMean: [StageScore]
  /// Means over seeds and tasks; intervals as above.
  public var mean: [StageScore]
  /// Performance profile of the return after the last step.
  public var profile: [ProfilePoint]
  public var runs: [TrainingResult]

  init(_ configuration: RunConfiguration, _ runs: [(result: TrainingResult, evaluation: Evaluation)]) {
    env = runs[0].result.env
    algorithm = configuration.algorithm
    seeds = runs.map(\.result.seed)
    tasks = configuration.evaluationTasks
    self.runs = runs.map(\.result)
    func scores(_ all: (Evaluation) -> [[Double]], _ stage: Int) -> SeedScores {
      SeedScores(runs.map { all($0.evaluation).map { $0[stage] } })
    }
    func curve(_ statistic: ([Double]) -> Double) -> [StageScore] {
      runs[0].evaluation.returns[0].indices.map { stage in
        StageScore(
          return: scores(\.returns, stage).interval(of: statistic),
          success: scores(\.successes, stage).interval(of: statistic))
      }
    }
    interquartileMean = curve(Experiments.interquartileMean)
    mean = curve { $0.reduce(0, +) / Double($0.count) }
    profile = scores(\.returns, runs[0].evaluation.returns[0].count - 1).profile()
  }
}
