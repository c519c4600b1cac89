import Foundation
import Gym
import Randomness
import Scenes
import Synchronization

/// A scene's environments, whose every step leaves a line in a file: where in the run it is, the observation that
/// the action was chosen from, the action as given, what came of it, and the bodies' poses before it.
struct TracedFamily: EnvFamily {
  let base: SceneFamily
  let file: TraceFile
  private let tasks = Counter()

  /// A task, its number, and how many sets of episodes have begun in it.
  struct Draw: Sendable {
    let task: TaskDraw
    let number: Int
    fileprivate let rollouts = Counter()
  }

  /// Begins the file with the names of its columns.
  init(_ base: SceneFamily, file: TraceFile) {
    self.base = base
    self.file = file
    file.append(Self.columns(base).map(Self.quoted).joined(separator: ","))
  }

  var id: String { base.id }
  var observationSpace: Box { base.observationSpace }
  var actionSpace: ActionSpace { base.actionSpace }
  var horizon: Int { base.horizon }

  /// Tasks are numbered in the order of these calls: trace on one thread.
  func drawTask(from split: Split, using stream: RandomStream) -> Draw {
    Draw(task: base.drawTask(from: split, using: stream), number: tasks.next())
  }

  /// One set of episodes poses one task.
  func makeVectorEnv(tasks: [Draw], choosing policy: TaskPolicy<Draw>) -> TracedVectorEnv {
    precondition(
      Set(tasks.map(\.number)).count == 1 && policy(row: 0, episode: 1, seed: 0) == nil,
      "a trace of rows with different tasks")
    return TracedVectorEnv(
      base.makeVectorEnv(for: tasks[0].task, count: tasks.count), draw: tasks[0], file: file)
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

private final class Counter: Sendable {
  private let count = Atomic(0)
  func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}

final class TracedVectorEnv: VectorEnv {
  let base: SceneVectorEnv
  private let draw: TracedFamily.Draw
  private let file: TraceFile
  private var rollout = 0

  init(_ base: SceneVectorEnv, draw: TracedFamily.Draw, file: TraceFile) {
    self.base = base
    self.draw = draw
    self.file = file
  }

  var count: Int { base.count }
  var observationSpace: Box { base.observationSpace }
  var actionSpace: ActionSpace { base.actionSpace }
  var horizon: Int { base.horizon }
  var autoreset: AutoresetMode {
    get { base.autoreset }
    set { base.autoreset = newValue }
  }
  var tasks: [TracedFamily.Draw] { Array(repeating: draw, count: count) }
  var taskPolicy: TaskPolicy<TracedFamily.Draw> {
    get { .fixed }
    set { preconditionFailure("a trace of rows with different tasks") }
  }
  func assign(_ task: TracedFamily.Draw, to row: Int) {
    precondition(task.number == draw.number, "a trace of rows with different tasks")
  }

  func reset(seeds: [UInt64], where mask: [Bool]?, into memory: StepMemory) {
    base.reset(seeds: seeds, where: mask, into: memory)
    rollout = draw.rollouts.next()
  }

  func step(_ actions: Span<Float>, into step: StepMemory) throws(EnvError) {
    let seconds = Double(base.family.stepSeconds)
    let before: [(row: Int, time: Int, observation: [Float], poses: [Float])] = (0..<count)
      .compactMap {
        row in
        guard let time = base.time(in: row) else { return nil }
        let width = step.observationCount
        let poses = base.poses(in: row)
        return (row, time, Array(step.observations[row * width..<(row + 1) * width]), poses)
      }
    try base.step(actions, into: step)
    let width = actionSpace.count
    for (row, time, observation, poses) in before where !step.nonFinite[row] {
      var cells = ["\(draw.number)", "\(rollout)", "\(row)", "\(time)", "\(Float(Double(time) * seconds))"]
      cells += observation.map { "\($0)" }
      for i in 0..<width { cells.append("\(actions[row * width + i])") }
      cells.append("\(step.rewards[row])")
      cells += [step.terminated[row], step.truncated[row], step.success[row]].map { $0 ? "1" : "0" }
      cells += poses.map { "\($0)" }
      file.append(cells.joined(separator: ","))
    }
  }
}

extension TracedVectorEnv: SceneBacked {
  package var scene: SceneVectorEnv { base }
}
