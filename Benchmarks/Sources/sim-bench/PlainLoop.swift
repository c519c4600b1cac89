internal import Foundation

/// The C++ program over libbox2d that environments are measured against.
struct PlainLoop {
  let scene: String
  /// Links with the fixtures that a Box2D program gives them, or bare ones.
  var fixtures = true
  /// Whether the engine's profiling timers run.
  var timers = true

  struct Result: Decodable {
    var steps: Double
    var cpuSeconds: Double
    var wallSeconds: Double
    /// Touching contacts in an environment, on average.
    var contacts: Double
  }

  private var program: String { timers ? "plain-loop" : "plain-loop-untimed" }
  private var options: [String] { fixtures ? [] : ["--no-fixtures"] }

  /// Runs as many processes at once as `processes` says.
  func measure(steps: Int, environments: Int = 64, processes: Int = 1) throws -> [Result] {
    let arguments = [scene, "--steps", "\(steps)", "--environments", "\(environments)"] + options
    let path = try builtProgram(program)
    let children = try (0..<processes).map { _ in try ChildProcess(path, arguments) }
    return try children.map { child in
      guard let line = child.readLine(), child.finish().status == 0 else {
        throw BenchmarkError("\(program) \(scene) failed")
      }
      return try JSONDecoder().decode(Result.self, from: Data(line.utf8))
    }
  }

  /// What it observes after each of `actions` and the reward, `[steps][observation + 1]`.
  func trace(task: [Float], actions: [[Float]]) throws -> [[Float]] {
    let child = try ChildProcess(
      try builtProgram(program), [scene] + options + ["--trace"] + task.map { "\($0)" })
    child.send(actions.map { $0.map { "\($0)" }.joined(separator: " ") + "\n" }.joined())
    child.closeInput()
    return try actions.map { _ in
      guard let line = child.readLine() else {
        throw BenchmarkError("plain-loop \(scene) --trace ended early")
      }
      return line.split(separator: " ").compactMap { Float($0) }
    }
  }
}
