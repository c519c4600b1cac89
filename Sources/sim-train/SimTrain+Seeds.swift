import ArgumentParser
import Experiments
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
    _ = try initialState(Training(configuration), announcing: true)
    let folder = try output.map(RunFolder.init) ?? .fresh(for: configuration)
    var display: (seed: UInt64, display: ProgressDisplay)?
    defer { display?.display.end() }
    func observe(_ seed: UInt64, _ progress: TrainingProgress) {
      guard !quiet else { return }
      if display?.seed != seed {
        display?.display.end()
        printNote("seed \(seed)")
        display = (seed, ProgressDisplay())
      }
      display?.display.show(progress)
    }
    Interruption.note()
    let result: SweepResult
    do {
      result = try SeedSweep(configuration, count: count).run(
        in: folder, from: { try initialState($0) }, observe: observe, unless: { Interruption.isNoted })
    } catch let error as TrainingError {
      guard case .stopped = error else { throw error }
      display?.display.end()
      let same = output == nil ? " with --output \(folder.path)" : ""
      printNote("stopped; the same command\(same) goes on")
      throw ExitCode(Interruption.status)
    }
    if json { try printJSON(result) }
    let text = "\n\(resultTable(result))\n\nruns     \(folder.path)"
    if json { if !quiet { printNote(text) } } else { print(text) }
  }
}
