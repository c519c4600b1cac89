import Gym
import Physics

/// The rows of a vector environment at work: everything here is done to ranges of rows, by threads that each have
/// whole engine worlds, and with them columns of the table and rows of the memory, to themselves.
final class SceneRows: RowWork, @unchecked Sendable {
  /// What is done to all rows next.
  enum Work {
    case none
    case step(UnsafeBufferPointer<Float>, StepMemory)
    /// The episodes of the rows that are marked.
    case begin(UnsafeMutableBufferPointer<Bool>, StepMemory)
  }

  /// Where the episode of a row stands.
  enum Phase: UInt8 { case none, running, ended, over }

  struct State {
    var phase = Phase.none
    /// Steps of the episode.
    var time: Int32 = 0
    /// Of the episode so far.
    var totalReward = 0.0
    /// The row's column has the engine's every channel, not only those that are read in each step.
    var isComplete = false
  }

  var work = Work.none
  let scene: CompiledScene
  let engine: Engine
  let table: StateTable.Columns
  let channels: SceneChannels
  let states: UnsafeMutableBufferPointer<State>
  /// The world at the start of the row's episode.
  var blueprints: [Blueprint]
  /// What becomes of each command; empty where actuators do what they are told.
  var commandScales: [Float] = []
  /// nil where every actuator obeys.
  let responses: SceneResponses?
  /// `[command][row]`, what actuators are told while they do something else.
  let told: UnsafeMutableBufferPointer<Float>
  /// nil where all that is observed is exact.
  let readings: SceneReadings?
  /// nil where no camera looks.
  let pictures: ScenePictures?
  /// nil where nothing pushes.
  let pushes: ScenePushes?
  let broken: UnsafeMutableBufferPointer<Bool>

  init(
    _ scene: CompiledScene, _ engine: Engine, _ table: StateTable.Columns, channels: SceneChannels,
    blueprints: [Blueprint]
  ) {
    self.scene = scene
    self.engine = engine
    self.table = table
    self.channels = channels
    self.blueprints = blueprints
    responses = SceneResponses(scene, rows: blueprints.count)
    told = .allocate(capacity: scene.commandCount * blueprints.count)
    told.initialize(repeating: 0)
    readings = SceneReadings(scene, rows: blueprints.count)
    pictures = ScenePictures(scene, rows: blueprints.count)
    pushes = ScenePushes(scene, rows: blueprints.count)
    states = .allocate(capacity: blueprints.count)
    states.initialize(repeating: State())
    broken = .allocate(capacity: blueprints.count)
    broken.initialize(repeating: false)
  }

  deinit {
    states.deallocate()
    told.deallocate()
    broken.deallocate()
  }

  // MARK: Steps

  /// Rows whose numbers stay in the first cache from the engine's step to the last flag.
  private var blockRows: Int { engine.rowsPerWorld > 1 ? engine.rowsPerWorld : 32 }

