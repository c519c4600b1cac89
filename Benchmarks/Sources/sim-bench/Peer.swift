internal import Foundation

/// A Python program that computes the same as we do: it waits while we measure, and we while it does.
final class Peer {
  private let process: ChildProcess
  private let script: String

  /// Nil without the virtual environment that `Benchmarks/peers/setup.sh` makes.
  /// - Parameters:
  ///   - problem: what the program computes with; it reads it from a file.
  ///   - python: another interpreter than that environment's.
  static func start(_ script: String, _ problem: some Encodable, python: String? = nil) throws -> Peer? {
    let python = python ?? "\(folder)/.venv/bin/python"
    guard FileManager.default.isExecutableFile(atPath: python) else { return nil }
    return try Peer(script, python, problem)
  }

  private init(_ script: String, _ python: String, _ problem: some Encodable) throws {
    self.script = script
    process = try withTemporaryFolder { temporary in
      let file = "\(temporary)/problem.json"
      try JSONEncoder().encode(problem).write(to: URL(fileURLWithPath: file))
      let process = try ChildProcess(python, ["\(Self.folder)/\(script)", "--serve", file])
      while let line = process.readLine() {
        if line == "ready" { return process }
      }
      throw BenchmarkError("\(script) did not start; does Benchmarks/peers/setup.sh run through?")
    }
  }

  /// `Benchmarks/peers` in the source tree.
  private static var folder: String {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("peers").path
  }

  /// The flat result of one of its computations.
  func values(of name: String) throws -> [Double] { try ask("values \(name)") }

  /// Median CPU seconds of a computation.
  func seconds(of name: String, repetitions: Int) throws -> Double { try ask("time \(name) \(repetitions)") }

  private func ask<Answer: Decodable>(_ question: String) throws -> Answer {
    process.send(question + "\n")
    guard let line = process.readLine() else { throw BenchmarkError("\(script) ended at: \(question)") }
    return try JSONDecoder().decode(Answer.self, from: Data(line.utf8))
  }
}
