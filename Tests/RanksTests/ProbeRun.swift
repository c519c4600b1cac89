import Foundation
import TestSupport

/// Ranks that mpirun starts, or a single process.
struct ProbeRun {
  var status: Int32
  /// Of all ranks, in no order.
  var lines: [String]
  /// Wall clock, s.
  var seconds: Double

  /// Products lie beside the test bundle.
  static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  static func path(of tool: String) -> String { folder.appendingPathComponent(tool).path }

  /// - Parameter ranks: nil for a process that no launcher starts.
  init(ranks: Int?, _ arguments: String..., environment: [String: String] = [:]) throws {
    let launcher =
      ranks.map { ["mpirun", "-q", "--oversubscribe", "--bind-to", "none", "-n", "\($0)"] } ?? []
    let root = ["OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"]
    try self.init(launcher + [Self.path(of: "ranks-probe")] + arguments, environment.merging(root) { $1 })
  }

  init(_ words: [String], _ environment: [String: String] = [:]) throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = output
    let start = ContinuousClock.now
    try withAllSignals { try process.run() }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
    lines = text.split(separator: "\n").map(String.init).sorted()
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }
}
