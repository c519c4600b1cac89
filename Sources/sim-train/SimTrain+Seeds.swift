import ArgumentParser
import Experiments
import MetaLearning
import Reporting
import ToolSupport

extension SimTrain {
  /// `--seeds N`: N runs and their scores together.
  func runSweep(_ count: Int) throws {
    let configuration = try settingsFromCommandLine()
    guard SeedSweep.hasSeeds(configuration.seed, count: count) else {
      throw ValidationError(
        "--seeds \(count) from seed \(configuration.seed) on goes beyond \(UInt64.max), expected a smaller seed"
      )
    }
    // What is wrong with the settings is said before there is a folder.
    let workers = try SharedRun.workers(threads: configuration.threads)
    let training = try Training(configuration, workers: workers)
    try training.checkRanks(from: initialState(training, announcing: true))
    let folder = try place(for: configuration, workers)
    let watch = Watch(quiet: quiet)
    defer { watch.end() }
    var current: String?
    func observe(_ run: String, _ progress: TrainingProgress) {
      if current != run {
        watch.end()
        if !quiet { printNote(run) }
        watch.begin()
        current = run
      }
      watch.show(progress)
    }
    Interruption.note()
    let result: SweepResult
    do {
      result = try SeedSweep(configuration, count: count, trainsBaselines: baselines, workers: workers).run(
        in: folder, from: { try initialState($0) }, observe: observe, unless: { Interruption.isNoted },
        onEnd: { training, trained, references in
          guard workers.isFirst else { return }
          try TrainingReport(training, trained, beside: references).write(in: trained.folder)
        })
    } catch let error as TrainingError {
      let same = output == nil ? " with --output \(folder.path)" : ""
      if case .interrupted(let error, _) = error {
        throw TrainingError.interrupted(error, hint: "the same command\(same) goes on")
      }
      guard case .stopped = error else { throw error }
      watch.end()
      printNote("stopped; the same command\(same) goes on")
      throw ExitCode(Interruption.status)
    }
    guard workers.isFirst else { return }
    try SweepReport(result, configuration).write(in: folder)
    if json { try printJSON(result) }
    let text = "\n\(resultTable(result))\n\nruns     \(folder.path)\nreport   \(folder.reportPath)"
    if json { if !quiet { printNote(text) } } else { print(text) }
  }
}
