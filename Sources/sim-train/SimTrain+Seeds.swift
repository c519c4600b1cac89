import ArgumentParser
import Experiments
import ToolSupport

extension SimTrain {
  /// `--seeds N`: N runs and their scores together.
  func runSweep(_ count: Int) throws {
    let configuration = try settingsFromCommandLine()
    let folder = output.map(RunFolder.init) ?? .fresh(for: configuration)
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
        in: folder, from: initialState, observe: observe, unless: { Interruption.isNoted })
    } catch let error as TrainingError {
      guard case .stopped = error else { throw error }
      display?.display.end()
      printNote("stopped; the same command with --output \(folder.path) goes on")
      throw ExitCode(Interruption.status)
    }
    if json { try printJSON(result) }
    let text = "\n\(resultTable(result))\n\nruns     \(folder.path)"
    if json { if !quiet { printNote(text) } } else { print(text) }
  }
}
