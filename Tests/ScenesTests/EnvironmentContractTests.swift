import Gym
import Randomness
import Scenes
import TestSupport
import Testing

/// The contract of `Env` and `VectorEnv`, for every file in `Environments/`.
@Suite("Environments keep the contract") struct EnvironmentContractTests {
  @Test("single", arguments: SceneFamily.knownNames) func single(_ name: String) throws {
    let family = try SceneFamily(named: name)
    for split in Split.allCases {
      let task = family.drawTask(from: split, using: RandomStream(seed: 5))
      #expect(checkEnv { SceneEnv(family, task: task) } == [])
    }
  }

  @Test("single, a new task at each reset", arguments: SceneFamily.knownNames) func varying(_ name: String)
    throws
  {
    let family = try SceneFamily(named: name)
    #expect(checkEnv { SceneEnv(family) } == [])
  }

  @Test("vector", arguments: SceneFamily.knownNames) func vector(_ name: String) throws {
    let family = try SceneFamily(named: name)
    for count in [1, 5, 70] where count < 70 || family.horizon <= 100 {
      #expect(checkVectorEnv(family, count: count) { SceneEnv(family, task: $0) } == [])
    }
  }

  @Test("the name, the id and the file say the same", arguments: SceneFamily.knownNames)
  func names(_ name: String) throws {
    let family = try SceneFamily(named: name)
    #expect(family.name == name)
    #expect(try SceneFamily(named: family.id).sceneHash == family.sceneHash)
    #expect(!family.summary.isEmpty)
  }

  /// Everything at once: drawn lengths, masses, strengths and starts, gravity, joint limits, other joints.
  static let varied = """
    name: varied
    horizon: 15
    simulation: {time_step: 0.01, substeps: 2, gravity: [0, {uniform: [-9.81, 0]}]}
    arm:
      links:
        - {length: {uniform: [0.2, 0.4]}, radius: 0.02, density: {log_uniform: [10, 1000]}, limits: [-2, 2]}
        - {length: 0.3, radius: {uniform: [0.01, 0.02]}, mass: {normal: {mean: 1, deviation: 0.1}}, friction: 0.05}
        - {length: 0.2, radius: 0.01, mass: 0.1, damping: 0.5}
    bodies:
      - {name: cart, shape: {box: [0.1, 0.05]}, mass: 1, collides: false}
      - {name: tail, shape: {polygon: [[0, 0], [0.2, 0], [0, 0.1]]}, density: 5, collides: false}
    joints:
      - {name: rail, type: prismatic, between: [ground, cart], at: [[1, 0], [0, 0]], axis: [1, 0], limits: [-1, 1]}
      - {name: glue, type: weld, between: [cart, tail], at: [[0.05, 0], [0, 0]]}
    actuators:
      - {joint: shoulder, mode: velocity, scale: {choice: [-4, 4]}, torque: 20}
      - {joint: elbow, mode: position, scale: 1.5, gain: 8, speed: 5, torque: {uniform: [5, 10]}}
      - {joint: wrist, mode: torque, scale: 0.2}
      - {joint: rail, mode: torque, scale: 3}
    start: {shoulder: {uniform: [-1, 1]}, elbow: 0.5, rail: {normal: {mean: 0, deviation: 0.1}}}
    task:
      goal: {annulus: {inner: 0.2, outer: 0.5}}
      post: [{uniform: [1, 2]}, 0.5]
    observe:
      - joint_cosines
      - joint_sines
      - joint_positions
      - joint_velocities
      - {position: fingertip}
      - {velocity: fingertip}
      - {offset: [fingertip, goal]}
      - tail_velocity
    reward:
      - {distance: [fingertip, goal], weight: {uniform: [-2, -1]}}
      - {largest_offset: [cart, post], weight: -0.1}
      - {control: squared, weight: -0.01}
    success: {distance: [fingertip, goal], below: 0.1}
    terminate: {largest_offset: [fingertip, goal], below: 0.05}
    """

  @Test("a scene in which everything varies") func everything() throws {
    let family = try SceneFiles().family(Self.varied)
    let tasks = (0..<4).map { family.drawTask(from: .train, using: RandomStream(seed: $0)) }
    #expect(Set(tasks).count == 4)
    for task in tasks { #expect(checkEnv { SceneEnv(family, task: task) } == []) }
    #expect(checkVectorEnv(family) { SceneEnv(family, task: $0) } == [])
  }

  @Test("rows with different tasks are those tasks' single environments") func mixedTasks() throws {
    let family = try SceneFiles().family(Self.varied)
    let tasks = (0..<6).map { family.drawTask(from: .test, using: RandomStream(seed: $0)) }
    let vector = SceneVectorEnv(family, tasks: tasks)
    vector.autoreset = .disabled
    var step = vector.makeStep()
    vector.reset(seeds: Array(10..<16), into: &step)
    let width = step.observationCount
    var singles: [[Float]] = []
    for (i, task) in tasks.enumerated() {
      var env = SceneEnv(family, task: task)
      var seen = env.reset(seed: UInt64(10 + i))
      for _ in 0..<5 {
        let (observation, result) = try env.step([1, -0.5, 0.3, 0.2])
        seen = observation + [result.reward]
      }
      singles.append(seen)
    }
    let action: [Float] = [1, -0.5, 0.3, 0.2]
    let actions = Array(repeatElement(action, count: 6).joined())
    for _ in 0..<5 { try vector.step(actions.span, into: &step) }
    for i in 0..<6 {
      #expect(Array(step.observations[i * width..<(i + 1) * width]) + [step.rewards[i]] == singles[i])
    }
    #expect(Set(singles.map { $0[0] }).count == 6)
  }
}
