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

  /// - Parameter path: of a file; with `@LEVEL` behind it, that level of its scene.
  /// - Throws: what is wrong with the file, where, and what was expected.
  public init(loading path: String) throws(SceneError) {
    let (path, level) = SceneName.split(path)
    try self.init(loading: path, level: level)
  }

  init(loading path: String, level: String?) throws(SceneError) {
    let root = try SceneFile.load(path).atLevel(level)
    let scene = CompiledScene(try SceneReader.read(root))
    self.scene = scene
    try Self.check(scene, path: path)
  }

  /// What a message about the family says first, as in `reach`, or `reach@hard` of a level.
  public var name: String { scene.description.name + levelSuffix }
  private var levelSuffix: String { scene.description.level.map { "@\($0)" } ?? "" }
  public var summary: String { scene.description.summary }
  /// As in `limber/Reach-v0`, or `limber/Reach-v0@hard` of a level.
  public var id: String {
    SceneName.id(scene.description.name, version: scene.description.version) + levelSuffix
  }
  /// 16 hexadecimal digits that change whenever the scene or any of its levels does, but not with comments, layout or
  /// summary. All levels of a file have the same: a policy for one may act in all.
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
    let description = scene.variant(for: split).description
    // Of a thousand draws fifty are for validation, where a family has such tasks at all.
    for attempt in 0..<100_000 {
      var branch = stream.split(attempt)
      guard let numbers = description.drawNumbers(using: &branch) else { continue }
      let draw = TaskDraw(names: taskNames, numbers: numbers)
      if draw.numbers.isEmpty || draw.split == split { return draw }
    }
    preconditionFailure("no task of \(name) is for \(split)")
  }

  public func makeVectorEnv(tasks: [TaskDraw], choosing policy: TaskPolicy<TaskDraw>) -> SceneVectorEnv {
    SceneVectorEnv(self, tasks: tasks, choosing: policy)
  }

  /// The task's world as an episode with the given seed begins it: bodies, joints and shapes, for drawing.
  /// - Parameter steps: of the episode that are over, whose changes its numbers have.
  public func world(for draw: TaskDraw, seed: UInt64 = 0, after steps: Int = 0) -> WorldDefinition {
    let (own, numbers) = scene.episode(of: draw, seed: seed)
    return own.description.changed(numbers, after: steps).world(numbers)
  }

  /// Whether numbers become others in the middle of an episode.
  public var changesWithinEpisodes: Bool { !scene.changes.isEmpty }

  /// The convex parts of every body under a task, in the order of `bodyNames`.
  public func shapes(for draw: TaskDraw, seed: UInt64 = 0) -> [[Shape]] {
    let (own, numbers) = scene.episode(of: draw, seed: seed)
    return own.description.bodies.map { $0.shapes(numbers) }
  }

  /// In the order of `bodyNames`; nil for a body that the file gives none.
  public func colors(for draw: TaskDraw) -> [BodyColor?] {
    let (own, numbers) = scene.episode(of: draw, seed: 0)
    return own.description.bodies.map { body in
      body.color.map { BodyColor.allCases[Int($0.value(numbers))] }
    }
  }

  /// The named fixed places of a task, such as its goal.
  public func points(
    for draw: TaskDraw, seed: UInt64 = 0, after steps: Int = 0
  ) -> [(name: String, position: Vector2)] {
    let (own, numbers) = scene.episode(of: draw, seed: seed)
    return own.description.changed(numbers, after: steps).points.compactMap { point in
      guard case .fixed(let place) = point.place else { return nil }
      return (point.name, place.value(numbers))
    }
  }

  /// What an episode with this seed draws for itself, in the order of `episodeNames`.
  /// - Parameter draw: its task; one of training if nil.
  public func episodeNumbers(seed: UInt64, of draw: TaskDraw? = nil) -> [Float] {
    (draw.map { scene.variant(for: $0.numbers) } ?? scene).episodeNumbers(seed: seed)
  }

  /// Whether the file says what success is; else no episode has any.
  public var hasSuccess: Bool { !scene.description.success.isEmpty }

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
      guard let numbers = description.drawNumbers(using: &stream) else { continue }
      missing.remove(TaskDraw(names: [], numbers: numbers).split)
    }
    return missing.isEmpty
  }

  var taskSupports: [ClosedRange<Float>] { description.taskRules.flatMap(\.supports) }
  var episodeSupports: [ClosedRange<Float>] { description.episodeRules.flatMap(\.supports) }

  /// The scene of a task, and all that is drawn for an episode of it.
  func episode(of draw: TaskDraw, seed: UInt64) -> (scene: CompiledScene, numbers: DrawnNumbers) {
    let own = variant(for: draw.numbers)
    return (own, .drawn(task: draw.numbers, episode: own.episodeNumbers(seed: seed)))
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
