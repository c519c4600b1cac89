internal import Foundation

/// `sim-train` as a user starts it: without options, but two threads, in a folder of its own.
enum DefaultRunBenchmarks {
  static let seconds = Benchmark(
    name: "training.default_seconds", against: "", mark: .under(90), unit: "s", isLong: true
  ) { session in
    let run = try session.once("default run", measure)
    return Figure(
      value: run.seconds,
      detail:
        "wall time of `sim-train --threads 2`, \(TrainingBenchmarks.describe(run.neighbours)); \(run.outcome)"
    )
  }

  static let megabytes = Benchmark(
    name: "training.default_megabytes", against: "", mark: .under(300), unit: "MB", isLong: true
  ) { session in
    let run = try session.once("default run", measure)
    return Figure(value: run.megabytes, detail: "peak resident memory of the same run")
  }

  private struct Run {
    var seconds: Double
    var megabytes: Double
    var neighbours: Double
    var outcome: String
  }

  /// What `sim-train --json` prints, as far as it is wanted here.
  private struct Outcome: Decodable {
    struct Score: Decodable { var mean: Double }
    struct BeforeAfter: Decodable { var before: Score, after: Score }
    var `return`: BeforeAfter
    var iterations: Int
  }

  @Sendable private static func measure() throws -> Run {
    try withTemporaryFolder { folder in
      let watch = Neighbours()
      let start = Clock.wall
      let arguments = ["--json", "--quiet", "--threads", "2", "--output", "\(folder)/run"]
      let child = try ChildProcess(builtProgram("sim-train"), arguments)
      let line = child.readLine()
      let exit = child.finish()
      guard exit.status == 0, let line else {
        throw BenchmarkError("sim-train ended with status \(exit.status)")
      }
      let outcome = try JSONDecoder().decode(Outcome.self, from: Data(line.utf8))
      return Run(
        seconds: Clock.wall - start, megabytes: Double(exit.peakBytes) / 1e6, neighbours: watch.share,
        outcome: "\(outcome.iterations) iterations, return \(outcome.return.before.mean.formatted()) → "
          + outcome.return.after.mean.formatted())
    }
  }
}
