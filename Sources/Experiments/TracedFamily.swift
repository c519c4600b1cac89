import Foundation
import Gym
import Randomness
import Scenes
import Synchronization

/// A family's environments, whose every step leaves a line in a file: where in the run it is, the observation that
/// the action was chosen from but for its pictures, the action as given, what came of it, and, where all tasks are of one scene, the bodies' poses
/// before it and what the episode drew for itself. Where they are of several, the line says of which, and scenes have
/// different bodies.
struct TracedFamily<Base: ActingFamily>: EnvFamily {
  let base: Base
  let file: TraceFile
  private let tasks = Counter()

  /// Begins the file with the names of its columns.
  init(_ base: Base, file: TraceFile) {
    self.base = base
    self.file = file
    file.append(columns.map(Self.quoted).joined(separator: ","))
  }

  var id: String { base.id }
  var observationSpace: Box { base.observationSpace }
  var actionSpace: ActionSpace { base.actionSpace }
  var horizon: Int { base.horizon }

  /// Tasks are numbered in the order of these calls: trace on one thread.
  func drawTask(from split: Split, using stream: RandomStream) -> TracedDraw<Base.Draw> {
    TracedDraw(task: base.drawTask(from: split, using: stream), number: tasks.next())
  }

  /// One set of episodes poses one task.
  func makeVectorEnv(
    tasks: [TracedDraw<Base.Draw>], choosing policy: TaskPolicy<TracedDraw<Base.Draw>>
  ) -> TracedVectorEnv<Base.Vector> {
    precondition(
      Set(tasks.map(\.number)).count == 1 && policy(row: 0, episode: 1, seed: 0) == nil,
      "a trace of rows with different tasks")
    return TracedVectorEnv(
      base.makeVectorEnv(for: tasks[0].task, count: tasks.count), draw: tasks[0], file: file)
  }

  /// `rollout` counts the resets of a task's environments: one for each stage that is scored or learned from. Seconds
  /// and poses are those of scenes.
  private var columns: [String] {
    let scene = base.sceneFamily
    let isScenic = base is any ScenicFamily
    return ["task"] + (isScenic && scene == nil ? ["scene"] : []) + ["rollout", "episode", "step"]
      + (isScenic ? ["time"] : [])
      + observationSpace.numbers.map { observationSpace.components[$0].name }
      + actionSpace.components.map { "action(\($0.name))" }
      + ["reward", "terminated", "truncated", "success"]
      + (scene?.bodyNames ?? []).flatMap { ["\($0).x", "\($0).y", "\($0).angle"] }
      + (scene?.episodeNames ?? []).map { "episode(\($0))" }
  }

  private static func quoted(_ name: String) -> String { name.contains(",") ? "\"\(name)\"" : name }
}

/// A task, its number, and how many sets of episodes have begun in it.
struct TracedDraw<Task: Sendable>: Sendable {
  let task: Task
  let number: Int
  fileprivate let rollouts = Counter()
}

extension TracedDraw: SceneTask {
  var sceneName: String? { (task as? any SceneTask)?.sceneName }
}

private final class Counter: Sendable {
  private let count = Atomic(0)
  func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}

final class TracedVectorEnv<Base: VectorEnv>: VectorEnv {
  let base: Base
  private let draw: TracedDraw<Base.Draw>
  private let file: TraceFile
  private var rollout = 0
  /// Steps of each row's episode; nil where none runs.
  private var times: [Int?]
  /// The observation's numbers that are written.
  private let numbered: [Int]

  init(_ base: Base, draw: TracedDraw<Base.Draw>, file: TraceFile) {
    self.base = base
    self.draw = draw
    self.file = file
    times = Array(repeating: nil, count: base.count)
    numbered = base.observationSpace.numbers
    base.autoreset = .disabled
  }

  var count: Int { base.count }
  var observationSpace: Box { base.observationSpace }
  var actionSpace: ActionSpace { base.actionSpace }
  var horizon: Int { base.horizon }
  var autoreset: AutoresetMode {
    get { .disabled }
    set { precondition(newValue == .disabled, "episodes are traced one by one") }
  }
  var tasks: [TracedDraw<Base.Draw>] { Array(repeating: draw, count: count) }
  var taskPolicy: TaskPolicy<TracedDraw<Base.Draw>> {
    get { .fixed }
    set { preconditionFailure("a trace of rows with different tasks") }
  }
  func assign(_ task: TracedDraw<Base.Draw>, to row: Int) {
    precondition(task.number == draw.number, "a trace of rows with different tasks")
  }

  func reset(seeds: [UInt64], where mask: [Bool]?, into memory: StepMemory) {
    base.reset(seeds: seeds, where: mask, into: memory)
    for row in 0..<count where mask?[row] ?? true { times[row] = 0 }
    rollout = draw.rollouts.next()
  }

  func step(_ actions: Span<Float>, into step: StepMemory) throws(EnvError) {
    let scenes = base as? any ScenicVectorEnv
    let isOneScene = base is SceneVectorEnv
    let width = step.observationCount
    let before: [(row: Int, time: Int, observation: [Float], scene: [Float])] = times.enumerated()
      .compactMap { row, time in
        guard let time else { return nil }
        return (
          row, time, Array(step.observations[row * width..<(row + 1) * width]),
          isOneScene ? scenes.map { $0.scene(of: row) }.map { $0.env.traced(in: $0.row) } ?? [] : []
        )
      }
    try base.step(actions, into: step)
    for (row, time, observation, numbers) in before {
      times[row] = step.terminated[row] || step.truncated[row] ? nil : time + 1
      guard !step.nonFinite[row] else { continue }
      let scene = scenes?.scene(of: row).env.family
      var cells = ["\(draw.number)"]
      if let scene, !isOneScene { cells.append(scene.name) }
      cells += ["\(rollout)", "\(row)", "\(time)"]
      if let scene { cells.append("\(Float(Double(time) * Double(scene.stepSeconds)))") }
      cells += numbered.map { "\(observation[$0])" }
      for i in 0..<actionSpace.count { cells.append("\(actions[row * actionSpace.count + i])") }
      cells.append("\(step.rewards[row])")
      cells += [step.terminated[row], step.truncated[row], step.success[row]].map { $0 ? "1" : "0" }
      cells += numbers.map { "\($0)" }
      file.append(cells.joined(separator: ","))
    }
  }
}

extension TracedVectorEnv: WrappedVectorEnv {}

extension Box {
  /// The components that are no picture's.
  fileprivate var numbers: [Int] {
    parts.compactMap { part in if case .number(let i) = part { i } else { nil } }
  }
}

extension SceneVectorEnv {
  /// Of a row: the poses of its bodies, and what its episode drew for itself.
  fileprivate func traced(in row: Int) -> [Float] {
    poses(in: row) + family.episodeNumbers(seed: seed(in: row), of: tasks[row])
  }
}
