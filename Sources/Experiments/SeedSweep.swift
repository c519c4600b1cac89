import Files
import Foundation
public import MetaLearning
import Models
import Scenes

/// The same run for several seeds, each in a folder of its own, and their scores together.
public struct SeedSweep: Sendable {
  public let configuration: RunConfiguration
  public let seeds: [UInt64]
  /// Whether every seed also trains what it is compared with.
  public let trainsBaselines: Bool
  private let workers: Workers
  private let training: @Sendable (RunConfiguration, (any ActingFamily)?) throws -> Training

  /// Seeds `configuration.seed`, the next, and so on.
  /// - Precondition: there are so many.
  /// - Parameter workers: threads of this process unless given, as many as the settings say.
  public init(
    _ configuration: RunConfiguration, count: Int, trainsBaselines: Bool = false, workers: Workers? = nil
  ) {
    let workers = workers ?? Workers(threads: configuration.threads)
    self.init(configuration, count: count, trainsBaselines: trainsBaselines, workers) {
      try Training($0, on: $1, workers: workers)
    }
  }

  /// The same on a family of examples that is a Swift type, also one that no catalogue has.
  public init(
    _ configuration: RunConfiguration, on family: some ExampleFamily, count: Int,
    trainsBaselines: Bool = false
  ) {
    let workers = Workers(threads: configuration.threads)
    self.init(configuration, count: count, trainsBaselines: trainsBaselines, workers) { configuration, _ in
      try Training(configuration, on: family, workers: workers)
    }
  }

  private init(
    _ configuration: RunConfiguration, count: Int, trainsBaselines: Bool, _ workers: Workers,
    _ training: @escaping @Sendable (RunConfiguration, (any ActingFamily)?) throws -> Training
  ) {
    self.training = training
    self.workers = workers
    precondition(
      Self.hasSeeds(configuration.seed, count: count), "\(count) seeds from \(configuration.seed) on")
    self.configuration = configuration
    self.trainsBaselines = trainsBaselines
    seeds = (0..<count).map { configuration.seed + UInt64($0) }
  }

  /// Whether `first` and those after it are `count` seeds of 64 bits.
  public static func hasSeeds(_ first: UInt64, count: Int) -> Bool {
    CountLimits.seeds.contains(count) && !first.addingReportingOverflow(UInt64(count) - 1).overflow
  }

  /// Runs every seed in `folder`/seed-N. What a sweep that ended at any time has done is not done again: runs that
  /// are there go on from their checkpoints.
  /// - Parameters:
  ///   - observe: told the name of what is trained.
  ///   - onEnd: told of every run with what stands beside it.
  public func run(
    in folder: RunFolder, from initial: (Training) throws -> MetaState,
    observe: (String, TrainingProgress) throws -> Void = { _, _ in },
    unless shouldStop: @escaping StopCondition = { false },
    onEnd: (Training, TrainedRun, [Reference]) throws -> Void = { _, _, _ in }
  ) throws -> SweepResult {
    var runs: [TrainedRun] = []
    var references: [(name: String, evaluations: [Evaluation])] = []
    // Read once: all seeds run on the same scene, whatever happens to its file meanwhile.
    let isMapping = EnvironmentName(configuration.environment).isMapping
    let base = isMapping ? nil : try ActingCatalogue.family(named: configuration.environment)
    for seed in seeds {
      var own = configuration
      own.seed = seed
      let training = try self.training(own, base)
      // Files may have changed since the first seed began.
      try training.checkRanks(from: initial(training))
      let place = RunFolder("\(folder.path)/seed-\(seed)")
      let trained = try training.runOrResume(
        in: place, from: { try initial(training) }, observe: { try observe("seed \(seed)", $0) },
        unless: shouldStop)
      var beside = try training.references()
      if trainsBaselines {
        beside += try training.trainedReferences(
          in: place, observe: { try observe("seed \(seed), baseline \($0.rawValue)", $1) },
          unless: shouldStop)
      }
      try training.record(beside, in: trained)
      try onEnd(training, trained, beside)
      runs.append(trained)
      for reference in beside {
        if let index = references.firstIndex(where: { $0.name == reference.name }) {
          references[index].evaluations.append(reference.evaluation)
        } else {
          references.append((reference.name, [reference.evaluation]))
        }
      }
    }
    var result = SweepResult(configuration, runs)
    result.references = Dictionary(
      references.map { ($0.name, SweepResult.curve($0.evaluations) { $0.reduce(0, +) / Double($0.count) }) },
      uniquingKeysWith: { first, _ in first })
    if workers.isFirst {
      try AtomicFile.write(JSONText.encode(result) + "\n", to: folder.path + "/aggregate.json")
    }
    return result
  }
}

/// Scores over seeds: what `sim-train --seeds N --json` prints.
public struct SweepResult: Sendable, Codable {
  public var schemaVersion = Experiments.schemaVersion
  public var env: String
  public var algorithm: Algorithm
  public var seeds: [UInt64]
  public var tasks: Int
  /// What `at` counts along the curves: adaptation steps, or episodes of a trial, the first of which is 0.
  public var axis = CurveAxis.steps
  /// Interquartile means over seeds and tasks, with intervals over seeds and tasks.
  public var interquartileMean: [CurvePoint]
  /// Means over seeds and tasks; intervals as above.
  public var mean: [CurvePoint]
  /// Performance profile of the first measure at the last point.
  public var profile: [ProfilePoint]
  /// What was scored beside the runs, over all of them; nil where nothing was.
  public var references: [String: [CurvePoint]]?
  /// The means of each scene of a suite, by its name; nil where there is no suite.
  public var scenes: [String: [CurvePoint]]?
  public var runs: [TrainingResult]

  init(_ configuration: RunConfiguration, _ runs: [TrainedRun]) {
    env = runs[0].result.env
    algorithm = configuration.algorithm
    seeds = runs.map(\.result.seed)
    tasks = configuration.evaluation.tasks
    axis = runs[0].result.axis
    self.runs = runs.map(\.result)
    let evaluations = runs.map(\.evaluation)
    interquartileMean = Self.curve(evaluations, Experiments.interquartileMean)
    mean = Self.curve(evaluations) { $0.reduce(0, +) / Double($0.count) }
    if !evaluations[0].scenes.isEmpty {
      scenes = Dictionary(
        uniqueKeysWithValues: evaluations[0].sceneNames.map { name in
          (name, Self.curve(evaluations.map { $0.part(of: name) }) { $0.reduce(0, +) / Double($0.count) })
        })
    }
    profile = Self.scores(
      evaluations, evaluations[0].names.first ?? "", at: evaluations[0].points - 1
    ).profile()
  }

  private static func scores(_ evaluations: [Evaluation], _ name: String, at point: Int) -> SeedScores {
    SeedScores(evaluations.map { $0.values(name, at: point) })
  }

  /// A statistic of every measure at every point, over seeds and tasks.
  static func curve(_ evaluations: [Evaluation], _ statistic: ([Double]) -> Double) -> [CurvePoint] {
    (0..<evaluations[0].points).map { point in
      CurvePoint(
        at: point, experience: evaluations[0].experience[point],
        environmentSteps: evaluations.reduce(0) { $0 + $1.adaptationSteps[point] } / evaluations.count,
        measures: Dictionary(
          evaluations[0].names.map { name in
            (
              name,
              scores(evaluations, name, at: point).interval(
                isProportion: Measure.isProportion(name), of: statistic)
            )
          }, uniquingKeysWith: { first, _ in first }))
    }
  }
}
