import Foundation
import Testing

/// A built command-line tool, run as a user runs it.
struct Tool {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }
  let name: String

  /// Products lie beside the test bundle.
  static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  var path: String { Self.folder.appendingPathComponent(name).path }

  func callAsFunction(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// The tool, or another program with it in its arguments, ready to be started.
  /// - Parameters:
  ///   - environment: variables that differ from those of the test.
  ///   - folder: where it is started; nil for the package.
  func process(
    _ arguments: [String], by program: String? = nil, environment: [String: String] = [:],
    in folder: String? = nil
  ) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program ?? path)
    process.arguments = arguments
    process.currentDirectoryURL = folder.map { URL(fileURLWithPath: $0) } ?? Self.package
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    return process
  }

  func run(
    _ arguments: [String], by program: String? = nil, environment: [String: String] = [:],
    in folder: String? = nil
  ) throws -> Outcome {
    let process = process(arguments, by: program, environment: environment, in: folder)
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: complaint, as: UTF8.self))
  }
}

let simTrain = Tool(name: "sim-train")
let simRollout = Tool(name: "sim-rollout")
let simView = Tool(name: "sim-view")

/// A policy for `reach`, trained for no time to speak of in `folder`/run.
func smallPolicy(in folder: String) throws -> String {
  let outcome = try simTrain.run(ToolTests.small + ["--json", "--output", folder + "/run"])
  guard outcome.status == 0 else { throw SmallPolicyFailure(errors: outcome.errors) }
  return folder + "/run/policy.safetensors"
}

struct SmallPolicyFailure: Error { var errors: String }

/// One JSON object.
func object(_ text: String) throws -> [String: Any] {
  try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
}

/// A fresh folder, removed when `body` returns.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path = NSTemporaryDirectory() + "limber-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}
