import Drawing
public import Experiments
import Files
import Foundation
import Gym
import MetaLearning
import Models
import Physics
import PolicyLearning
import Randomness
import Scenes

/// A policy before and after adapting, side by side on the same task, live: what the window shows, without the
/// window. Time passes when `advance` is told so; adapting goes on beside it.
public final class LiveSession {
  let name: String
  let original: SceneFamily
  /// Before it adapts: a learner that takes gradient steps, or a policy that adapts as it acts.
  let policy: LivePolicy
  private let root: RandomStream
  private let episodes: Int
  /// What dragging the goal adapts by.
  private let defaultSteps: Int

  private(set) var family: SceneFamily
  private(set) var task: TaskDraw
  private(set) var model: SceneModel
  private(set) var adaptation: LiveAdaptation?
  /// Of every adaptation that came to its end, from its first episode on.
  public private(set) var adaptationTimes = Durations()
  private var before: Player
  private var after: Player
  /// Everything that the picture shows, m.
  private(set) var extent: [Vector2] = []

  /// px
  public var width = 1000.0
  public var height = 620.0
  public private(set) var isPaused = false
  /// Whether what is shown is being recorded.
  public var isRecording = false
  public private(set) var showsHelp = true
  /// Simulated seconds in a second.
  public private(set) var speed = 1.0
  /// What each actuator does of what it is told.
  private(set) var scales: [Float]
  private(set) var selectedActuator = 0
  private(set) var hasPayload = false
  /// Whether the world that is played in has it.
  private var carriesPayload = false
  /// Where the goal is dragged.
  private(set) var draggedGoal: ScenePlace?
  /// Said at the bottom of the window.
  public var message = ""

  /// Begun since the task was posed.
  private(set) var episodesOfTask = 0
  private var tasks = 0
  private var jobs = 0
  private var plays = 0
  /// s, not yet simulated.
  private var due = 0.0
  /// s, that the finished episode has been looked at.
  private var rest = 0.0
  private let adapter = BackgroundAdapter()

  /// - Parameter rollout: of a policy that was trained on its family.
  /// - Throws: where it has no such policy.
  public convenience init(_ rollout: RolloutRun, name: String, seed: UInt64) throws {
    let family = try rollout.scene()
    let policy: LivePolicy
    var (episodes, steps) = (1, 1)
    switch rollout.file?.learner {
    case .gradientPolicy(let description):
      policy = .learner(LiveLearner(description.makeLearner(), rollout.theta))
      (episodes, steps) = (rollout.defaultEpisodes, rollout.defaultAdaptSteps)
    case .trialPolicy(let description):
      let learner = description.makeLearner()
      policy = .acting(learner.mapping(learner.begin(rollout.theta), rollout.theta))
    case nil:
      func mapping<L: EpisodeLearner>(_ learner: L) -> any ActingMapping {
        learner.mapping(learner.begin(rollout.theta), rollout.theta)
      }
      policy = .acting(try mapping(rollout.learner()))
    case .categoricalPolicy, .gradientRegression, .sequenceRegression, .attentionRegression:
      throw FileError.malformed(path: name, problem: "is no policy to watch, expected one trained on a scene")
    }
    try self.init(policy, name: name, family: family, episodes: episodes, steps: steps, seed: seed)
  }

  /// - Parameters:
  ///   - policy: before any experience, for the family.
  ///   - name: of the policy, for the reader.
  ///   - episodes: gathered for each step.
  ///   - steps: that dragging the goal adapts by.
  init(
    _ policy: LivePolicy, name: String, family: SceneFamily, episodes: Int, steps: Int, seed: UInt64
  ) throws {
    self.name = name
    original = family
    self.family = family
    self.policy = policy
    self.episodes = episodes
    defaultSteps = max(1, steps)
    root = RandomStream(seed: seed).split("viewer")
    scales = family.actuatorNames.map { _ in 1 }
    task = family.drawTask(from: .test, using: root.split("task").split(0))
    model = SceneModel(family, task: task)
    before = try Player(family, task: task, policy: policy.mapping)
    after = try Player(family, task: task, policy: policy.mapping)
    // Goals of other tasks are in sight too, so that there is where to drag this one.
    for i in 0..<64 {
      let other = family.drawTask(from: .test, using: root.split("extent").split(i))
      extent += SceneModel(family, task: other).extent(of: [])
    }
    play()
  }

