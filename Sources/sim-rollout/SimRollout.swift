import ArgumentParser
import Experiments
import Foundation
import Models
import Reporting
import ToolSupport

@main
struct SimRollout: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim-rollout",
    abstract: "Rolls out a policy on held-out tasks, headless, before and after adapting to each.",
    version: limberVersion)

  @Option(
    help:
      "Environment: a name of --list or the file of a scene or a suite (default: the policy's, or reach).",
    completion: .names { EnvironmentList.names })
  var env: String?
  @Option(help: "A policy file, random, zero, expert, nominal or optimum.", completion: .policies)
  var policy = "random"
  @Option(
    help: """
      What to roll out beside it, on the same tasks: a policy file, random, zero, expert, nominal, optimum or scratch; \
      repeatable (default: random, what the family knows and scratch beside a policy file; nothing with --json).
      """,
    completion: .policies)
  var beside: [String] = []
  @Option(parsing: .unconditional, help: "Held-out tasks.") var tasks = 40
  @Option(
    parsing: .unconditional,
    help: """
      Episodes for each adaptation step, and as many scored at each point (default: as the policy was scored, or 20).
      """)
  var episodes: Int?
  @Option(
    parsing: .unconditional,
    help: "Examples of a mapping that adaptation sees (default: as the policy was scored).")
  var shots: Int?
  @Option(
    name: .customLong("adapt-steps"), parsing: .unconditional,
    help: "Adaptation steps (default: as many as the policy was scored with).")
  var adaptSteps: Int?
  @Flag(
    help: """
      Score each policy's likeliest action (of numbers the mean) in place of drawing one; what adapts by gradient steps \
      still explores by drawn ones.
      """)
  var deterministic = false
  @Option(parsing: .unconditional, help: "Seed of tasks and episodes.") var seed: UInt64 = 1
  @Option(parsing: .unconditional, help: "Worker threads; the result is the same for any number.")
  var threads: Int?
  @Option(
    help: "Write one line about every step to this CSV file (on one thread).",
    completion: .file(extensions: ["csv"]))
  var trace: String?
  @Option(
    help: """
      Film the first \(RolloutRun.recordedTasks) tasks into this file, before and after adapting: \
      \(RecordingFormat.endings). With --list, a sheet of all scenes.
      """,
    completion: .file(extensions: RecordingFormat.allCases.map(\.rawValue)))
  var record: String?
  @Flag(help: "Print one JSON object on standard output.") var json = false
  @Flag(help: "List the environments.") var list = false
  @Option(
    help: "Print an environment's observation and action tables.",
    completion: .names { EnvironmentList.names })
  var describe: String?

  static func main() { runTool(Self.self) }

  func validate() throws {
    try require(tasks, in: CountLimits.tasks, "--tasks")
    try require(episodes, in: CountLimits.episodes, "--episodes")
    try require(shots, in: CountLimits.episodes, "--shots")
    if shots != nil, episodes != nil { throw ValidationError("--shots and --episodes exclude each other") }
    try require(adaptSteps, in: CountLimits.adaptSteps, "--adapt-steps")
    try require(threads, in: CountLimits.threads, "--threads")
    try requireText(env, "--env", "a name or a scene file")
    try requireText(policy, "--policy", "a policy file, random, zero, expert, nominal or optimum")
    for (path, option) in [(trace, "--trace"), (record, "--record")] {
      try requireText(path, option, "a file's path")
    }
    if let record, let trace, URL(fileURLWithPath: record).path == URL(fileURLWithPath: trace).path {
      throw ValidationError("--record and --trace name the same file, \(record)")
    }
    if describe != nil,
      let other = list ? "--list" : record.map({ _ in "--record" }) ?? trace.map({ _ in "--trace" })
    {
      throw ValidationError("--describe and \(other) exclude each other")
    }
    if let record {
      let endings = list ? ContactSheet.endings : RecordingFormat.endings
      guard let format = RecordingFormat(path: record), !list || ContactSheet.formats.contains(format) else {
        throw ValidationError("--record \(record): unknown file type, expected \(endings)")
      }
    }
  }

  func run() throws {
    if list {
      if let record { try ContactSheet().write(to: record) }
      return json ? try printJSON(EnvironmentList()) : print(try environmentList())
    }
    if let describe {
      guard json else { return print(try describeEnvironment(describe)) }
      return EnvironmentName(describe).isMapping
        ? try printJSON(MappingDescription(describe)) : try printJSON(EnvironmentDescription(describe))
    }
    let rollout = try RolloutRun(environment: env, policy: policy)
    if shots != nil, rollout.family != nil {
      throw ValidationError("--shots: \(policy) acts in episodes, expected --episodes")
    }
    if episodes != nil, rollout.family == nil {
      throw ValidationError("--episodes: \(policy) learns from examples, expected --shots")
    }
    var settings = EvaluationSettings(
      tasks: tasks, episodes: shots ?? episodes ?? rollout.defaultEpisodes,
      adaptSteps: adaptSteps ?? rollout.defaultAdaptSteps, seed: seed, threads: threads ?? availableThreads)
    settings.isDeterministic = deterministic
    // Before the work, not after it.
    if let others = beside.isEmpty ? nil : beside { try rollout.checkReferences(others) }
    if let record, let format = RecordingFormat(path: record) {
      try rollout.record(settings, to: record, as: format)
    }
    var (result, evaluation) = try rollout.run(settings, trace: trace)
    let references =
      json && beside.isEmpty ? [] : try rollout.references(beside.isEmpty ? nil : beside, settings)
    if json {
      result.references = references.curves
      result.scenes = evaluation.sceneScores(beside: references)
      try printJSON(result)
    } else {
      print("\(result.env), policy \(policy), \(counted(tasks, "held-out task"))\n")
      print(resultTable(evaluation, beside: references))
      let unit = rollout.family == nil ? "example" : "step"
      print(
        "\n\(counted(result.steps, unit)), \(Int(result.stepsPerSecond)) a second, digest \(result.digest)")
    }
  }
}
