import ArgumentParser
import Experiments
import Files
import Foundation
import MetaLearning
import Models
import Reporting
import ToolSupport

@main
struct SimTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim-train",
    abstract: "Meta-trains a learner on a family of tasks, so that it adapts to a new one quickly.",
    discussion: """
      Without options it meta-trains `reach` with MAML++, saves the policy in runs/, and ends with the return and \
      the success rate before and after adaptation on held-out tasks.
      """,
    version: limberVersion, subcommands: [Compare.self])

  @Option(
    help: "Environment: a name of sim-rollout --list, or the file of a scene or a suite.",
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
    help: "Also train what the result is compared with: a model that does not learn to adapt, and an oracle.")
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
  @Flag(name: .customLong("dry-run"), help: "Print the settings that a run would have, and train nothing.")
  var dryRun = false
  @Flag(help: "Print one JSON object on standard output.") var json = false
  @Flag(help: "No progress.") var quiet = false

  static func main() {
    SharedRun.join()
    runTool(Self.self, says: SharedRun.says, onEnd: SharedRun.leave)
  }

  func validate() throws {
    try require(iterations, in: CountLimits.iterations, "--iterations")
    try require(threads, in: CountLimits.threads, "--threads")
    try require(seeds, in: CountLimits.seeds, "--seeds")
    try requireText(env, "--env", "a name, a scene file or mapping/NAME")
    try requireText(config, "--config", "a file of settings")
    try requireText(initFrom, "--init-from", "a policy file")
    for (path, option) in [(output, "--output"), (resume, "--resume")] {
      try requireText(path, option, "a run folder")
    }
    guard resume != nil else { return }
    let others: [(String, Bool)] = [
      ("--env", env != nil), ("--algorithm", algorithm != nil), ("--seed", seed != nil),
      ("--seeds", seeds != nil), ("--output", output != nil), ("--config", config != nil),
      ("--set", !settings.isEmpty), ("--init-from", initFrom != nil),
    ]
    if let other = others.first(where: \.1) {
      throw ValidationError("\(other.0) cannot change a run that --resume goes on with")
    }
  }

  func run() throws {
    try SharedRun.begin(task)
    if dryRun { return try printSettings() }
    if let seeds { return try runSweep(seeds) }
    Interruption.note()
    let watch = Watch(quiet: quiet)
    defer { watch.end() }
    let (training, trained): (Training, TrainedRun)
    do { (training, trained) = try train(watch) } catch let error as TrainingError {
      try stop(error, watch)
    }
    watch.end()
    if let warning = watch.tally.warning { printNote("note: \(warning)") }
    var references: [Reference] = []
    let goOn =
      "go on with: sim-train --resume \(quoted(trained.folder.path))\(baselines ? " --baselines" : "")"
    do { references = try self.references(of: training, trained, watch) } catch let error as RankError {
      throw TrainingError.interrupted(error, hint: goOn)
    } catch TrainingError.interrupted(let error, _) {
      throw TrainingError.interrupted(error, hint: goOn)
    } catch let error as TrainingError {
      try stop(error, watch)
    }
    guard SharedRun.isFirst else { return }
    try training.record(references, in: trained)
    try TrainingReport(training, trained, beside: references).write(in: trained.folder)
    var result = trained.result
    result.references = references.curves
    result.scenes = trained.evaluation.sceneScores(beside: references)
    if json { try printJSON(result) }
    if !json || !quiet { report(trained, beside: references) }
  }

  /// What decides which steps this process takes, in words.
  private var task: String {
    "\(dryRun) \(seeds ?? 0) \(resume != nil) \(baselines) \(scoresReferences)"
  }

  /// Whether the usual references are scored beside a run: where somebody sees them.
  private var scoresReferences: Bool { baselines || !json || !quiet }

  private func train(_ watch: Watch) throws -> (Training, TrainedRun) {
    if let resume {
      let folder = RunFolder(resume)
      SharedRun.note(folder: resume)
      let workers = try SharedRun.workers(threads: threads ?? SharedRun.threads)
      let kept = try folder.kept(by: workers)
      let configuration = settings(of: kept.configuration)
      let training = try Training(configuration, on: kept.family, workers: workers)
      let last = try training.lastCheckpoint(in: folder)
      try training.checkRanks()
      if workers.isFirst {
        announce(last, configuration)
        if let missing = try folder.missingMetrics(upTo: last.iteration, of: configuration) {
          printNote("note: \(missing)")
        }
        watch.begin(history: try folder.history(upTo: last.iteration))
      }
      return (
        training,
        try training.resume(
          in: folder, from: last, observe: watch.observe, unless: { Interruption.isNoted })
      )
    }
    let configuration = try settingsFromCommandLine()
    let workers = try SharedRun.workers(threads: configuration.threads)
    let training = try Training(configuration, workers: workers)
    let start = try initialState(training, announcing: true)
    try training.checkRanks(from: start)
    let folder = try place(for: configuration, workers)
    watch.begin()
    return (
      training,
      try training.run(in: folder, from: start, observe: watch.observe, unless: { Interruption.isNoted })
    )
  }

  /// The folder of a fresh run, which the first rank makes.
  func place(for configuration: RunConfiguration, _ workers: Workers) throws -> RunFolder {
    let path = try workers.onFirst { try output ?? RunFolder.fresh(for: configuration).path }
    if seeds == nil { SharedRun.note(folder: path) }
    return RunFolder(path)
  }

  /// What is scored beside a run: the usual, and what `--baselines` trains.
  private func references(
    of training: Training, _ trained: TrainedRun, _ watch: Watch
  ) throws -> [Reference] {
    guard scoresReferences else { return [] }
    var references = try training.references()
    guard baselines else { return references }
    var current: Algorithm?
    references += try training.trainedReferences(
      in: trained.folder,
      observe: { algorithm, progress in
        if current != algorithm {
          watch.end()
          if !quiet { printNote("baseline \(algorithm.rawValue)") }
          watch.begin()
          current = algorithm
        }
        watch.show(progress)
      }, unless: { Interruption.isNoted })
    watch.end()
    return references
  }

  func stop(_ error: TrainingError, _ watch: Watch) throws -> Never {
    guard case .stopped = error else { throw error }
    watch.end()
    printNote("\(error)")
    throw ExitCode(Interruption.status)
  }

  func initialState(_ training: Training, announcing: Bool = false) throws -> MetaState {
    guard let initFrom else { return try training.initialState() }
    let file = try PolicyFile(reading: initFrom)
    if announcing, training.learner.steps != nil, file.learner.steps?.learnedRates ?? .fixed != .fixed,
      !training.takesRates(of: file)
    {
      printNote(
        "note: this run begins at its own learner.rates, not at the step sizes learned in \(initFrom)")
    }
    return try training.initialState(from: file, path: initFrom)
  }

  private func announce(_ last: LastCheckpoint, _ configuration: RunConfiguration) {
    for damage in last.damages { printNote("note: \(damage); passed over") }
    if !last.damages.isEmpty { printNote("note: going on from \(last.path)") }
    let iterations = configuration.iterations
    if last.iteration == iterations {
      let done = iterations == 1 ? "the only iteration is" : "all \(iterations) iterations are"
      printNote("note: \(done) done, only the evaluation is made again; --iterations goes further")
    }
    if iterations > configuration.schedule.over, configuration.schedule.final < 1 {
      printNote(
        "note: outer updates fall to \(configuration.schedule.final) of their size by iteration "
          + "\(configuration.schedule.over) and stay there; a run of \(iterations) from the start has the same "
          + "result only with --set schedule.over=\(configuration.schedule.over)")
    }
  }

  private func report(_ trained: TrainedRun, beside references: [Reference]) {
    let result = trained.result
    let text = """

      \(resultTable(trained.evaluation, beside: references))

      policy   \(result.policy)
      report   \(trained.folder.reportPath)
      roll out \(commandLine("sim-rollout")) --policy \(result.policy)
      """
    if json { printNote(text) } else { print(text) }
  }
}

/// Who watches a run: the progress display, unless it is to be quiet, and the tally of updates.
final class Watch {
  private let quiet: Bool
  private var display: ProgressDisplay?
  private(set) var tally = UpdateTally()

  init(quiet: Bool) { self.quiet = quiet || !SharedRun.isFirst }

  /// - Parameter history: of the iterations that a resumed run has behind it.
  func begin(history: [Double] = []) {
    if !quiet { display = ProgressDisplay(returns: history) }
  }

  func observe(_ progress: TrainingProgress) {
    tally.count(progress.report)
    show(progress)
  }

  func show(_ progress: TrainingProgress) { display?.show(progress) }

  func end() {
    display?.end()
    display = nil
  }
}
