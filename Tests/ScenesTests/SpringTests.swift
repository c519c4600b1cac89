import Foundation
import Gym
import Physics
import Randomness
import Scenes
import Testing

/// Joints that resist.
@Suite("Springs of a scene's joints") struct SpringTests {
  /// Springs in an arm and beside it, most of their numbers drawn.
  static let drawn = """
    name: springs
    horizon: 30
    simulation: {gravity: [0, -9.81], velocity_iterations: 20}
    arm:
      links:
        - {length: 0.5, radius: 0.05, mass: 1, spring: {stiffness: {uniform: [0, 40]}, damping: 0.5, rest: {uniform: [-1, 1]}}}
        - {length: 0.5, radius: 0.05, mass: 1, damping: 1, spring: {damping: {log_uniform: [0.01, 1]}}}
    bodies: [{name: door, shape: {box: [0.1, 0.4]}, mass: 2}]
    joints:
      - {name: rail, type: prismatic, between: [ground, door], at: [[3, 0], [0, 0]], axis: [1, 0], spring: {stiffness: {uniform: [10, 90]}, rest: 0.2}}
    actuators:
      - {joint: shoulder, mode: torque, scale: 6}
      - {joint: elbow, mode: velocity, scale: 3, torque: 2}
      - {joint: rail, mode: torque, scale: 5}
    task: {goal: {disc: {radius: 0.5}}}
    observe: [joint_positions, joint_velocities, fingertip_position]
    reward: [{distance: [fingertip, goal], weight: -1}]
    """

  @Test("are drawn with the task, and revealed to an oracle") func draws() throws {
    let family = try SceneFiles().family(Self.drawn)
    let names = [
      "arm.links[0].spring.stiffness", "arm.links[0].spring.rest", "arm.links[1].spring.damping",
      "joints[0].spring.stiffness",
    ]
    #expect(Array(family.taskNames.prefix(4)) == names)
    let revealed = family.revealed.observationSpace.components.map(\.name)
    #expect(names.allSatisfy { revealed.contains("task(\($0))") })
    let task = family.drawTask(from: .train, using: RandomStream(seed: 1))
    let joints = family.world(for: task).joints
    let springs = try joints.map { try #require($0.spring) }
    #expect(springs.map(\.stiffness) == [task.numbers[0], 0, task.numbers[3]])
    #expect(springs.map(\.damping) == [0.5, task.numbers[2], 0])
    #expect(springs.map(\.rest) == [task.numbers[1], 0, 0.2])
  }

  /// I φ'' = -k (φ - rest) - c φ', with I about the joint.
  @Test("a link swings about its joint as its equation says") func swing() throws {
    let family = try SceneFiles().family(
      """
      name: pendulum
      horizon: 600
      simulation: {time_step: 0.002}
      arm: {links: [{length: 0.6, radius: 0.02, mass: 1.5, spring: {stiffness: 8, damping: 0.3, rest: 0.25}}]}
      actuators: [{joint: shoulder, mode: torque, scale: 1}]
      start: {shoulder: 1}
      task: {goal: [1, 0]}
      observe: [joint_positions]
      reward: [{distance: [fingertip, goal], weight: -1}]
      """)
    let task = family.drawTask(from: .train, using: RandomStream(seed: 0))
    let mass = family.world(for: task).bodies[0].mass
    let inertia = Double(mass.inertia) + 1.5 * 0.3 * 0.3
    let (rate, square) = (0.3 / (2 * inertia), 8 / inertia)
    let frequency = (square - rate * rate).squareRoot()
    var env = SceneEnv(family, task: task)
    _ = env.reset(seed: 0)
    for i in 1...600 {
      let time = 0.002 * Double(i)
      let swing = cos(frequency * time) + rate / frequency * sin(frequency * time)
      let expected = 0.25 + 0.75 * exp(-rate * time) * swing
      #expect(abs(Double(try env.step([0]).observation[0]) - expected) < 0.02, "\(i)")
    }
  }
}
