import ArgumentParser
import Experiments
import Foundation
import MetaLearning
import ToolSupport

@main
struct SimTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim-train",
    abstract: "Meta-trains a policy on a family of simulated tasks, so that it adapts to a new one quickly.",
    discussion: """
      Without options it meta-trains `reach` with MAML, saves the policy in runs/, and ends with the return and \
      the success rate before and after adaptation on held-out tasks.
      """,
    version: limberVersion)

  @Option(
    help: "Environment: a name in Environments/ or a scene file.",
    completion: .names { EnvironmentList.names })
  var env: String?
  @Option(
    help: "Meta-learner: \(Algorithm.allCases.map(\.rawValue).joined(separator: ", ")).",
    completion: .list(Algorithm.allCases.map(\.rawValue)))
  var algorithm: String?
  @Option(parsing: .unconditional, help: "Meta-iterations.") var iterations: Int?
  @Option(parsing: .unconditional, help: "Seed of everything random.") var seed: UInt64?
  @Option(parsing: .unconditional, help: "Train this many seeds, --seed and those after it, and aggregate.")
  var seeds: Int?
  @Option(parsing: .unconditional, help: "Worker threads; the result is the same for any number.")
  var threads: Int?
  @Flag(
    help: "Also train what the result is compared with: a policy that does not learn to adapt, and an oracle."
  )
  var baselines = false
  @Option(help: "Run folder (default: runs/DATE-ENV-ALGORITHM-SEED).", completion: .directory)
  var output: String?
  @Option(help: "YAML file of settings.", completion: .file(extensions: ["yaml", "yml"])) var config: String?
  @Option(name: .customLong("set"), help: "One setting; repeatable.") var settings: [String] = []
  @Option(help: "Go on with the run in this folder from its last checkpoint.", completion: .directory)
  var resume: String?
  @Option(
    name: .customLong("init-from"), help: "Start from this policy's parameters.", completion: .policies)
  var initFrom: String?
  @Flag(help: "Print one JSON object on standard output.") var json = false
  @Flag(help: "No progress.") var quiet = false

  static func main() { runTool(Self.self) }

  func validate() throws {
    try require(iterations, atLeast: 1, "--iterations")
    try require(threads, atLeast: 1, "--threads")
    try require(seeds, atLeast: 1, "--seeds")
    if resume != nil {
      let others: [(String, Bool)] = [
        ("--env", env != nil), ("--algorithm", algorithm != nil), ("--seed", seed != nil),
        ("--seeds", seeds != nil),
        ("--output", output != nil), ("--config", config != nil), ("--set", !settings.isEmpty),
        ("--init-from", initFrom != nil),
      ]
      if let other = others.first(where: \.1) {
        throw ValidationError("\(other.0) cannot change a run that --resume goes on with")
      }
    }
  }

  func run() throws {
    if let seeds { return try runSweep(seeds) }
    Interruption.note()
    var tally = UpdateTally()
    var display: ProgressDisplay?
    if !quiet { display = ProgressDisplay() }
    defer { display?.end() }
    func observe(_ progress: TrainingProgress) {
      tally.count(progress.report)
      display?.show(progress)
    }
    let training: Training
    let result: TrainingResult
    let evaluation: Evaluation
    do {
      if let resume {
        let folder = RunFolder(resume)
        training = try Training(settings(of: folder))
        let last = try training.lastCheckpoint(in: folder)
        announce(last, of: training.configuration.iterations)
        if !quiet { display = ProgressDisplay(returns: try folder.returns(upTo: last.iteration)) }
        (result, evaluation) = try training.resume(
          in: folder, from: last, observe: observe, unless: { Interruption.isNoted })
      } else {
        let configuration = try settingsFromCommandLine()
        training = try Training(configuration)
        let folder = output.map(RunFolder.init) ?? .fresh(for: configuration)
        (result, evaluation) = try training.run(
          in: folder, from: initialState(training), observe: observe, unless: { Interruption.isNoted })
      }
    } catch let error as TrainingError {
      guard case .stopped = error else { throw error }
      display?.end()
      printNote("\(error)")
      throw ExitCode(Interruption.status)
    }
    display?.end()
    if let warning = tally.warning { printNote("note: \(warning)") }
    if json { try printJSON(result) }
    guard !json || !quiet else { return }
    var references = try training.references()
    if baselines {
      let folder = RunFolder(URL(fileURLWithPath: result.policy).deletingLastPathComponent().path)
      var displays: [Algorithm: ProgressDisplay] = [:]
      references += try training.trainedReferences(in: folder) { algorithm, progress in
        guard !quiet else { return }
        if displays[algorithm] == nil { printNote("baseline \(algorithm.rawValue)") }
        displays[algorithm, default: ProgressDisplay()].show(progress)
      }
      for display in displays.values { display.end() }
    }
    report(result, evaluation, beside: references)
  }

  func initialState(_ training: Training) throws -> MetaState {
    try initFrom.map { try training.initialState(from: PolicyFile(reading: $0), path: $0) }
      ?? training.initialState()
  }

  /// The settings of the run that goes on.
  private func settings(of folder: RunFolder) throws -> RunConfiguration {
    var configuration = try folder.configuration()
    configuration.threads = threads ?? availableThreads
    if let iterations { configuration.iterations = iterations }
    return configuration
  }

  private func announce(_ last: LastCheckpoint, of iterations: Int) {
    for damage in last.damages { printNote("note: \(damage); passed over") }
    if !last.damages.isEmpty { printNote("note: going on from \(last.path)") }
    if last.iteration == iterations {
      printNote(
        "note: all \(iterations) iterations are done, only the evaluation is made again; --iterations goes further"
      )
    }
  }

  /// Defaults of the environment, then `--config`, then `--set`, then the named options.
  func settingsFromCommandLine() throws -> RunConfiguration {
    var text: String?
    if let config { text = String(decoding: try AtomicFile.read(config, limit: 1 << 20), as: UTF8.self) }
    var configuration = RunConfiguration()
    if let text, let config { configuration = try configuration.overridden(byYAML: text, source: config) }
    configuration = try configuration.overridden(bySettings: settings)
    if let algorithm { configuration = try configuration.overridden(bySettings: ["algorithm=\(algorithm)"]) }
    configuration = .defaults(for: env ?? configuration.environment, algorithm: configuration.algorithm)
    if let text, let config { configuration = try configuration.overridden(byYAML: text, source: config) }
    configuration = try configuration.overridden(bySettings: settings)
    if let env { configuration.environment = env }
    if let algorithm { configuration = try configuration.overridden(bySettings: ["algorithm=\(algorithm)"]) }
    if let iterations { configuration.iterations = iterations }
    if let seed { configuration.seed = seed }
    if !settings.contains(where: { $0.hasPrefix("threads=") }) { configuration.threads = availableThreads }
    if let threads { configuration.threads = threads }
    return configuration
  }

  private func report(_ result: TrainingResult, _ evaluation: Evaluation, beside references: [Reference]) {
    let text = """

      \(resultTable(evaluation, beside: references))

      policy   \(result.policy)
      report   \(RunFolder(URL(fileURLWithPath: result.policy).deletingLastPathComponent().relativePath).reportPath)
      roll out swift run -c release sim-rollout --policy \(result.policy)
      """
    if json { printNote(text) } else { print(text) }
  }
}
