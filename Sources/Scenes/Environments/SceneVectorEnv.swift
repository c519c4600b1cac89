public import Gym
public import Physics

/// Many environments of one scene, stepped together over one table of numbers.
///
/// The cost of control counts the clamped action: what the actuators were told, not what a policy wished for.
public final class SceneVectorEnv: VectorEnv {
  public let family: SceneFamily
  public let count: Int
  public var atEpisodeEnd: EpisodeEnd = .reset
  /// The task of each environment.
  public private(set) var tasks: [TaskDraw]

  public var observationSpace: Box { family.observationSpace }
  public var actionSpace: Box { family.actionSpace }
  public var horizon: Int { family.horizon }

  private let scene: CompiledScene
  private var world: World
  /// Channels as `CompiledScene` says.
  private var table: StateTable
  /// The world at the start of an episode, where no episode differs from another.
  private var blueprints: [Blueprint]
  private var firstSeeds: [UInt64]
  private var episodes: [Int]
  /// Steps of the running episode; nil when none runs.
  private var times: [Int?]
  private var flags: [Flags]

  private struct Flags {
    var terminated = false
    var truncated = false
    var success = false
  }

  /// - Precondition: there is a task at least, and the family accepts each.
  public init(_ family: SceneFamily, tasks: [TaskDraw]) {
    precondition((1...Limits.rows).contains(tasks.count), "\(tasks.count) tasks, expected 1 to \(Limits.rows)")
    let scene = family.scene
    let count = tasks.count
    self.family = family
    self.scene = scene
    self.count = count
    self.tasks = tasks
    var last: (task: TaskDraw, blueprint: Blueprint)?
    blueprints = tasks.map { task in
      precondition(family.accepts(task), "\(task) is no task of \(family.name)")
      if let last, last.task == task { return last.blueprint }
      let blueprint = Self.blueprint(scene, task, seed: 0)
      last = (task, blueprint)
      return blueprint
    }
    world = World(like: blueprints[0], rows: count)
    table = StateTable(channels: scene.channelCount, rows: count)
    firstSeeds = Array(repeating: 0, count: count)
    episodes = Array(repeating: 0, count: count)
    times = Array(repeating: nil, count: count)
    flags = Array(repeating: Flags(), count: count)
    for row in tasks.indices { writeConstants(row) }
  }

  /// A family is checked at its extremes when it is loaded, so that every draw can be simulated.
  private static func blueprint(_ scene: CompiledScene, _ task: TaskDraw, seed: UInt64) -> Blueprint {
    let numbers = DrawnNumbers.drawn(task: task.numbers, episode: scene.episodeNumbers(seed: seed))
    do {
      return try Blueprint(scene.description.world(numbers))
    } catch {
      preconditionFailure("\(scene.description.name) with \(task): \(error)")
    }
  }

  /// Gives an environment another task, from its next reset on.
  public func assign(_ task: TaskDraw, to row: Int) {
    precondition(family.accepts(task), "\(task) is no task of \(family.name)")
    tasks[row] = task
    times[row] = nil
    blueprints[row] = Self.blueprint(scene, task, seed: 0)
    writeConstants(row)
  }

  /// The rules' numbers do not depend on the episode: only `start` does.
  private func writeConstants(_ row: Int) {
    let numbers = DrawnNumbers.drawn(task: tasks[row].numbers, episode: [])
    for (i, constant) in scene.constants.enumerated() {
      table[scene.constantChannel + i, row] = constant.value(numbers)
    }
  }

  // MARK: Stepping

  public func reset(seeds: [UInt64], into step: inout VectorStep) {
    precondition(seeds.count == count, "\(seeds.count) seeds for \(count) environments")
    check(step)
    for row in 0..<count {
      firstSeeds[row] = seeds[row]
      episodes[row] = 0
      begin(row)
      flags[row] = Flags()
      step.rewards[row] = 0
      step.terminated[row] = false
      step.truncated[row] = false
      step.success[row] = false
    }
    run(0..<count)
    observe(0..<count, into: &step.observations)
  }