  /// Steps the rows that have an episode; they are whole engine worlds.
  func step(_ rows: Range<Int>, _ actions: UnsafeBufferPointer<Float>, _ memory: StepMemory) {
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
      let block = first..<min(first + blockRows, rows.upperBound)
      var running = 0
      for row in block {
        if states[row].phase == .running {
          running += 1
          continue
        }
        if states[row].phase == .ended { states[row].phase = .over }
        memory.rewards[row] = 0
        memory.nonFinite[row] = false
        tell(row, rewarded: false, memory)
      }
      guard running > 0 else { continue }
      if !scene.changes.isEmpty || pushes != nil {
        for row in block where states[row].phase == .running { change(row) }
      }
      accept(actions, block)
      if commandScales.isEmpty, responses == nil {
        engine.step(rows: block, of: table, commandChannel: scene.commandChannel, broken: broken)
      } else {
        stepAltered(block)
      }
      Instruction.run(scene.program, on: table, rows: block)
      observe(block, isWhole: running == block.count, memory)
      if let readings {
        for row in block where states[row].phase == .running {
          readings.read(row, time: Int(states[row].time) + 1, table, into: memory.observations)
        }
      }
      for row in block where states[row].phase == .running { score(row, memory) }
    }
  }

  /// Gathers the observations of some rows, clamped to their ranges.
  private func observe(_ rows: Range<Int>, isWhole: Bool, _ memory: StepMemory) {
    let (outputs, out) = (scene.outputs, memory.observations)
    let width = memory.observationCount
    for output in outputs {
      let (from, low, high, place) = (table.channel(output.channel), output.low, output.high, output.place)
      for row in rows where isWhole || states[row].phase == .running {
        out[row * width + place] = min(max(from[row], low), high)
      }
    }
    guard let pictures else { return }
    for row in rows where isWhole || states[row].phase == .running { pictures.draw(row, table, into: out) }
  }

  /// Rewards and flags after a step.
  private func score(_ row: Int, _ memory: StepMemory) {
    states[row].time += 1
    states[row].isComplete = false
    let reward = table.channel(scene.rewardChannel)[row]
    guard !broken[row], reward.isFinite else { return breakOff(row, memory) }
    let terminated = scene.terminationChannel.map { table.channel($0)[row] != 0 } ?? false
    let truncated = !terminated && Int(states[row].time) >= scene.horizon
    states[row].totalReward += Double(reward)
    memory.rewards[row] = reward
    memory.terminated[row] = terminated
    memory.truncated[row] = truncated
    memory.success[row] = scene.successChannel.map { table.channel($0)[row] != 0 } ?? false
    memory.nonFinite[row] = false
    tell(row, rewarded: true, memory)
    if terminated || truncated { end(row, memory) }
  }

  /// The row left the finite numbers: its episode ends here, and its neighbours know nothing of it.
  private func breakOff(_ row: Int, _ memory: StepMemory) {
    let width = memory.observationCount
    for output in scene.outputs {
      memory.observations[row * width + output.place] = min(max(0, output.low), output.high)
    }
    pictures?.clear(row, memory.observations)
    memory.rewards[row] = 0
    memory.terminated[row] = true
    memory.truncated[row] = false
    memory.success[row] = false
    memory.nonFinite[row] = true
    tell(row, rewarded: false, memory)
    end(row, memory)
  }

  private func end(_ row: Int, _ memory: StepMemory) {
    let width = memory.observationCount
    for i in row * width..<(row + 1) * width { memory.finalObservations[i] = memory.observations[i] }
    states[row].phase = .ended
    // A row at rest has no speeds left to look at.
    complete(row)
    engine.hold(row: row)
  }

  /// The running episode of a row, if there is one, stops without an end.
  func abandon(_ row: Int) {
    guard states[row].phase != .none else { return }
    complete(row)
    engine.hold(row: row)
    states[row].phase = .none
  }

  /// Writes the channels; the terms of a reward that there was not are 0.
  private func tell(_ row: Int, rewarded: Bool, _ memory: StepMemory) {
    guard memory.channelCount > 0 else { return }
    var place = row * memory.channelCount
    if channels.contains(.rewardTerms) {
      for channel in scene.termChannels {
        memory.channels[place] = rewarded ? table.channel(channel)[row] : 0
        place += 1
      }
    }
    if channels.contains(.episode) {
      memory.channels[place] = Float(states[row].totalReward)
      memory.channels[place + 1] = Float(states[row].time)
    }
  }

  // MARK: Beginnings

  /// What rules and readings take for the episode that begins.
  /// - Parameter constants: of the scene of its task.
  func writeConstants(_ row: Int, _ constants: [Quantity], _ numbers: DrawnNumbers) {
    for (i, constant) in constants.enumerated() {
      table.channel(scene.constantChannel + i)[row] = constant.value(numbers)
    }
  }

  /// Builds the worlds of the rows that `isBeginning` marks, and shows their first observations.
  func begin(_ rows: Range<Int>, where isBeginning: UnsafeMutableBufferPointer<Bool>, _ memory: StepMemory) {
    var first = rows.lowerBound
    while first < rows.upperBound {
      guard isBeginning[first] else {
        first += 1
        continue
      }
      // Neighbours go through the program together.
      var end = first
      while end < rows.upperBound, isBeginning[end] {
        for i in 0..<scene.layout.actuators { table.channel(scene.commandChannel + i)[end] = 0 }
        engine.place(blueprints[end], row: end, into: table)
        states[end] = State(phase: .running, time: 0, totalReward: 0, isComplete: true)
        end += 1
      }
      Instruction.run(scene.program, on: table, rows: first..<end)
      // How an episode begins is no step.
      for channel in scene.memoryChannels { for row in first..<end { table.channel(channel)[row] = 0 } }
      observe(first..<end, isWhole: true, memory)
      if let readings {
        for row in first..<end { readings.read(row, time: 0, table, into: memory.observations) }
      }
      first = end
    }
  }

  func run(_ rows: Range<Int>) {
    switch work {
    case .none: break
    case .step(let actions, let memory): step(rows, actions, memory)
    case .begin(let isBeginning, let memory): begin(rows, where: isBeginning, memory)
    }
  }

  /// Fills the row's column for those who look into its world.
  func complete(_ row: Int) {
    guard !states[row].isComplete, states[row].phase != .none else { return }
    FloatingPointMode.standard { engine.read(row: row, into: table) }
    states[row].isComplete = true
  }
}
