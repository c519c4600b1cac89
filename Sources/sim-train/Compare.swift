import ArgumentParser
import Experiments
import Reporting
import ToolSupport

/// `sim-train compare RUN RUN …`
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares runs task by task: which differences are more than chance.",
    discussion: """
      A run is a run folder, or a folder of --seeds. All were scored on the same held-out tasks; the difference of \
      every pair is averaged over tasks and seeds after the last adaptation step, with a 95 % interval by a bootstrap \
      that draws tasks for both runs together and seeds for each.
      """)

  @Argument(help: "Run folders.", completion: .directory) var runs: [String]
  @Flag(name: .customLong("json"), help: "Print one JSON object on standard output.") var printsJSON = false
  /// Takes flags that both have, wherever they stand.
  @ParentCommand private var training: SimTrain

  func validate() throws {
    guard runs.count > 1 else { throw ValidationError("compare takes at least two runs") }
    guard runs.count <= 100 else { throw ValidationError("compare takes at most 100 runs") }
    for run in runs { try requireText(run, "a run", "a run folder") }
  }

  func run() throws {
    try SharedRun.begin("compare")
    let comparison = try RunComparison(runs)
    if printsJSON || training.json { try printJSON(comparison) } else { print(comparisonTable(comparison)) }
  }
}
