internal import Experiments
internal import Foundation
internal import MetaLearning

/// Whole meta-training runs: MAML++ on `reach` with the default network and inner steps, one outer update per
/// iteration by Adam, with metrics and checkpoints written as `sim-train` writes them.
///
/// The figures are by the wall clock, so that waiting of a core counts; what CPU time alone would give stands
/// beside them, since it holds on a busy machine too.
enum TrainingBenchmarks {
  static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  static let share = Benchmark(
    name: "training.share", against: "bare stepping by plain C++ loops on all cores", mark: .atLeast(0.6),
    unit: "×"
  ) { _ in
    let loop = PlainLoop(scene: "reach")
    var cpu = Pairs()
    let (pairs, neighbours) = try interleavedQuietly(rounds: 7) {
      let rates = try rates(threads: cores, iterations: 6)
      cpu.ours.append(rates.cpu)
      return rates.wall
    } theirs: {
      let results = try loop.measure(steps: 640_000, processes: cores)
      cpu.theirs.append(median(results.map { $0.steps / $0.cpuSeconds }))
      return results.reduce(0) { $0 + $1.steps / $1.wallSeconds }
    }
    return Figure(
      value: pairs.ratio,
      detail: million(pairs) + " steps per second, \(cores) cores, median of \(pairs.count) pairs, "
        + "\(settings.learner.rates.count) inner steps; by CPU time \(cpu.ratio.formatted()) ×; \(describe(neighbours))"
    )
  }

  static let threads = Benchmark(
    name: "training.threads", against: "the same training on one thread", mark: .atLeast(1.8), unit: "×"
  ) { _ in
    guard cores > 1 else { return nil }
    var cpu = Pairs()
    let (pairs, neighbours) = try interleavedQuietly(rounds: 7) {
      let rates = try rates(threads: 2, iterations: 6)
      cpu.ours.append(rates.cpu)
      return rates.wall
    } theirs: {
      let rates = try rates(threads: 1, iterations: 3)
      cpu.theirs.append(rates.cpu)
      return rates.wall
    }
    return Figure(
      value: pairs.ratio,
      detail: million(pairs) + " steps per second, median of \(pairs.count) pairs; "
        + "by CPU time at most \((2 * cpu.ratio).formatted()) ×; \(describe(neighbours))")
  }

  private static var settings: RunConfiguration {
    var configuration = RunConfiguration.defaults(for: "reach")
    configuration.update = .adam(AdamUpdate())
    return configuration
  }

  /// Environment steps per second of the wall clock, and per CPU second of all threads.
  private static func rates(threads: Int, iterations: Int) throws -> (wall: Double, cpu: Double) {
    var configuration = settings
    configuration.threads = threads
    configuration.iterations = iterations
    configuration.checkpointEvery = iterations
    let start = Clock.process
    let result = try run(configuration)
    return (result.stepsPerSecond, Double(result.environmentSteps ?? 0) / (Clock.process - start))
  }

  /// A fresh run in a temporary folder, its final evaluation kept small.
  static func run(
    _ settings: RunConfiguration, observe: (TrainingProgress) -> Void = { _ in }
  ) throws -> TrainingResult {
    var configuration = settings
    configuration.evaluation.tasks = 1
    configuration.evaluation.episodes = 1
    configuration.evaluation.steps = 0
    return try withTemporaryFolder { folder in
      let training = try Training(configuration)
      return try training.run(
        in: RunFolder("\(folder)/run"), from: training.initialState(), observe: observe
      ).result
    }
  }

  private static func million(_ pairs: Pairs) -> String {
    "\(EnvironmentBenchmarks.million(pairs.ours)) against \(EnvironmentBenchmarks.million(pairs.theirs)) million"
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
