import Foundation
import Gym
import Scenes
import Synchronization

/// A scene's environments, whose every step leaves a line in a file: where in the run it is, the observation that
/// the action was chosen from, the action as given, what came of it, and the bodies' poses before it.
struct TracedFamily: EnvFamily {
  let base: SceneFamily
  let file: TraceFile
  private let tasks = TaskCounter()

  /// Begins the file with the names of its columns.
  init(_ base: SceneFamily, file: TraceFile) {
    self.base = base
    self.file = file
    file.append(Self.columns(base).map(Self.quoted).joined(separator: ","))
  }

  var id: String { base.id }
  var observationSpace: Box { base.observationSpace }
  var actionSpace: Box { base.actionSpace }
  var horizon: Int { base.horizon }

  func drawTask(from split: Split, using stream: RandomStream) -> TaskDraw {
    base.drawTask(from: split, using: stream)
  }

  /// Tasks are numbered in the order of these calls: trace on one thread.
  func makeVectorEnv(for draw: TaskDraw, count: Int) -> TracedVectorEnv {
    TracedVectorEnv(base.makeVectorEnv(for: draw, count: count), task: tasks.next(), file: file)
  }

  /// `rollout` counts the resets of a task's environments: one for each stage that is scored or learned from.
  static func columns(_ family: SceneFamily) -> [String] {
    ["task", "rollout", "episode", "step", "time"]
      + family.observationSpace.components.map(\.name)
      + family.actionSpace.components.map { "action(\($0.name))" }
      + ["reward", "terminated", "truncated", "success"]
      + family.bodyNames.flatMap { ["\($0).x", "\($0).y", "\($0).angle"] }
  }

  private static func quoted(_ name: String) -> String { name.contains(",") ? "\"\(name)\"" : name }
}

private final class TaskCounter: Sendable {
  private let count = Atomic(0)
  func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}

final class TracedVectorEnv: VectorEnv {
  let base: SceneVectorEnv
  private let task: Int
  private let file: TraceFile
  private var rollouts = 0

  init(_ base: SceneVectorEnv, task: Int, file: TraceFile) {
    self.base = base
    self.task = task
    self.file = file
  }

  var count: Int { base.count }
  var observationSpace: Box { base.observationSpace }
  var actionSpace: Box { base.actionSpace }
  var horizon: Int { base.horizon }
  var atEpisodeEnd: EpisodeEnd {
    get { base.atEpisodeEnd }
    set { base.atEpisodeEnd = newValue }
  }

  func reset(seeds: [UInt64], into step: inout VectorStep) {
    base.reset(seeds: seeds, into: &step)
    rollouts += 1
  }

  func step(_ actions: Span<Float>, into step: inout VectorStep) throws(EnvError) {
    let seconds = Double(base.family.stepSeconds)
    let before: [(row: Int, time: Int, observation: ArraySlice<Float>, poses: [Float])] = (0..<count)
      .compactMap {
        row in
        guard let time = base.time(in: row) else { return nil }
        let width = step.observationCount
        let poses = base.poses(in: row)
        return (row, time, step.observations[row * width..<(row + 1) * width], poses)
      }
    try base.step(actions, into: &step)
    let width = actionSpace.count
    for (row, time, observation, poses) in before {
      var cells = ["\(task)", "\(rollouts - 1)", "\(row)", "\(time)", "\(Float(Double(time) * seconds))"]
      cells += observation.map { "\($0)" }
      for i in 0..<width { cells.append("\(actions[row * width + i])") }
      cells.append("\(step.rewards[row])")
      cells += [step.terminated[row], step.truncated[row], step.success[row]].map { $0 ? "1" : "0" }
      cells += poses.map { "\($0)" }
      file.append(cells.joined(separator: ","))
    }
  }
}

/// A vector environment with a scene's behind it, which an expert can look into.
protocol SceneBacked: VectorEnv {
  var scene: SceneVectorEnv { get }
}

extension SceneVectorEnv: SceneBacked {
  var scene: SceneVectorEnv { self }
}

extension TracedVectorEnv: SceneBacked {
  var scene: SceneVectorEnv { base }
}
