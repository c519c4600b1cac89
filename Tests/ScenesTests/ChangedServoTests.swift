import Gym
import Physics
import Randomness
import Scenes
import Testing

/// Hands, servos with backlash and ranges, in the middle of whose episodes numbers become others.
@Suite("Changes of hands and servos") struct ChangedServoTests {
  private static func scene(_ actuators: String, _ changes: String) -> String {
    """
    name: servos
    horizon: 30
    simulation: {time_step: 0.01, substeps: 2}
    arm:
      links: [{length: 0.4, radius: 0.02, mass: 1}, {length: 0.3, radius: 0.02, mass: 1}, {length: 0.2, radius: 0.02, mass: 0.5}]
      gripper: {finger: [0.1, 0.02], opening: 0.1, mass: 0.1}
    bodies:
      - {name: cart, shape: {circle: 0.1}, mass: 1}
      - {name: wheel, shape: {circle: 0.1}, mass: 1}
    joints:
      - {name: rail, type: prismatic, axis: [1, 0], between: [ground, cart], at: [[0, 3], [0, 0]]}
      - {name: axle, between: [ground, wheel], at: [[3, 0], [0, 0]]}
    actuators:
    \(actuators)
    start: {shoulder: 0.3, elbow: 1, wrist: -0.6}
    task: {goal: {disc: {radius: 0.5}}}
    observe: [joint_positions, joint_velocities, grip_position]
    reward: [{distance: [grip, goal], weight: -1}, {control: squared, weight: -0.1}]
    \(changes.isEmpty ? "" : "changes: [\(changes)]")
    """
  }

  /// Everything at once, drawn by the task or by the episode.
  static let everything = scene(
    """
      - point: grip
        mode: velocity
        scale: {episode: {uniform: [0.3, 1]}}
        turn: {episode: {uniform: [1, 3]}}
        torque: [{episode: {uniform: [3, 30]}}, {uniform: [3, 20]}, 10]
        speed: {episode: {uniform: [1, 4]}}
      - joints: [left_finger, right_finger]
        mode: position
        range: [0, {episode: {uniform: [0.02, 0.05]}}]
        torque: 20
        backlash: {episode: {uniform: [0, 0.02]}}
      - {joint: rail, mode: position, scale: 1, torque: 50, backlash: {episode: {uniform: [0, 0.2]}}}
      - {joint: axle, mode: velocity, scale: 3, torque: 50, backlash: {episode: {uniform: [0, 0.5]}}, noise: 0.1}
    """,
    """
    {at: {episode: {uniform: [3, 20]}}, actuator: grip, scale: {case: [0, 0.5, -1]}, turn: {uniform: [0, 2]}},
    {at: 6, actuator: rail, scale: {episode: {uniform: [-1, 1]}}},
    {at: {uniform: [4, 40]}, actuator: axle, scale: {episode: {choice: [0, -3]}}}
    """)

  /// The same, with fixed numbers.
  private func family(_ changes: String) throws -> SceneFamily {
    try SceneFiles().family(
      Self.scene(
        """
          - {point: grip, mode: velocity, scale: 0.5, turn: 2, torque: [60, 40, 20]}
          - {joints: [left_finger, right_finger], mode: position, range: [0, 0.05], torque: 20, backlash: 0.01}
          - {joint: rail, mode: position, scale: 1, torque: 50, backlash: 0.1}
          - {joint: axle, mode: velocity, scale: 2, torque: 50, backlash: 0.2}
        """, changes))
  }

  private func task(_ family: SceneFamily) -> TaskDraw {
    family.drawTask(from: .train, using: RandomStream(seed: 0))
  }

  /// Observations of an episode of random actions, which from step 12 on are multiplied by `factors`.
  private func play(_ family: SceneFamily, _ factors: [Float] = []) throws -> [[Float]] {
    var env = SceneEnv(family, task: task(family))
    var seen = [env.reset(seed: 0)]
    var stream = RandomStream(seed: 4)
    for step in 0..<family.horizon {
      // Of one direction for some time, for the play.
      var action = (0..<6).map { _ in (step / 6 % 2 == 0 ? 1 : -1) * stream.uniform(0.2, 1) }
      for (i, factor) in factors.enumerated() where step >= 12 { action[i] *= factor }
      seen.append(try env.step(action).observation)
    }
    return seen
  }

