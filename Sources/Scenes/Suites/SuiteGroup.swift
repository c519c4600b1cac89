import Gym

/// Rows of a suite's environments that play one scene.
final class SuiteGroup {
  /// Among the suite's.
  let scene: Int
  let env: SceneVectorEnv
  /// Which row of the suite's environments each of its own is; nil where that row has gone elsewhere.
  var rows: [Int?]
  /// Rows with an episode, and rows that begin one.
  private(set) var running = 0
  private(set) var beginning = 0
  private var isRunning: [Bool]
  /// Of what its own environments show.
  private var own: VectorStep
  private var actions: [Float]
  private var seeds: [UInt64]
  private var mask: [Bool]

  init(_ family: SuiteFamily, scene: Int, tasks: [TaskDraw], rows: [Int], channels: SceneChannels) {
    self.scene = scene
    env = SceneVectorEnv(family.scenes[scene], tasks: tasks, channels: channels)
    env.autoreset = .disabled
    self.rows = rows
    isRunning = Array(repeating: false, count: rows.count)
    own = env.makeStep()
    actions = Array(repeating: 0, count: rows.count * env.actionSpace.count)
    seeds = Array(repeating: 0, count: rows.count)
    mask = isRunning
  }

  /// The row that plays here goes elsewhere, perhaps in the middle of its episode.
  func leave(_ slot: Int) {
    rows[slot] = nil
    if isRunning[slot] { running -= 1 }
    isRunning[slot] = false
    env.abandon(slot)
  }

  /// The row's next episode begins with `begin`.
  func prepare(_ slot: Int, seed: UInt64) {
    seeds[slot] = seed
    mask[slot] = true
    beginning += 1
    if !isRunning[slot] { running += 1 }
    isRunning[slot] = true
  }

  /// Begins the episodes that were prepared: shows their first observations, and nothing else.
  func begin(_ padding: SuitePadding, into memory: StepMemory) {
    own.withMemory { own in
      env.reset(seeds: seeds, where: mask, into: own)
      for (slot, row) in rows.enumerated() where mask[slot] {
        guard let row else { preconditionFailure("an episode of no row begins") }
        write(own.observations, slot, own.observationCount, padding, to: memory.observations, row)
      }
    }
    for slot in mask.indices { mask[slot] = false }
    beginning = 0
  }

  /// Steps the rows that have an episode, and writes what they show.
  func step(_ all: Span<Float>, _ padding: SuitePadding, into memory: StepMemory) throws(EnvError) {
    let width = env.actionSpace.count
    for (slot, row) in rows.enumerated() where isRunning[slot] {
      guard let row else { continue }
      for i in 0..<width { actions[slot * width + i] = all[row * width + i] }
    }
    try own.withMemory { own throws(EnvError) in
      try actions.withUnsafeBufferPointer { actions throws(EnvError) in
        try env.step(actions.span, into: own)
      }
      for (slot, row) in rows.enumerated() where isRunning[slot] {
        guard let row else { continue }
        memory.rewards[row] = own.rewards[slot]
        memory.terminated[row] = own.terminated[slot]
        memory.truncated[row] = own.truncated[slot]
        memory.success[row] = own.success[slot]
        memory.nonFinite[row] = own.nonFinite[slot]
        write(own.observations, slot, own.observationCount, padding, to: memory.observations, row)
        for i in 0..<memory.channelCount {
          memory.channels[row * memory.channelCount + i] = own.channels[slot * memory.channelCount + i]
        }
        guard own.terminated[slot] || own.truncated[slot] else { continue }
        write(own.finalObservations, slot, own.observationCount, padding, to: memory.finalObservations, row)
        isRunning[slot] = false
        running -= 1
      }
    }
  }

  /// One row's observation, from its own environments' memory to the suite's.
  private func write(
    _ from: UnsafeMutableBufferPointer<Float>, _ slot: Int, _ width: Int, _ padding: SuitePadding,
    to: UnsafeMutableBufferPointer<Float>, _ row: Int
  ) {
    padding.write(
      UnsafeBufferPointer(rebasing: from[slot * width..<(slot + 1) * width]), of: scene,
      to: UnsafeMutableBufferPointer(rebasing: to[row * padding.count..<(row + 1) * padding.count]))
  }
}
