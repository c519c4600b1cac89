import Files
import Foundation
import Randomness
import Scenes

// Paired comparisons of runs: the same held-out tasks for both, so that a task's difficulty cancels.

/// Which runs are better than which, and how surely.
public struct RunComparison: Sendable, Codable {
  public struct Run: Sendable, Codable {
    public var path: String
    public var algorithm: Algorithm
    public var seeds: Int
    /// After the last adaptation step, over seeds and tasks.
    public var measures: [String: Interval]
  }

  public struct Difference: Sendable, Codable {
    public var first: String
    public var second: String
    public var measure: String
    /// First minus second.
    public var difference: Interval
    /// The interval does not hold 0.
    public var significant: Bool
  }

  public var schemaVersion = Experiments.schemaVersion
  public var env: String
  public var tasks: Int
  public var runs: [Run]
  public var differences: [Difference]

  /// - Parameter paths: run folders, or folders of sweeps.
  /// - Throws: where one holds no finished run, or runs were not scored on the same tasks.
  public init(_ paths: [String]) throws {
    let all = try paths.map(ScoredRuns.init)
    for other in all.dropFirst() { try all[0].checkComparable(to: other) }
    env = all[0].configuration.environment
    tasks = all[0].configuration.evaluation.tasks
    runs = all.map { scored in
      Run(
        path: scored.path, algorithm: scored.configuration.algorithm, seeds: scored.seeds.count,
        measures: Dictionary(
          scored.names.map { name in
            (
              name,
              SeedScores(scored.scores(name)).interval(isProportion: Measure.isProportion(name)) {
                $0.reduce(0, +) / Double($0.count)
              }
            )
          }, uniquingKeysWith: { first, _ in first }))
    }
    differences = all.indices.flatMap { i in
      all.indices.dropFirst(i + 1).flatMap { j in
        all[i].names.map { name in
          let interval = Self.difference(all[i].scores(name), all[j].scores(name))
          return Difference(
            first: all[i].path, second: all[j].path, measure: name, difference: interval,
            significant: interval.low > 0 || interval.high < 0)
        }
      }
    }
  }

  /// Mean of a − b over seeds and tasks. A resample draws tasks for both together and seeds for each.
  /// - Parameters:
  ///   - a: `[seed][task]`
  ///   - b: `[seed][task]`, of the same tasks.
  static func difference(_ a: [[Double]], _ b: [[Double]], resamples: Int = 2000) -> Interval {
    let tasks = a[0].count
    var stream = RandomStream(seed: 0x95)
    func mean(_ scores: [[Double]], _ task: Int, _ seeds: [Int]) -> Double {
      seeds.reduce(0) { $0 + scores[$1][task] } / Double(seeds.count)
    }
    func statistic(_ drawn: [Int], _ seedsA: [Int], _ seedsB: [Int]) -> Double {
      drawn.reduce(0) { $0 + mean(a, $1, seedsA) - mean(b, $1, seedsB) } / Double(drawn.count)
    }
    func draw(_ count: Int) -> [Int] { (0..<count).map { _ in Int(stream.next() % UInt64(count)) } }
    let draws = (0..<resamples).map { _ in statistic(draw(tasks), draw(a.count), draw(b.count)) }
    return Interval(
      mean: statistic(Array(0..<tasks), Array(a.indices), Array(b.indices)), resampled: draws)
  }
}

/// The scores of a run on every held-out task, of one or several seeds, as its folder holds them.
private struct ScoredRuns {
  let path: String
  let configuration: RunConfiguration
  /// The scene's text, as the run keeps it; nil for mappings.
  let scene: [UInt8]?
  var names: [String] = []
  /// Name of a measure → `[task]` after the last step, for each seed.
  var seeds: [[String: [Double]]] = []

  init(_ path: String) throws {
    self.path = path
    var folders = AtomicFile.names(in: path).filter { $0.hasPrefix("seed-") }.map {
      RunFolder("\(path)/\($0)")
    }
    if folders.isEmpty { folders = [RunFolder(path)] }
    configuration = try folders[0].configuration()
    scene = try Self.scene(of: folders[0])
    for folder in folders {
      let own = try folder.configuration()
      guard own.algorithm == configuration.algorithm else {
        throw FileError.malformed(
          path: folder.path,
          problem:
            "is a run of \(own.algorithm.rawValue), expected one of \(configuration.algorithm.rawValue)")
      }
      guard try Self.scene(of: folder) == scene else {
        throw FileError.malformed(
          path: folder.scenePath, problem: "is not the scene of \(folders[0].path): scored on other tasks")
      }
      let (names, scores) = try Self.read(folder, configuration)
      self.names = names
      seeds.append(scores)
    }
  }

  private static func scene(of folder: RunFolder) throws(FileError) -> [UInt8]? {
    guard folder.contents.contains("scene.yaml") else { return nil }
    return try AtomicFile.readOwn(folder.scenePath, limit: SceneFamily.textLimit)
  }

  func scores(_ name: String) -> [[Double]] { seeds.map { $0[name] ?? [] } }

  private static func read(
    _ folder: RunFolder, _ configuration: RunConfiguration
  ) throws(FileError) -> (names: [String], scores: [String: [Double]]) {
    let path = folder.scoresPath
    func malformed(_ problem: String) -> FileError { .malformed(path: path, problem: problem) }
    let text = String(decoding: try AtomicFile.readOwn(path, limit: 1 << 28), as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    guard let heading = lines.first, heading.count > 3, heading.prefix(3) == ["policy", "task", "steps"]
    else {
      throw malformed("is no table of scores")
    }
    var names = Array(heading.dropFirst(3))
    if names.last == Evaluation.sceneColumn { names.removeLast() }
    let tasks = configuration.evaluation.tasks
    var scores: [String: [Double]] = [:]
    for name in names { scores[name] = [] }
    for (i, cells) in lines.enumerated().dropFirst() where cells.first == configuration.algorithm.rawValue {
      guard cells.count == heading.count, let step = Int(cells[2]) else {
        throw malformed("line \(i + 1) is no line of scores")
      }
      guard step == configuration.evaluation.steps else { continue }
      for (name, cell) in zip(names, cells.dropFirst(3)) {
        guard let value = Double(cell), value.isFinite else {
          throw malformed("line \(i + 1) holds \(cell), expected a number")
        }
        scores[name]?.append(value)
      }
    }
    guard scores.values.allSatisfy({ $0.count == tasks }) else {
      throw malformed("does not hold the scores of \(tasks) tasks: the run has not ended")
    }
    return (names, scores)
  }

  func checkComparable(to other: ScoredRuns) throws(FileError) {
    let (a, b) = (configuration, other.configuration)
    func refuse(_ what: String, _ own: String, _ theirs: String) throws(FileError) {
      guard own != theirs else { return }
      throw .malformed(
        path: other.path,
        problem: "has \(what) \(theirs), expected \(own) as in \(path): scored on other tasks")
    }
    try refuse("environment", a.environment, b.environment)
    guard scene == other.scene else {
      throw .malformed(
        path: other.path, problem: "has another scene.yaml than \(path): scored on other tasks")
    }
    try refuse("evaluation.seed", "\(a.evaluation.seed)", "\(b.evaluation.seed)")
    try refuse("evaluation.tasks", "\(a.evaluation.tasks)", "\(b.evaluation.tasks)")
  }
}