  public func step(_ actions: Span<Float>, into step: inout VectorStep) throws(EnvError) {
    check(step)
    try accept(actions)
    if let broken = world.step(&table, commandChannel: scene.actionChannel) {
      times[broken] = nil
      throw .nonFiniteState(environment: broken)
    }
    run(0..<count)
    observe(0..<count, into: &step.observations)
    for row in 0..<count { finishStep(row, &step) }
  }

  private func check(_ step: borrowing VectorStep) {
    precondition(
      step.count == count && step.observationCount == scene.outputs.count,
      "a step of \(step.count) × \(step.observationCount) for \(count) × \(scene.outputs.count)")
  }

  /// Writes the clamped actions into the table, or throws without having begun the step.
  private func accept(_ actions: Span<Float>) throws(EnvError) {
    let width = scene.layout.actuators
    guard actions.count == count * width else {
      throw .wrongActionCount(got: actions.count, expected: count * width)
    }
    var running = false
    var ended: Int?
    for row in 0..<count {
      guard times[row] != nil else {
        ended = ended ?? row
        continue
      }
      running = true
      for i in 0..<width {
        let action = actions[row * width + i]
        guard action.isFinite else {
          throw .nonFiniteAction(component: actionSpace.components[i].name, environment: row)
        }
        table[scene.actionChannel + i, row] = min(max(action, -1), 1)
      }
    }
    if let ended, !running || atEpisodeEnd == .reset { throw .episodeOver(environment: ended) }
  }

  private func run(_ rows: Range<Int>) {
    Instruction.run(scene.program, on: &table, rows: rows)
  }

  private func observe(_ rows: Range<Int>, into observations: inout [Float]) {
    var out = observations.mutableSpan
    let width = scene.outputs.count
    for (i, output) in scene.outputs.enumerated() {
      for row in rows {
        let value = table[output.channel, row]
        out[row * width + i] = min(max(value, output.low), output.high)
      }
    }
  }

  private func holds(_ channel: Int?, _ row: Int) -> Bool {
    channel.map { table[$0, row] != 0 } ?? false
  }

  /// Reward, flags, and the end of the episode if this was its last step.
  private func finishStep(_ row: Int, _ step: inout VectorStep) {
    if let time = times[row] {
      step.rewards[row] = table[scene.rewardChannel, row]
      flags[row] = Flags(
        terminated: holds(scene.terminationChannel, row), truncated: time + 1 >= horizon,
        success: holds(scene.successChannel, row))
      if flags[row].terminated { flags[row].truncated = false }
      times[row] = flags[row].terminated || flags[row].truncated ? nil : time + 1
    } else {
      step.rewards[row] = 0
    }
    step.terminated[row] = flags[row].terminated
    step.truncated[row] = flags[row].truncated
    step.success[row] = flags[row].success
    guard times[row] == nil else { return }
    let width = scene.outputs.count
    for i in row * width..<(row + 1) * width { step.finalObservations[i] = step.observations[i] }
    switch atEpisodeEnd {
    case .hold:
      world.hold(row: row)
    case .reset:
      episodes[row] += 1
      begin(row)
      run(row..<row + 1)
      observe(row..<row + 1, into: &step.observations)
    }
  }

  private func begin(_ row: Int) {
    if scene.hasEpisodeDraws {
      let seed = VectorEnvSeeds.following(firstSeeds[row], episode: episodes[row])
      blueprints[row] = Self.blueprint(scene, tasks[row], seed: seed)
    }
    for i in 0..<scene.layout.actuators { table[scene.actionChannel + i, row] = 0 }
    world.place(blueprints[row], row: row, into: &table)
    times[row] = 0
  }

  // MARK: Looking in

  /// Position and angle of a body, in the order of the family's `bodyNames`.
  public func pose(ofBody body: Int, in row: Int) -> (position: Vector2, angle: Float) {
    let first = scene.layout.body(body)
    return (
      Vector2(table[first + StateLayout.x, row], table[first + StateLayout.y, row]),
      table[first + StateLayout.angle, row]
    )
  }

  /// Steps since the episode began; nil when it has ended or none began.
  public func time(in row: Int) -> Int? { times[row] }
}
