import Gym
import Physics
import Randomness
import Testing

@testable import Scenes

/// Servos with backlash, and towards positions with a range.
@Suite("Servos") struct ServoTests {
  private static func rail(_ keys: String, joint: String = "type: prismatic, axis: [1, 0]") -> String {
    """
    name: rail
    horizon: 300
    simulation: {time_step: 0.005, substeps: 2}
    bodies: [{name: cart, shape: {circle: 0.1}, mass: 1}]
    joints: [{name: slide, \(joint), between: [ground, cart], at: [[0, 0], [0, 0]]}]
    actuators: [{joint: slide, \(keys)}]
    start: {slide: 0.1}
    task: {goal: {disc: {radius: 1}}}
    observe: [joint_positions]
    reward: [{control: squared, weight: 1}]
    """
  }

  /// Everything at once, with joints that one number drives.
  static let drawn = """
    name: drawn
    horizon: 15
    arm:
      links: [{length: 0.3, radius: 0.02, mass: 1}, {length: 0.3, radius: 0.02, mass: 1}]
      gripper: {finger: [0.1, 0.02], opening: 0.1, mass: 0.1}
    actuators:
      - {joint: shoulder, mode: velocity, scale: 4, torque: 20, backlash: {uniform: [0, 0.2]}, noise: 0.2}
      - {joint: elbow, mode: position, range: [{uniform: [-1, 0]}, {uniform: [0, 2]}], torque: 20, backlash: 0.1}
      - {joints: [left_finger, right_finger], mode: position, range: [0, 0.05], torque: 20, backlash: 0.01}
    task: {goal: {disc: {radius: 0.5}}}
    observe: [joint_positions, joint_velocities, fingertip_position]
    reward: [{distance: [fingertip, goal], weight: -1}, {control: squared, weight: -0.1}]
    """

  private func family(_ text: String) throws -> SceneFamily { try SceneFiles().family(text) }

  /// The joint's position at the end of an episode.
  private func end(_ family: SceneFamily, _ action: Float) throws -> Float {
    var env = SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: 0)))
    _ = env.reset(seed: 0)
    for _ in 0..<family.horizon - 1 { _ = try env.step([action]) }
    return try env.step([action]).observation[0]
  }

  @Test(
    "actions from -1 to 1 go through a range", arguments: ["type: prismatic, axis: [1, 0]", "type: revolute"])
  func range(_ joint: String) throws {
    let family = try family(Self.rail("mode: position, range: [-0.2, 0.6], torque: 500", joint: joint))
    let unit = joint.contains("revolute") ? "rad" : "m"
    #expect(family.actionSpace.components.map(\.unit) == ["-0.2 to 0.6 \(unit)"])
    for (action, position) in [(Float(-1), Float(-0.2)), (0, 0.2), (0.5, 0.4), (1, 0.6), (7, 0.6)] {
      #expect(abs(try end(family, action) - position) < 1e-4)
    }
    // Half as strong, it goes half as far from the middle.
    #expect(abs(try end(family.altered(by: [.actuator(0, scale: -0.5)]), 1) - 0) < 1e-4)
    let task = family.drawTask(from: .train, using: RandomStream(seed: 0))
    #expect(family.actuatorStrengths(for: task) == [1])
    #expect(try family.altered(by: [.actuator(0, scale: 0)]).actuatorStrengths(for: task) == [0])
  }

  @Test("a range about 0 is a scale") func symmetric() throws {
    let range = try family(Self.rail("mode: position, range: [-0.5, 0.5], torque: 500"))
    let scale = try family(Self.rail("mode: position, scale: 0.5, torque: 500"))
    #expect(try end(range, 0.3) == (try end(scale, 0.3)))
  }

  @Test("backlash delays, and is told") func backlash() throws {
    for (mode, way) in [("velocity", Float(3)), ("position", 0.9)] {
      let plain = try family(Self.rail("mode: \(mode), scale: 1, torque: 500"))
      let playing = try family(Self.rail("mode: \(mode), scale: 1, torque: 500, backlash: 0.2"))
      #expect(abs(try end(plain, 1) - 0.1 - way) < 1e-3)
      #expect(abs(try end(playing, 1) - way) < 1e-3)
      #expect(playing.page.contains("Imperfect are:\n\n- slide: a backlash of 0.2 m\n"))
      #expect(playing.describe().contains("imperfect\n  slide: a backlash of 0.2 m\n"))
      #expect(!plain.page.contains("Imperfect"))
      let none = try family(Self.rail("mode: \(mode), scale: 1, torque: 500, backlash: 0"))
      #expect(try end(none, 0.7) == (try end(plain, 0.7)) && !none.page.contains("Imperfect"))
    }
  }

  @Test("a task draws them") func draws() throws {
    let family = try family(Self.drawn)
    #expect(
      family.taskNames.prefix(3) == [
        "actuators[0].backlash", "actuators[1].range[0]", "actuators[1].range[1]",
      ])
    #expect(family.actionSpace.components.map(\.unit) == ["4 rad/s", "", "0 to 0.05 m"])
    #expect(family.describe().contains("shoulder: a backlash of (0 to 0.2) rad"))
    let task = family.drawTask(from: .train, using: RandomStream(seed: 0))
    let fingers = [2, 3].map { joint in
      ActuatorDefinition.jointPosition(
        joint: joint, scale: 0.025, middle: 0.025, gain: 10, speed: 10, limit: 20, backlash: 0.01)
    }
    #expect(family.world(for: task).actuators.suffix(2) == fingers[...])
  }
}
