public import Gym
public import Physics
public import Randomness

/// A family of tasks that a scene file describes: one draw of all its distributions is one task.
///
/// Distributions under `start:`, and those behind `episode`, belong to the episode and not to the task: each reset draws
/// them from its seed. What such a scene is like is therefore asked with an episode's seed.
public struct SceneFamily: EnvFamily {
  let scene: CompiledScene

  init(_ scene: CompiledScene) { self.scene = scene }

  /// - Throws: what is wrong with the file, where, and what was expected.
  public init(loading path: String) throws(SceneError) {
    let root = try SceneFile.load(path)
    let scene = CompiledScene(try SceneReader.read(root))
    self.scene = scene
    try Self.check(scene, path: path)
  }

  /// What a message about the family says first, as in `reach`.
  public var name: String { scene.description.name }
  public var summary: String { scene.description.summary }
  /// As in `limber/Reach-v0`.
  public var id: String { SceneName.id(name, version: scene.description.version) }
  /// 16 hexadecimal digits that change whenever the scene does, but not with comments, layout or summary.
  public var sceneHash: String { scene.description.hash }
  public var observationSpace: Box { scene.observationSpace }
  public var actionSpace: ActionSpace { scene.actionSpace }
  public var horizon: Int { scene.description.horizon }
  /// Simulated seconds from one step to the next.
  public var stepSeconds: Float { scene.description.simulation.stepSeconds }
  public var bodyNames: [String] { scene.description.bodies.map(\.name) }
  public var jointNames: [String] { scene.description.joints.map(\.name) }
  /// Key paths of what a task draws.
  public var taskNames: [String] { scene.description.taskRules.flatMap(\.names) }
  /// Key paths of what an episode draws for itself.
  public var episodeNames: [String] { scene.description.episodeRules.flatMap(\.names) }

  public func drawTask(from split: Split, using stream: RandomStream) -> TaskDraw {
    // Of a thousand draws fifty are for validation, where a family has such tasks at all.
    for attempt in 0..<100_000 {
      var branch = stream.split(attempt)
      let draw = draw(using: &branch)
      if draw.numbers.isEmpty || draw.split == split { return draw }
    }
    preconditionFailure("no task of \(name) is for \(split)")
  }

  private func draw(using stream: inout RandomStream) -> TaskDraw {
    var numbers: [Float] = []
    for rule in scene.description.taskRules { rule.draw(from: &stream, into: &numbers) }
    return TaskDraw(names: taskNames, numbers: numbers)
  }

  public func makeVectorEnv(tasks: [TaskDraw], choosing policy: TaskPolicy<TaskDraw>) -> SceneVectorEnv {
    SceneVectorEnv(self, tasks: tasks, choosing: policy)
  }

  /// The task's world as an episode with the given seed begins it: bodies, joints and shapes, for drawing.
  /// - Parameter steps: of the episode that are over, whose changes its numbers have.
  public func world(for draw: TaskDraw, seed: UInt64 = 0, after steps: Int = 0) -> WorldDefinition {
    let numbers = scene.numbers(of: draw, seed: seed)
    return scene.description.changed(numbers, after: steps).world(numbers)
  }

  /// Whether numbers become others in the middle of an episode.
  public var changesWithinEpisodes: Bool { !scene.changes.isEmpty }

  /// The convex parts of every body under a task, in the order of `bodyNames`.
  public func shapes(for draw: TaskDraw, seed: UInt64 = 0) -> [[Shape]] {
    let numbers = scene.numbers(of: draw, seed: seed)
    return scene.description.bodies.map { $0.shapes(numbers) }
  }

  /// The named fixed places of a task, such as its goal.
  public func points(
    for draw: TaskDraw, seed: UInt64 = 0, after steps: Int = 0
  ) -> [(name: String, position: Vector2)] {
    let numbers = scene.numbers(of: draw, seed: seed)
    return scene.description.changed(numbers, after: steps).points.compactMap { point in
      guard case .fixed(let place) = point.place else { return nil }
      return (point.name, place.value(numbers))
    }
  }

  /// What an episode with this seed draws for itself, in the order of `episodeNames`.
  public func episodeNumbers(seed: UInt64) -> [Float] { scene.episodeNumbers(seed: seed) }

  /// What only the whole scene shows: the engine takes its extremes, and every split has tasks.
  static func check(_ scene: CompiledScene, path: String) throws(SceneError) {
    func invalid(_ key: String, _ problem: String) -> SceneError {
      .invalid(path: path, line: nil, key: key, problem: problem)
    }
    do {
      _ = try Blueprint(scene.description.world(.smallest))
      _ = try Blueprint(scene.description.world(.largest))
      for change in scene.description.changes {
        var changed = scene.description
        changed[change.number] = change.value
        _ = try Blueprint(changed.world(.smallest))
        _ = try Blueprint(changed.world(.largest))
      }
    } catch {
      throw invalid("", "a world that cannot be simulated: \(error)")
    }
    guard scene.has([.train, .test]) else {
      throw invalid("", "too few different tasks to tell train from test, expected a distribution of more")
    }
  }

  /// A family of few different tasks may have none that are for validation.
  public var hasValidationTasks: Bool { scene.has([.validation]) }
}

extension CompiledScene {
  /// Whether there are tasks of all these splits among a thousand; a scene that draws nothing has one task for all.
  func has(_ splits: Set<Split>) -> Bool {
    guard !description.taskRules.isEmpty else { return true }
    var stream = RandomStream(seed: 0)
    var missing = splits
    for _ in 0..<1000 where !missing.isEmpty {
      var numbers: [Float] = []
      for rule in description.taskRules { rule.draw(from: &stream, into: &numbers) }
      missing.remove(TaskDraw(names: [], numbers: numbers).split)
    }
    return missing.isEmpty
  }

  var taskSupports: [ClosedRange<Float>] { description.taskRules.flatMap(\.supports) }
  var episodeSupports: [ClosedRange<Float>] { description.episodeRules.flatMap(\.supports) }

  /// All that is drawn for an episode of a task.
  func numbers(of draw: TaskDraw, seed: UInt64) -> DrawnNumbers {
    .drawn(task: draw.numbers, episode: episodeNumbers(seed: seed))
  }

  /// What an episode with this seed draws for itself.
  func episodeNumbers(seed: UInt64) -> [Float] {
    guard hasEpisodeDraws else { return [] }
    var stream = RandomStream(seed: seed).split("start")
    var numbers: [Float] = []
    for rule in description.episodeRules { rule.draw(from: &stream, into: &numbers) }
    return numbers
  }
}
