import Gym
import Physics

/// The rows of a vector environment: the world, the table of numbers, and where each row's episode stands.
struct SceneBatch: ~Copyable {
  let scene: CompiledScene
  let count: Int
  /// Channels as `CompiledScene` says.
  private(set) var table: StateTable
  private(set) var tasks: [TaskDraw]
  private var world: World
  /// The world at the start of the row's episode.
  private var blueprints: [Blueprint]
  private var firstSeeds: [UInt64]
  /// Episodes begun by themselves since the last reset.
  private var episodes: [Int]
  /// Steps of the running episode; -1 when none runs.
  private(set) var times: [Int]
  /// How the last episode of the row stands or ended; kept while the row is held.
  private var flags: [Flags]

  private struct Flags {
    var terminated = false
    var truncated = false
    var success = false
    var ended: Bool { terminated || truncated }
  }

  init(_ scene: CompiledScene, tasks: [TaskDraw], threads: Int) {
    self.scene = scene
    count = tasks.count
    self.tasks = tasks
    var last: (task: TaskDraw, blueprint: Blueprint)?
    let blueprints = tasks.map { task in
      if let last, last.task == task { return last.blueprint }
      let blueprint = scene.blueprint(for: task, seed: 0)
      last = (task, blueprint)
      return blueprint
    }
    self.blueprints = blueprints
    world = World(like: blueprints[0], rows: tasks.count, threads: threads)
    table = StateTable(channels: scene.channelCount, rows: tasks.count)
    firstSeeds = Array(repeating: 0, count: tasks.count)
    episodes = Array(repeating: 0, count: tasks.count)
    times = Array(repeating: -1, count: tasks.count)
    flags = Array(repeating: Flags(), count: tasks.count)
    for row in tasks.indices { writeConstants(row) }
  }

  /// Gives a row another task, from its next reset on.
  mutating func assign(_ task: TaskDraw, to row: Int) {
    tasks[row] = task
    times[row] = -1
    flags[row] = Flags()
    blueprints[row] = scene.blueprint(for: task, seed: 0)
    writeConstants(row)
  }

  /// The rules' numbers belong to the task: only `start` differs between episodes.
  private mutating func writeConstants(_ row: Int) {
    let numbers = DrawnNumbers.drawn(task: tasks[row].numbers, episode: [])
    for (i, constant) in scene.constants.enumerated() {
      table[scene.constantChannel + i, row] = constant.value(numbers)
    }
  }

  // MARK: Episodes

  mutating func reset(seeds: [UInt64], into step: inout VectorStep) {
    for row in 0..<count {
      firstSeeds[row] = seeds[row]
      episodes[row] = 0
      begin(row)
      step.rewards[row] = 0
      step.terminated[row] = false
      step.truncated[row] = false
      step.success[row] = false
    }
    Instruction.run(scene.program, on: &table, rows: 0..<count)
    scene.observe(&table, rows: 0..<count, into: &step.observations)
  }

  private mutating func begin(_ row: Int) {
    if scene.hasEpisodeDraws {
      let seed = VectorEnvSeeds.following(firstSeeds[row], episode: episodes[row])
      blueprints[row] = scene.blueprint(for: tasks[row], seed: seed)
    }
    for i in 0..<scene.layout.actuators { table[scene.actionChannel + i, row] = 0 }
    world.place(blueprints[row], row: row, into: &table)
    times[row] = 0
    flags[row] = Flags()
  }

  mutating func step(
    _ actions: Span<Float>, atEpisodeEnd: EpisodeEnd, into step: inout VectorStep
  ) throws(EnvError) {
    try accept(actions)
    if let broken = world.step(&table, commandChannel: scene.actionChannel) {
      for row in times.indices { times[row] = -1 }  // until all are reset
      throw .nonFiniteState(environment: broken)
    }
    Instruction.run(scene.program, on: &table, rows: 0..<count)
    scene.observe(&table, rows: 0..<count, into: &step.observations)
    if score(into: &step) { finish(atEpisodeEnd, &step) }
  }

