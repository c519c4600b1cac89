public import Gym
public import Randomness

/// A task of a suite: one of its scenes, and a task of that scene.
public struct SuiteDraw: Sendable, Hashable, Codable {
  /// Its name.
  public let scene: String
  public let task: TaskDraw

  public init(scene: String, task: TaskDraw) {
    self.scene = scene
    self.task = task
  }
}

/// The tasks of a suite's scenes as one family: its environments play several scenes side by side.
public struct SuiteFamily: EnvFamily {
  public let suite: SceneSuite
  /// Whether observations show what the scenes hide, as `revealed` says.
  public let isRevealed: Bool
  /// As they are played, in the order of the suite's scenes.
  let scenes: [SceneFamily]
  let padding: SuitePadding
  /// Ranges are the widest of the scenes'; the observation of a scene stays in its own.
  public let observationSpace: Box
  /// The same in all scenes.
  public let actionSpace: ActionSpace
  /// The scene with the longest episodes.
  let longest: SceneFamily
  /// Steps of the longest episodes; those of other scenes end after their own.
  public var horizon: Int { longest.horizon }

  public init(_ suite: SceneSuite) { self.init(suite, isRevealed: false) }

  init(_ suite: SceneSuite, isRevealed: Bool) {
    self.suite = suite
    self.isRevealed = isRevealed
    scenes = isRevealed ? suite.scenes.map(\.revealed) : suite.scenes
    padding = SuitePadding(suite, isRevealed: isRevealed)
    observationSpace = padding.observationSpace(of: scenes)
    actionSpace = suite.scenes[0].actionSpace
    longest = suite.scenes.max { $0.horizon < $1.horizon } ?? suite.scenes[0]
  }

  /// A suite by its name, as in `suite/manipulation-10`, or its id.
  /// - Throws: where there is none, or what is wrong with its file.
  public init(named name: String) throws(SceneError) {
    let plain = name.hasPrefix(Self.namePrefix) ? String(name.dropFirst(Self.namePrefix.count)) : nil
    guard let suite = SceneName.suite(named: plain ?? name, isID: plain == nil) else {
      throw SceneName.unknownSuite(name)
    }
    let family = SuiteFamily(try SceneSuite(loading: suite))
    guard plain != nil || family.id == name else {
      throw .invalid(
        path: suite, line: nil, key: "version", problem: "\(family.suite.version), expected that of \(name)")
    }
    self = family
  }

  /// Whether the text names a suite, or would if there were one.
  public static func isName(_ text: String) -> Bool {
    let isPath = text.hasSuffix(".yaml") || text.hasSuffix(".yml")
    return text.hasPrefix(namePrefix) && !isPath || text.hasPrefix(SceneName.suiteIDPrefix)
  }

  /// What stands before the name of a suite wherever an environment can be named.
  public static let namePrefix = "suite/"
  /// As in `suite/manipulation-10`.
  public var name: String { Self.namePrefix + suite.name }
  /// As in `limber-suite/Manipulation-10-v2`.
  public var id: String { SceneName.suiteID(suite.name, version: suite.version) }
  public var summary: String { suite.summary }

  public func drawTask(from split: Split, using stream: RandomStream) -> SuiteDraw {
    let (family, task) = suite.drawTask(from: split, using: stream)
    return SuiteDraw(scene: family.name, task: task)
  }

  /// The scene is one of the suite's, and draws such a task.
  public func accepts(_ draw: SuiteDraw) -> Bool {
    suite.place(of: draw.scene).map { suite.scenes[$0].accepts(draw.task) } ?? false
  }

  /// Where its scene stands in the suite.
  public func kind(of draw: SuiteDraw) -> Int { place(of: draw) }

  public func coordinates(of draw: SuiteDraw) -> [Float] {
    suite.scenes[place(of: draw)].coordinates(of: draw.task)
  }

  public func makeVectorEnv(
    tasks: [SuiteDraw], choosing policy: TaskPolicy<SuiteDraw>
  ) -> SuiteVectorEnv {
    SuiteVectorEnv(self, tasks: tasks, choosing: policy)
  }

  /// Whether every scene that is trained on has validation tasks.
  public var hasValidationTasks: Bool { suite.train.allSatisfy(\.hasValidationTasks) }

  /// Whether every scene that is trained on says what success is.
  public var hasSuccess: Bool { suite.train.allSatisfy(\.hasSuccess) }

  /// What each scene draws for a task, and between which bounds; the scene's name stands before each.
  public var taskRanges: [(name: String, range: ClosedRange<Float>)] {
    suite.scenes.flatMap { scene in scene.taskRanges.map { ("\(scene.name): \($0.name)", $0.range) } }
  }

  /// The scene of a task as it is played, and its task.
  /// - Precondition: the family accepts it.
  public func scene(of draw: SuiteDraw) -> (family: SceneFamily, task: TaskDraw) {
    (scenes[place(of: draw)], draw.task)
  }

  /// Where a task's scene stands among the suite's.
  /// - Precondition: the family accepts the task.
  func place(of draw: SuiteDraw) -> Int {
    guard let place = suite.place(of: draw.scene), suite.scenes[place].accepts(draw.task) else {
      preconditionFailure("\(draw) is no task of \(name)")
    }
    return place
  }
}