  public var isAdapting: Bool { adapter.isBusy }
  public var adaptedSteps: Int { adaptation?.steps ?? 0 }
  /// Whether the policy adapts as it acts, without being told to.
  public var remembers: Bool { policy.remembers }
  var isEpisodeOver: Bool { before.isOver && after.isOver }
  var motions: (before: SceneMotion, after: SceneMotion) { (before.motion, after.motion) }

  // MARK: Time

  /// Lets time pass, and takes what adapting has come to.
  /// - Parameter seconds: of the reader's time.
  public func advance(_ seconds: Double) {
    if let outcome = adapter.take() { finish(outcome) }
    guard !isPaused else { return }
    if isEpisodeOver {
      rest += seconds
      if rest > 0.8 { play() }
      return
    }
    // A window that was held up does not catch up.
    due += min(seconds, 0.1) * speed
    let step = Double(family.stepSeconds)
    while due >= step {
      due -= step
      stepOnce()
    }
  }

  private func stepOnce() {
    do {
      try before.advance()
      try after.advance()
    } catch {
      message = "\(error)"
      for player in [before, after] { player.forget() }
      play()
    }
    extent += model.extent(of: [SceneMotion(moments: [before.motion.last, after.motion.last])])
    extent = [
      Vector2(extent.map(\.x).min() ?? 0, extent.map(\.y).min() ?? 0),
      Vector2(extent.map(\.x).max() ?? 0, extent.map(\.y).max() ?? 0),
    ]
  }

  /// Both begin an episode with the same seed.
  private func play() {
    plays += 1
    (due, rest) = (0, 0)
    episodesOfTask += 1
    let stream = root.split("episode").split(plays)
    do {
      try before.restart(policy.mapping, stream: stream)
      try after.restart(
        remembers
          ? (episodesOfTask == 1 ? policy.mapping : nil) : adaptation?.learner.acting ?? policy.mapping,
        stream: stream)
    } catch { message = "\(error)" }
  }

  // MARK: Tasks

  /// Poses another task: the adaptation to the last one is worth nothing now.
  private func pose(_ task: TaskDraw, in family: SceneFamily) {
    let players: [Player]
    do {
      players = try (0..<2).map { _ in try Player(family, task: task, policy: policy.mapping) }
    } catch {
      message = "\(error)"
      return
    }
    self.task = task
    self.family = family
    adapter.forget()
    adaptation = nil
    model = SceneModel(family, task: task)
    (before, after) = (players[0], players[1])
    if remembers { (before.scales, after.scales) = (scales, scales) }
    episodesOfTask = 0
    play()
  }

  private func adapt(_ steps: Int) {
    guard case .learner(let learner) = policy else {
      message = remembers ? "it adapts as it acts: no key is needed" : "\(name) does not adapt"
      return
    }
    jobs += 1
    message = ""
    adapter.start(
      AdaptationJob(
        family: family, task: task, learner: learner, steps: steps, episodes: episodes,
        stream: root.split("adapt").split(jobs)))
  }

  private func finish(_ outcome: Result<LiveAdaptation, any Error>) {
    switch outcome {
    case .success(let adaptation):
      self.adaptation = adaptation
      adaptationTimes.add(adaptation.milliseconds)
      message = ""
      play()
    case .failure(let error): message = "adapting failed: \(error)"
    }
  }

