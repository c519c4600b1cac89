import Gym
import Randomness
import Scenes
import Testing

/// A simulation can leave the finite numbers; what comes after the next reset must not know of it.
@Suite("States that are not finite") struct NonFiniteStateTests {
  /// Dust moved by a hundred thousand newtons, around a loop of joints that cannot all be satisfied.
  private static let explosive = """
    name: explosive
    horizon: 50
    simulation: {time_step: 0.1}
    arm:
      links:
        - {length: 0.005, radius: 1, mass: 1e-05}
        - {length: 1, radius: 1, mass: 1e-05}
    bodies:
      - {name: cart, shape: {box: [100, 100]}, mass: 1e-05, collides: false}
    joints:
      - {name: rail, type: prismatic, between: [ground, cart], at: [[0, 0], [0, 0]], axis: [1, 0], limits: [-0.01, 0.01]}
      - {name: tie, type: weld, between: [link1, cart], at: [[100, 0], [100, 0]]}
    actuators:
      - {joint: shoulder, mode: torque, scale: 100000}
      - {joint: elbow, mode: torque, scale: 100000}
      - {joint: rail, mode: torque, scale: 100000}
    task: {goal: {disc: {radius: 0.2}}}
    observe: [joint_cosines, joint_velocities, fingertip_position]
    reward: [{distance: [fingertip, goal], progress: true, weight: -1}]
    """

  /// Bits of an episode in which no motor does anything.
  private func rest(_ env: SceneVectorEnv, _ step: inout VectorStep) throws -> [UInt32] {
    let actions = [Float](repeating: 0, count: env.count * env.actionSpace.count)
    env.reset(seeds: (0..<env.count).map(UInt64.init), into: &step)
    var bits = step.observations.map(\.bitPattern)
    for _ in 0..<20 {
      try env.step(actions.span, into: &step)
      bits += (step.observations + step.rewards).map(\.bitPattern)
      for row in 0..<env.count { bits += env.poses(in: row).map(\.bitPattern) }
    }
    return bits
  }

  @Test("end in an error that names the row, and a reset makes all rows as new", arguments: [1, 2])
  func recovery(threads: Int) throws {
    let family = try SceneFiles().family(Self.explosive)
    let stream = RandomStream(seed: 3)
    let tasks = (0..<70).map { family.drawTask(from: .train, using: stream.split($0)) }
    func make() -> SceneVectorEnv { SceneVectorEnv(family, tasks: tasks, threads: threads) }
    let (fresh, env) = (make(), make())
    var step = env.makeStep()
    let expected = try rest(fresh, &step)
    // One row of each engine world, and then both.
    for exploding in [[5], [66], [66, 5]] {
      var random = stream.split("actions")
      var failure: EnvError?
      env.reset(seeds: (0..<70).map(UInt64.init), into: &step)
      for _ in 0..<family.horizon - 1 where failure == nil {
        var actions = [Float](repeating: 0, count: 70 * 3)
        for i in 0..<3 {
          let action = random.uniform(-1, 1)
          for row in exploding { actions[3 * row + i] = action }
        }
        do throws(EnvError) { try env.step(actions.span, into: &step) } catch { failure = error }
      }
      #expect(failure == .nonFiniteState(environment: exploding.min() ?? -1))
      let still = [Float](repeating: 0, count: 70 * 3)
      #expect(throws: EnvError.episodeOver(environment: 0)) { try env.step(still.span, into: &step) }
      #expect(try rest(env, &step) == expected)
    }
  }
}
