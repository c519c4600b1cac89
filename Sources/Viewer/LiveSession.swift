public import Drawing
public import Experiments
import Foundation
import Gym
import Physics
import PolicyLearning
import Randomness
import Scenes

/// Two panels on the same task, live: what the window shows, without the window. Left and right are one policy before
/// and after it adapts, or two policies that adapt each in its own way. Time passes when `advance` is told so; gradient
/// steps are taken beside it.
public final class LiveSession {
  /// Left and right.
  let sides: [LiveSide]
  /// Two policies are shown, not one without and with what it learns.
  let isComparison: Bool
  /// As it is described, with every actuator whole.
  let family: SceneFamily
  let root: RandomStream

  var task: TaskDraw
  var model: SceneModel
  /// Of every adaptation that came to its end, from its first episode on.
  public private(set) var adaptationTimes = Durations()
  var extent: SceneExtent

  /// px
  public var width = 1000.0
  public var height = 620.0
  public internal(set) var isPaused = false
  /// Whether what is shown is being recorded.
  public var isRecording = false
  public internal(set) var showsHelp = true
  /// Simulated seconds in a second.
  public internal(set) var speed = 1.0
  /// What each actuator does of what it is told, of what the task makes of it.
  var scales: [Float]
  var selectedActuator = 0
  var hasPayload = false
  /// Whether the worlds that are played in have it.
  var carriesPayload = false
  /// Where the goal is dragged.
  var draggedGoal: ScenePlace?
  /// Said at the bottom of the window.
  public var message = ""

  /// Posed so far.
  var tasks = 0
  private var jobs = 0
  private var plays = 0
  /// s, not yet simulated.
  private var due = 0.0
  /// s, that the finished episode has been looked at.
  private var rest = 0.0

  /// - Parameters:
  ///   - rollout: of a policy that was trained on its family; it is on the right.
  ///   - other: what is on the left, on the same tasks; nil for the same policy without what it learns.
  /// - Throws: where there is nothing to watch.
  public convenience init(_ rollout: RolloutRun, beside other: RolloutRun? = nil, seed: UInt64) throws {
    try self.init(LiveEntrant(rollout), beside: try other.map { try LiveEntrant($0) }, seed: seed)
  }

  init(_ entrant: LiveEntrant, beside other: LiveEntrant? = nil, seed: UInt64) throws {
    family = entrant.family
    isComparison = other != nil
    root = RandomStream(seed: seed).split("viewer")
    scales = family.actuatorNames.map { _ in 1 }
    let task = family.drawTask(from: .test, using: root.split("task").split(0))
    self.task = task
    model = SceneModel(family, task: task)
    sides = [
      try LiveSide(other ?? entrant, adapts: other != nil, task: task),
      try LiveSide(entrant, adapts: true, task: task),
    ]
    extent = Self.extent(model, root)
    play()
  }

  /// Begins to adapt to the first task, where gradient steps do it: what a window does as it opens.
  public func open() { adaptByItself() }

  public var isAdapting: Bool { sides.contains(where: \.isAdapting) }
  /// Whether a policy in it adapts as it acts, without being told to.
  var remembers: Bool { sides.contains(where: \.remembers) }
  var isEpisodeOver: Bool { sides.allSatisfy(\.isOver) }

  // MARK: Time

  /// Lets time pass, and takes what adapting has come to.
  /// - Parameter seconds: of the reader's time.
  public func advance(_ seconds: Double) {
    takeAdaptations()
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

  func stepOnce() {
    do { for side in sides { try side.advance() } } catch {
      message = "\(error)"
      for side in sides { side.forget() }
      play()
    }
    extent.include(model.extent(of: [SceneMotion(moments: sides.map(\.motion.last))]))
  }

  static func extent(_ model: SceneModel, _ root: RandomStream) -> SceneExtent {
    let stream = root.split("extent")
    return SceneExtent(
      model,
      others: (0..<64).map {
        SceneModel(
          model.family, task: model.family.drawTask(from: .test, using: stream.split($0)), seed: UInt64($0))
      })
  }

  /// Both begin an episode with the same seed.
  func play() {
    plays += 1
    (due, rest) = (0, 0)
    begin(sides)
  }

  /// The episode of this play from its beginning.
  private func begin(_ sides: [LiveSide]) {
    do {
      for side in sides { try side.begin(using: root.split("episode").split(plays)) }
    } catch { message = "\(error)" }
  }

  /// Shows what has changed from the beginning of an episode; those that adapt as they act go on with theirs.
  func playAnew() {
    if remembers { begin(sides.filter { !$0.remembers }) } else { play() }
  }

  // MARK: Adapting

  /// Begins adaptations of those that take gradient steps, in place of what may be running.
  /// - Parameter steps: nil for as many as each takes by itself.
  private func adapt(_ steps: Int?) {
    jobs += 1
    message = ""
    for side in sides where side.takesSteps {
      side.adapt(steps, to: task, using: root.split("adapt").split(jobs))
    }
  }

  /// What every change of the task or the arm is followed by.
  func adaptByItself() {
    guard sides.contains(where: \.takesSteps) else { return }
    let said = message
    adapt(nil)
    message = said
  }

  func adaptAsTold(_ steps: Int) {
    guard sides.contains(where: \.takesSteps) else {
      message =
        remembers
        ? "it adapts as it acts: no key is needed"
        : isComparison ? "neither of them adapts" : "\(sides[1].entrant.name) does not adapt"
      return
    }
    adapt(steps)
  }

  private func takeAdaptations() {
    var isAny = false
    for side in sides {
      do {
        guard let adaptation = try side.takeAdaptation() else { continue }
        adaptationTimes.add(adaptation.milliseconds)
        (isAny, message) = (true, "")
      } catch { message = "adapting failed: \(error)" }
    }
    if isAny { playAnew() }
  }
}
