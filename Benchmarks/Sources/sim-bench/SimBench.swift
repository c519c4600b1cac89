internal import ArgumentParser
internal import Foundation

@main
struct SimBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim-bench",
    abstract: "Measures Limber's speed and size, side by side with something real in one run.",
    discussion: """
      Comparisons with Python packages need the environment that Benchmarks/peers/setup.sh makes; without it they \
      are left out. pytorch-maml-rl is measured from a checkout that LIMBER_PYTORCH_MAML_RL names \
      (Benchmarks/peers/maml_rl_iteration.py says more).
      """)

  @Argument(help: "Figures, or groups of them such as `environment` (default: all but the long ones).")
  var names: [String] = []
  @Flag(help: "Print one JSON object, name to figure.") var json = false
  @Flag(help: "The long ones too.") var all = false

  private func chosen() throws -> [Benchmark] {
    guard !names.isEmpty else { return catalogue.filter { all || !$0.isLong } }
    for name in names where !catalogue.contains(where: { $0.matches(name) }) {
      throw ValidationError(
        "no figure \(name), expected one of: \(catalogue.map(\.name).joined(separator: ", "))")
    }
    return catalogue.filter { benchmark in names.contains(where: benchmark.matches) }
  }

  func run() throws {
    let session = Session()
    var figures: [String: Double] = [:]
    var failed = false
    for benchmark in try chosen() {
      do {
        let figure = try benchmark.measure(session)
        figures[benchmark.name] = figure?.value
        if !json { printRow(benchmark, figure) }
        if json, figure == nil { printNote("\(benchmark.name) left out") }
      } catch {
        failed = true
        printNote("error: \(benchmark.name): \(error)")
      }
    }
    if json { try printJSON(figures) }
    if failed { throw ExitCode.failure }
  }

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      let line = message(for: error).split(whereSeparator: \.isNewline).first ?? "bad usage"
      printNote("error: \(line) (see --help)")
      exit(withError: ExitCode.validationFailure)
    }
  }
}

extension Benchmark {
  /// By its name or by a group that it belongs to, as in `environment` for `environment.reach`.
  func matches(_ name: String) -> Bool { self.name == name || self.name.hasPrefix(name + ".") }
}
