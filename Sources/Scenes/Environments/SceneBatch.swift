import Gym
import Physics

/// The environments of a vector: the world, the table of numbers, each row's tasks, and who works on them.
struct SceneBatch: ~Copyable {
  let count: Int
  /// Channels as `CompiledScene` says.
  let table: StateTable
  var tasks: RowTasks<TaskDraw>
  private let scene: CompiledScene
  private let world: World
  private let rows: SceneRows
  /// Rows that begin an episode; all false between calls.
  private let beginning: UnsafeMutableBufferPointer<Bool>
  /// What each actuator does of what it is told.
  var actuatorScales: [Float] {
    didSet {
      let actuators = scene.description.actuators
      rows.commandScales =
        actuatorScales.allSatisfy { $0 == 1 }
        ? []
        : zip(actuators, actuatorScales).flatMap { Array(repeating: $1, count: $0.componentCount) }
    }
  }

  init(
    _ scene: CompiledScene, tasks: [TaskDraw], choosing policy: TaskPolicy<TaskDraw>, channels: SceneChannels,
    threads: Int
  ) {
    self.scene = scene
    count = tasks.count
    self.tasks = RowTasks(tasks)
    self.tasks.policy = policy
    var last: (task: TaskDraw, blueprint: Blueprint)?
    let blueprints = tasks.map { task in
      if let last, last.task == task { return last.blueprint }
      let episode = scene.episode(of: task, seed: 0)
      let blueprint = episode.scene.blueprint(episode.numbers)
      last = (task, blueprint)
      return blueprint
    }
    world = World(like: blueprints[0], rows: tasks.count, threads: threads)
    world.engine.want(scene.engineChannels)
    table = StateTable(channels: scene.channelCount, rows: tasks.count)
    rows = SceneRows(scene, world.engine, table.columns, channels: channels, blueprints: blueprints)
    beginning = .allocate(capacity: tasks.count)
    beginning.initialize(repeating: false)
    actuatorScales = scene.description.actuators.map { _ in 1 }
    for row in tasks.indices {
      let episode = scene.episode(of: tasks[row], seed: 0)
      rows.writeConstants(row, episode.scene.constants, episode.numbers)
      rows.pictures?.begin(row, episode.scene.description, episode.numbers)
    }
  }

  deinit { beginning.deallocate() }

  /// Steps since the row's episode began; nil where none runs.
  func time(in row: Int) -> Int? { rows.states[row].phase == .running ? Int(rows.states[row].time) : nil }

  func abandon(_ row: Int) { rows.abandon(row) }

  /// Of all rows, as bytes; nil where no such camera looks.
  func pictures(of camera: Int) -> UnsafeMutableBufferPointer<UInt8>? { rows.pictures?.pixels[camera] }

  /// Of the engine's, with every channel of the row.
  func number(_ channel: Int, in row: Int) -> Float {
    rows.complete(row)
    return table[channel, row]
  }

  // MARK: Episodes

  mutating func reset(seeds: [UInt64], where mask: [Bool]?, into memory: StepMemory) {
    var begun = 0
    for row in 0..<count where mask?[row] ?? true {
      prepare(row, tasks.reset(row, seed: seeds[row]))
      memory.clear(row: row)
      begun += 1
    }
    begin(begun, memory)
  }

  mutating func step(
    _ actions: Span<Float>, autoreset: AutoresetMode, into memory: StepMemory
  ) throws(EnvError) {
    let rows = rows
    try scene.actionSpace.check(actions, rows: count) { rows.states[$0].phase == .running }
    guard
      rows.states.contains(where: {
        $0.phase == .running || (autoreset == .nextStep && $0.phase != .none)
      })
    else { throw .episodeOver(environment: 0) }
    actions.withUnsafeBufferPointer { actions in
      rows.work = .step(actions, memory)
      world.share(rows)
    }
    advance(autoreset, memory)
  }

  /// Begins the next episodes of rows that do so by themselves.
  private mutating func advance(_ autoreset: AutoresetMode, _ memory: StepMemory) {
    var begun = 0
    let due: SceneRows.Phase
    switch autoreset {
    case .sameStep: due = .ended
    case .nextStep: due = .over
    case .disabled: return
    }
    for row in 0..<count where rows.states[row].phase == due {
      prepare(row, tasks.advance(row))
      if autoreset == .nextStep { memory.clear(row: row) }
      begun += 1
    }
    begin(begun, memory)
  }

  /// The row's next episode as it will be built.
  private func prepare(_ row: Int, _ episode: (seed: UInt64, task: TaskDraw?)) {
    beginning[row] = true
    if let task = episode.task {
      precondition(SceneFamily(scene).accepts(task), "\(task) is no task of \(scene.description.name)")
    }
    let isOther = episode.task != nil || scene.hasEpisodeDraws
    // An episode with changes has left other numbers behind.
    if isOther || !scene.changes.isEmpty {
      let (own, numbers) = scene.episode(of: tasks.current[row], seed: episode.seed)
      if isOther { rows.blueprints[row] = own.blueprint(numbers) }
      rows.writeConstants(row, own.constants, numbers)
      rows.pictures?.begin(row, own.description, numbers)
    }
    rows.readings?.begin(row, seed: episode.seed)
    rows.responses?.begin(row, seed: episode.seed, table.columns)
    rows.pushes?.begin(row, seed: episode.seed)
  }

  private func begin(_ begun: Int, _ memory: StepMemory) {
    guard begun > 0 else { return }
    rows.work = .begin(beginning, memory)
    world.share(rows)
    beginning.update(repeating: false)
  }
}

extension CompiledScene {
  /// A family is checked at its extremes when it is loaded, so that every draw can be simulated.
  fileprivate func blueprint(_ numbers: DrawnNumbers) -> Blueprint {
    do {
      return try Blueprint(description.world(numbers))
    } catch {
      preconditionFailure("\(description.name) with \(numbers): \(error)")
    }
  }
}
