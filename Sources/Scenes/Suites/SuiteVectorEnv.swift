public import Gym
import Physics

/// Environments of a suite's scenes, stepped together: rows of one scene are a `SceneVectorEnv`, and a row whose next
/// task is of another scene moves there when its episode begins.
///
/// The suite begins all episodes itself, since only it knows which scene comes next.
public final class SuiteVectorEnv: ScenicVectorEnv {
  public let family: SuiteFamily
  public let count: Int
  public let channels: [Component]
  public var autoreset = AutoresetMode.sameStep

  private let told: SceneChannels
  private var rows: RowTasks<SuiteDraw>
  private var groups: [SuiteGroup]
  /// Where each row plays.
  private var places: [Place]
  private var phases: [Phase]

  private struct Place {
    var group: Int
    var slot: Int
  }

  /// Where the episode of a row stands: `ended` in the step that ends it, `over` from the next one on.
  private enum Phase { case none, running, ended, over }

  /// - Parameters:
  ///   - tasks: one for each environment.
  ///   - policy: which tasks later episodes pose.
  ///   - channels: what is told of each step beside reward and flags.
  /// - Precondition: there is a task, the family accepts each, and no channels are asked for that differ between scenes:
  ///   `.rewardTerms`.
  public init(
    _ family: SuiteFamily, tasks: [SuiteDraw], choosing policy: TaskPolicy<SuiteDraw> = .fixed,
    channels: SceneChannels = []
  ) {
    precondition(
      (1...Limits.rows).contains(tasks.count), "\(tasks.count) tasks, expected 1 to \(Limits.rows)")
    precondition(!channels.contains(.rewardTerms), "terms of rewards, which are others in each scene")
    self.family = family
    count = tasks.count
    told = channels
    self.channels = family.longest.components(of: channels)
    rows = RowTasks(tasks)
    rows.policy = policy
    let scenes = tasks.map { family.place(of: $0) }
    groups = []
    places = Array(repeating: Place(group: 0, slot: 0), count: tasks.count)
    phases = Array(repeating: .none, count: tasks.count)
    for scene in family.scenes.indices {
      let members = tasks.indices.filter { scenes[$0] == scene }
      guard !members.isEmpty else { continue }
      for (slot, row) in members.enumerated() { places[row] = Place(group: groups.count, slot: slot) }
      groups.append(
        SuiteGroup(
          family, scene: scene, tasks: members.map { tasks[$0].task }, rows: members, channels: channels))
    }
  }

  public var observationSpace: Box { family.observationSpace }
  public var actionSpace: ActionSpace { family.actionSpace }
  public var horizon: Int { family.horizon }
  public var tasks: [SuiteDraw] { rows.current }
  public var taskPolicy: TaskPolicy<SuiteDraw> {
    get { rows.policy }
    set { rows.policy = newValue }
  }
  public var scenes: [SceneFamily] { family.scenes }

  public func scene(of row: Int) -> (env: SceneVectorEnv, row: Int) {
    (groups[places[row].group].env, places[row].slot)
  }

  public func assign(_ task: SuiteDraw, to row: Int) {
    precondition(family.accepts(task), "\(task) is no task of \(family.name)")
    rows.assign(task, to: row)
  }

  // MARK: Episodes

  public func reset(seeds: [UInt64], where mask: [Bool]?, into memory: StepMemory) {
    check(seeds: seeds, mask: mask, memory)
    for row in 0..<count where mask?[row] ?? true {
      prepare(row, rows.reset(row, seed: seeds[row]))
      memory.clear(row: row)
    }
    begin(memory)
  }

  public func step(_ actions: Span<Float>, into memory: StepMemory) throws(EnvError) {
    check(memory)
    try actionSpace.check(actions, rows: count) { phases[$0] == .running }
    guard phases.contains(.running) || (autoreset == .nextStep && phases.contains { $0 != .none }) else {
      throw .episodeOver(environment: 0)
    }
    for row in 0..<count where phases[row] != .running {
      if phases[row] == .ended { phases[row] = .over }
      memory.rewards[row] = 0
      memory.nonFinite[row] = false
    }
    for group in groups where group.running > 0 { try group.step(actions, family.padding, into: memory) }
    for row in 0..<count where phases[row] == .running && (memory.terminated[row] || memory.truncated[row]) {
      phases[row] = .ended
    }
    switch autoreset {
    case .sameStep: goOn(.ended, memory)
    case .nextStep: goOn(.over, memory)
    case .disabled: break
    }
  }

  /// Begins the next episodes of rows that do so by themselves.
  private func goOn(_ due: Phase, _ memory: StepMemory) {
    guard phases.contains(due) else { return }
    for row in 0..<count where phases[row] == due {
      prepare(row, rows.advance(row))
      if due == .over { memory.clear(row: row) }
    }
    begin(memory)
  }

  /// The row's next episode as it will begin, in the environments of its scene.
  private func prepare(_ row: Int, _ episode: (seed: UInt64, task: SuiteDraw?)) {
    if let task = episode.task {
      let scene = family.place(of: task)
      if scene != groups[places[row].group].scene { move(row, to: scene, task.task) }
      groups[places[row].group].env.assign(task.task, to: places[row].slot)
    }
    groups[places[row].group].prepare(places[row].slot, seed: episode.seed)
    phases[row] = .running
  }

  private func begin(_ memory: StepMemory) {
    for group in groups where group.beginning > 0 { group.begin(family.padding, into: memory) }
  }

  /// A row takes a place that another one has left, or a new one.
  private func move(_ row: Int, to scene: Int, _ task: TaskDraw) {
    groups[places[row].group].leave(places[row].slot)
    for (i, group) in groups.enumerated() where group.scene == scene {
      guard let slot = group.rows.firstIndex(of: nil) else { continue }
      group.rows[slot] = row
      places[row] = Place(group: i, slot: slot)
      return
    }
    places[row] = Place(group: groups.count, slot: 0)
    groups.append(SuiteGroup(family, scene: scene, tasks: [task], rows: [row], channels: told))
  }
}
