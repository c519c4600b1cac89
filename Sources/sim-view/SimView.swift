import ArgumentParser
import Drawing
import Experiments
import Models
import Reporting
import ToolSupport
import Viewer

@main
struct SimView: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim-view",
    abstract: """
      Shows a policy before and after adapting, or two policies, side by side, live: move the goal or break the arm.
      """,
    version: limberVersion)

  @Option(
    help: "Environment: a name in Environments/ or a scene file (default: the policy's).",
    completion: .names { EnvironmentList.names })
  var env: String?
  @Option(
    help: "A policy file (default: the shipped one for the environment, or for reach).",
    completion: .policies)
  var policy: String?
  @Option(
    help: """
      What is on the left, on the same tasks: another policy file, random, zero or expert (default: the same policy \
      before it adapts).
      """,
    completion: .policies)
  var beside: String?
  @Option(parsing: .unconditional, help: "Seed of tasks and episodes.") var seed: UInt64 = 1
  @Option(
    help: "No window: film into this file (\(RecordingFormat.endings)).",
    completion: .file(extensions: RecordingFormat.allCases.map(\.rawValue)))
  var record: String?
  @Flag(help: "Open no window; goes with --record.") var headless = false
  @Option(parsing: .unconditional, help: "Close the window after so many seconds.") var seconds: Double?
  @Flag(help: "Light lines on dark ground.") var dark = false
  @Option(help: "Folder for screenshots and recordings.", completion: .directory) var output = "."

  static func main() { runTool(Self.self) }

  func validate() throws {
    try requireText(env, "--env", "a name or a scene file")
    try requireText(policy, "--policy", "a policy file")
    try requireText(beside, "--beside", "a policy file, random, zero or expert")
    try requireText(record, "--record", "a file's path")
    try requireText(output, "--output", "a folder")
    if let record, RecordingFormat(path: record) == nil {
      throw ValidationError("--record \(record): unknown file type, expected \(RecordingFormat.endings)")
    }
    if headless, record == nil { throw ValidationError("--headless needs --record FILE, or use sim-rollout") }
    if let seconds, !(seconds > 0) { throw ValidationError("--seconds is \(seconds), expected more than 0") }
  }

  func run() throws {
    if let env { try ActingCatalogue.checkIsScene(env) }
    let path = try policy ?? PolicyFile.shippedPath(for: env ?? "reach")
    let rollout = try RolloutRun(environment: env, policy: path)
    _ = try rollout.scene()
    let other = try beside.map { try rollout.beside($0) }
    if let record, let format = RecordingFormat(path: record) {
      return try rollout.record(
        EvaluationSettings(
          tasks: RolloutRun.recordedTasks, episodes: 20, adaptSteps: rollout.defaultAdaptSteps, seed: seed,
          threads: 1),
        to: record, as: format, beside: other)
    }
    #if Viewer
      let session = try LiveSession(rollout, beside: other, seed: seed)
      let window: Window
      do { window = try Window(session, theme: dark ? .dark : .light, folder: output) } catch {
        fail("\(error)", status: 69)
      }
      Interruption.note()
      let times = window.run(seconds: seconds) { Interruption.isNoted }
      printNote("\(counted(times.all.milliseconds.count, "frame")), \(times.all.summary)")
      let adaptations = session.adaptationTimes
      if !adaptations.milliseconds.isEmpty {
        printNote(
          "\(times.adapting.milliseconds.count) of them beside an adaptation, \(times.adapting.summary)")
        printNote("\(counted(adaptations.milliseconds.count, "adaptation")), \(adaptations.summary)")
      }
      if Interruption.isNoted { throw ExitCode(Interruption.status) }
    #else
      fail(
        "no window: built without it; \(howToGetTheWindow), or sim-rollout --record for a film", status: 69)
    #endif
  }
}
