internal import Experiments
internal import Foundation

/// Whole meta-training runs: MAML on `reach` with the default network, one outer update per iteration by Adam,
/// with metrics and checkpoints written as `sim-train` writes them.
enum TrainingBenchmarks {
  static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  static let share = Benchmark(
    name: "training.share", against: "bare stepping by plain C++ loops on all cores", mark: .atLeast(0.6),
    unit: "×"
  ) { _ in
    let loop = PlainLoop(scene: "reach")
    let (pairs, neighbours) = try interleavedQuietly(rounds: 7) {
      try stepsPerSecond(threads: cores, iterations: 10)
    } theirs: {
      try loop.measure(steps: 640_000, processes: cores).reduce(0) { $0 + $1.steps / $1.wallSeconds }
    }
    return Figure(
      value: pairs.ratio,
      detail: "\(EnvironmentBenchmarks.million(pairs.ours)) against "
        + "\(EnvironmentBenchmarks.million(pairs.theirs)) million steps per second, \(cores) cores, "
        + "median of \(pairs.count) pairs, " + describe(neighbours))
  }

  static let threads = Benchmark(
    name: "training.threads", against: "the same training on one thread", mark: .atLeast(1.8), unit: "×"
  ) { _ in
    guard cores > 1 else { return nil }
    let (pairs, neighbours) = try interleavedQuietly(rounds: 7) {
      try stepsPerSecond(threads: 2, iterations: 10)
    } theirs: {
      try stepsPerSecond(threads: 1, iterations: 5)
    }
    return Figure(
      value: pairs.ratio,
      detail: "\(EnvironmentBenchmarks.million(pairs.ours)) against "
        + "\(EnvironmentBenchmarks.million(pairs.theirs)) million steps per second, median of \(pairs.count) pairs, "
        + describe(neighbours))
  }

  static func stepsPerSecond(threads: Int, iterations: Int) throws -> Double {
    var configuration = try RunConfiguration.defaults(for: "reach")
    configuration.algorithm = .maml
    configuration.update = .adam
    configuration.threads = threads
    configuration.iterations = iterations
    configuration.checkpointEvery = iterations
    return try run(configuration).stepsPerSecond
  }

  /// A fresh run in a temporary folder, its final evaluation not counted and kept small.
  static func run(_ settings: RunConfiguration) throws -> TrainingResult {
    var configuration = settings
    configuration.evaluationTasks = 1
    configuration.evaluationEpisodes = 1
    configuration.evaluationSteps = 0
    return try withTemporaryFolder { folder in
      let training = try Training(configuration)
      return try training.run(in: RunFolder("\(folder)/run"), from: training.initialState()).result
    }
  }

  static func describe(_ neighbours: Double) -> String {
    "other processes took at most \(Int((100 * neighbours).rounded())) % of the machine"
      + (neighbours < 0.05 ? "" : ": a disturbed figure")
  }
}

/// Calls `body` with the path of a new folder, which is gone afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sim-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}