  /// Writes the clamped actions into the table, or throws before anything has changed that a later step would see.
  private mutating func accept(_ actions: Span<Float>) throws(EnvError) {
    let width = scene.actionCount
    guard actions.count == count * width else {
      throw .wrongActionCount(got: actions.count, expected: count * width)
    }
    var isRunning = false
    var isFinite = true
    let (times, count, first) = (times, count, scene.actionChannel * count)
    table.withUnsafeMutableBufferPointer { table in
      for row in 0..<count where times[row] >= 0 {
        isRunning = true
        for i in 0..<width {
          let action = actions[row * width + i]
          isFinite = isFinite && action.isFinite
          table[first + i * count + row] = min(max(action, -1), 1)
        }
      }
    }
    for (i, leader) in scene.leaders.enumerated() {
      for row in 0..<count {
        table[scene.actionChannel + width + i, row] = table[scene.actionChannel + leader, row]
      }
    }
    guard isRunning else { throw .episodeOver(environment: 0) }
    if !isFinite { throw nonFiniteAction(actions) }
  }

  private func nonFiniteAction(_ actions: Span<Float>) -> EnvError {
    let width = scene.actionCount
    for row in 0..<count where times[row] >= 0 {
      for i in 0..<width where !actions[row * width + i].isFinite {
        return .nonFiniteAction(component: scene.actionSpace.components[i].name, environment: row)
      }
    }
    preconditionFailure("every action is finite")
  }

  /// Rewards and flags after a step; true if some row has no running episode now.
  private mutating func score(into step: inout VectorStep) -> Bool {
    var someEnded = false
    for row in 0..<count {
      if times[row] >= 0 {
        times[row] += 1
        let terminated = scene.terminationChannel.map { table[$0, row] != 0 } ?? false
        flags[row].terminated = terminated
        flags[row].truncated = !terminated && times[row] >= scene.horizon
        flags[row].success = scene.successChannel.map { table[$0, row] != 0 } ?? false
        step.rewards[row] = table[scene.rewardChannel, row]
        if flags[row].ended { times[row] = -1 }
      } else {
        step.rewards[row] = 0
      }
      step.terminated[row] = flags[row].terminated
      step.truncated[row] = flags[row].truncated
      step.success[row] = flags[row].success
      someEnded = someEnded || times[row] < 0
    }
    return someEnded
  }

  /// Keeps the last observation of the rows without an episode, and begins their next one where that is wanted.
  private mutating func finish(_ atEpisodeEnd: EpisodeEnd, _ step: inout VectorStep) {
    let width = scene.outputs.count
    for row in 0..<count where times[row] < 0 {
      for i in row * width..<(row + 1) * width { step.finalObservations[i] = step.observations[i] }
      switch atEpisodeEnd {
      case .hold:
        world.hold(row: row)
      case .reset:
        episodes[row] += 1
        begin(row)
        Instruction.run(scene.program, on: &table, rows: row..<row + 1)
        scene.observe(&table, rows: row..<row + 1, into: &step.observations)
      }
    }
  }
}

extension CompiledScene {
  /// A family is checked at its extremes when it is loaded, so that every draw can be simulated.
  fileprivate func blueprint(for task: TaskDraw, seed: UInt64) -> Blueprint {
    let numbers = DrawnNumbers.drawn(task: task.numbers, episode: episodeNumbers(seed: seed))
    do {
      return try Blueprint(description.world(numbers))
    } catch {
      preconditionFailure("\(description.name) with \(task): \(error)")
    }
  }

  /// Gathers the observations of some rows, clamped to their ranges.
  fileprivate func observe(_ table: inout StateTable, rows: Range<Int>, into observations: inout [Float]) {
    var out = observations.mutableSpan
    let (width, count) = (outputs.count, table.rows)
    table.withUnsafeMutableBufferPointer { table in
      for (i, output) in outputs.enumerated() {
        for row in rows {
          out[row * width + i] = min(max(table[output.channel * count + row], output.low), output.high)
        }
      }
    }
  }
}