  @Test(
    "a new scale or turn does, to the bit, what so much more of the action would have done",
    arguments: [
      ("grip, scale: 0.25", [Float(0.5), 0.5, 1, 1, 1, 1]), ("grip, scale: -0.5", [-1, -1, 1, 1, 1, 1]),
      ("grip, turn: 0", [1, 1, 0, 1, 1, 1]), ("grip, turn: 0.5", [1, 1, 0.25, 1, 1, 1]),
      ("grip, scale: 0, turn: 0", [0, 0, 0, 1, 1, 1]),
      ("rail, scale: -0.5", [1, 1, 1, 1, -0.5, 1]), ("axle, scale: 1", [1, 1, 1, 1, 1, 0.5]),
      ("axle, scale: -2", [1, 1, 1, 1, 1, -1]),
    ])
  func scale(_ change: String, _ factors: [Float]) throws {
    let (plain, changing) = (try family(""), try family("{at: 12, actuator: \(change)}"))
    #expect(try play(changing) == play(plain, factors))
    #expect(try play(changing) != play(plain))
  }

  @Test("what is in force reaches experts and viewers") func world() throws {
    let family = try family("{at: 4, actuator: grip, scale: -0.1}, {at: 9, actuator: grip, turn: 0}")
    let task = task(family)
    for (steps, scale, turn) in [(4, Float(0.5), Float(2)), (5, -0.1, 2), (10, -0.1, 0)] {
      let servo = try #require(family.world(for: task, after: steps).pointServos.first)
      #expect(servo.scale == scale && servo.direction == .told(scale: turn))
      #expect(family.actuatorStrengths(for: task, after: steps) == [scale / 0.5, 1, 1, 1])
    }
    for line in ["scale of grip: -0.1 m/s after 4 steps", "turn of grip: 0 rad/s after 9 steps"] {
      #expect(family.page.contains("\n- \(line)\n") && family.describe().contains("\n  \(line)"), "\(line)")
    }
    let shown = family.revealed.observationSpace.components.map(\.name)
    #expect(
      shown.filter { $0.hasPrefix("present(") } == ["present(scale of grip)", "present(turn of grip)"])
  }

  @Test("an altered hand is altered after its changes, too") func altered() throws {
    let family = try family(
      "{at: 12, actuator: grip, scale: -0.25, turn: 1}, {at: 20, actuator: grip, turn: 0.5}")
    let altered = try family.altered(by: [.actuator(0, scale: 0.5)])
    let weaker = try self.family("").altered(by: [.actuator(0, scale: 0.5)])
    #expect(try play(altered)[...20] == play(weaker, [-0.5, -0.5, 0.5, 1, 1, 1])[...20])
    #expect(try play(altered) != play(weaker, [-0.5, -0.5, 0.5, 1, 1, 1]))
    let servo = try #require(altered.world(for: task(altered), after: 30).pointServos.first)
    #expect(servo.scale == -0.125 && servo.direction == .told(scale: 0.25))
  }

  @Test("each episode has its own play, range and torques") func drawn() throws {
    let family = try SceneFiles().family(Self.everything)
    let numbers = Dictionary(
      uniqueKeysWithValues: zip(family.episodeNames, family.episodeNumbers(seed: 7)))
    let world = family.world(for: task(family), seed: 7)
    #expect(world.pointServos[0].links[0].limit == numbers["actuators[0].torque[0]"])
    #expect(world.pointServos[0].direction == .told(scale: try #require(numbers["actuators[0].turn"])))
    let half = try #require(numbers["actuators[1].range[1]"]) / 2
    let finger = try ActuatorDefinition.jointPosition(
      joint: 3, scale: half, middle: half, gain: 10, speed: 10, limit: 20,
      backlash: #require(numbers["actuators[1].backlash"]))
    #expect(world.actuators[3] == finger)
    #expect(family.world(for: task(family), seed: 8).actuators != world.actuators)
    #expect(family.describe().contains("axle: a backlash of (0 to 0.5) rad"))
  }
}