  /// The arm as it is broken and burdened now.
  private func alter() {
    // A policy that adapts as it acts has its commands scaled, not its world.
    var alterations =
      remembers ? [] : scales.enumerated().map { SceneAlteration.actuator($0, scale: $1) }
    if hasPayload, let hand = model.followed.first?.body ?? model.roles.lastIndex(of: .arm) {
      alterations.append(.mass(body: hand, factor: 4))
    }
    do {
      let altered = try original.altered(by: alterations)
      if remembers { alterInTheMidst(altered) } else { pose(task, in: altered) }
      message = ""
    } catch { message = "\(error)" }
  }

  /// A policy that adapts as it acts finds out by itself, and goes on with what it remembers.
  private func alterInTheMidst(_ family: SceneFamily) {
    (before.scales, after.scales) = (scales, scales)
    // An actuator breaks at once; another body comes with the next episode.
    guard hasPayload != carriesPayload else { return }
    carriesPayload = hasPayload
    self.family = family
    for player in [before, after] { player.change(to: family, task: task) }
    play()
  }

  private func toggle(_ scale: Float) {
    scales[selectedActuator] = scales[selectedActuator] == scale ? 1 : scale
    alter()
  }

  // MARK: Commands

  /// Does what the reader asks; files are the window's affair.
  public func handle(_ command: ViewerCommand) {
    switch command {
    case .newTask:
      tasks += 1
      pose(family.drawTask(from: .test, using: root.split("task").split(tasks)), in: family)
    case .adapt(let steps): adapt(steps)
    case .reset:
      (scales, hasPayload, carriesPayload) = (scales.map { _ in 1 }, false, false)
      pose(task, in: original)
      message = ""
    case .togglePause: isPaused.toggle()
    case .singleStep:
      isPaused = true
      if isEpisodeOver { play() } else { stepOnce() }
    case .faster: speed = min(8, speed * 2)
    case .slower: speed = max(0.125, speed / 2)
    case .nextActuator: selectedActuator = (selectedActuator + 1) % scales.count
    case .weaken: toggle(0.4)
    case .reverse: toggle(-1)
    case .kill: toggle(0)
    case .payload:
      hasPayload.toggle()
      alter()
    case .toggleHelp: showsHelp.toggle()
    case .press(let point): press(point)
    case .move(let point): drag(to: point)
    case .release: release()
    case .screenshot, .toggleRecording, .close: break
    }
  }

  private func press(_ point: Point) {
    guard let panel = panels.first(where: { $0.contains(point) }) else { return }
    let moment = motions.before.last
    draggedGoal = model.goals.first { goal in
      let place = camera.point(model.position(of: goal, at: moment))
      let (dx, dy) = (place.x + panel.x - point.x, place.y + panel.y - point.y)
      return (dx * dx + dy * dy).squareRoot() < max(24, camera.scale * Double(goal.tolerance ?? 0))
    }
  }

  /// The goal follows at once; what it costs is counted from the next episode on.
  private func drag(to point: Point) {
    guard let goal = draggedGoal, let panel = panels.first(where: { $0.contains(point) }) else { return }
    let place = camera.place(Point(point.x - panel.x, point.y - panel.y))
    let offset = goal.body.map { model.start.poses[$0].inverse(place) } ?? place
    guard let moved = family.moving(goal, to: offset, in: task) else {
      message = "this goal cannot be moved"
      return
    }
    task = moved
    model = SceneModel(family, task: moved)
    let reached = model.goals.first { $0.name == goal.name }?.offset ?? offset
    message = (reached - offset).length > 0.005 ? "no task has its goal there: the nearest one" : ""
    guard remembers else { return }
    // In the middle of the episode, where its past can be the same; else with the next one.
    for player in [before, after] where !player.move(to: moved, in: family) {
      player.change(to: family, task: moved)
    }
  }

  private func release() {
    guard draggedGoal != nil else { return }
    draggedGoal = nil
    if remembers { return }
    let said = message
    pose(task, in: family)
    if !policy.isFixed { adapt(defaultSteps) }
    if message.isEmpty { message = said }
  }
}
