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

  @Test("end their own episode and no other, and begin the next as new", arguments: [1, 2])
  func recovery(threads: Int) throws {
    let family = try SceneFiles().family(Self.explosive)
    let stream = RandomStream(seed: 3)
    let tasks = (0..<70).map { family.drawTask(from: .train, using: stream.split($0)) }
    func make() -> SceneVectorEnv { SceneVectorEnv(family, tasks: tasks, threads: threads) }
    /// Bits of all rows but 5 and 66, and the rows that broke.
    func play(_ env: SceneVectorEnv, exploding: [Int]) throws -> (bits: [UInt32], broken: Set<Int>) {
      var random = stream.split("actions")
      var step = env.makeStep()
      env.reset(seeds: (0..<70).map(UInt64.init), into: &step)
      var (bits, broken) = ([UInt32](), Set<Int>())
      let width = step.observationCount
      for _ in 0..<family.horizon - 1 {
        var actions = [Float](repeating: 0, count: 70 * 3)
        for i in 0..<3 {
          let action = random.uniform(-1, 1)
          for row in exploding { actions[3 * row + i] = action }
        }
        try env.step(actions.span, into: &step)
        for row in 0..<70 where row != 5 && row != 66 {
          bits += (step.observations[row * width..<(row + 1) * width] + [step.rewards[row]]).map(\.bitPattern)
        }
        for row in 0..<70 where step.nonFinite[row] {
          broken.insert(row)
          #expect(
            step.terminated[row] && !step.truncated[row] && !step.success[row] && step.rewards[row] == 0)
          let final = Array(step.finalObservations[row * width..<(row + 1) * width])
          #expect(family.observationSpace.contains(final))
        }
        let allFinite = (step.observations + step.rewards).allSatisfy(\.isFinite)
        #expect(allFinite)
      }
      return (bits, broken)
    }
    let (fresh, env) = (make(), make())
    var step = env.makeStep()
    let expected = try rest(fresh, &step)
    let calm = try play(fresh, exploding: [])
    #expect(calm.broken.isEmpty)
    // One row of each engine world, and then both.
    for (mode, exploding) in [
      (AutoresetMode.sameStep, [5]), (.disabled, [66]), (.nextStep, [66, 5]),
    ] {
      env.autoreset = mode
      let played = try play(env, exploding: exploding)
      #expect(played.broken == Set(exploding) && played.bits == calm.bits)
      env.autoreset = .sameStep
      #expect(try rest(env, &step) == expected)
    }
  }

  @Test("stop a rollout and a single environment with an error") func errors() throws {
    let family = try SceneFiles().family(Self.explosive)
    let task = family.drawTask(from: .train, using: RandomStream(seed: 3))
    var policy = RandomPolicy(actionSpace: family.actionSpace)
    #expect(throws: EnvError.nonFiniteState(environment: 0)) {
      try rollout(
        &policy, in: family.makeVectorEnv(for: task, count: 1),
        streams: [RandomStream(seed: 3).split("actions")])
    }
    var env = SceneEnv(family, task: task)
    _ = env.reset(seed: 0)
    var random = RandomStream(seed: 3).split("actions")
    #expect(throws: EnvError.nonFiniteState(environment: 0)) {
      for _ in 0..<family.horizon { _ = try env.step((0..<3).map { _ in random.uniform(-1, 1) }) }
    }
  }

  @Test("keep the statistics of their episode, and rows that wait have no reward terms") func channels()
    throws
  {
    let family = try SceneFiles().family(Self.explosive)
    let task = family.drawTask(from: .train, using: RandomStream(seed: 3).split(5))
    let env = SceneVectorEnv(family, tasks: [task, task], channels: .all)
    env.autoreset = .disabled
    var (step, random) = (env.makeStep(), RandomStream(seed: 3).split("actions"))
    env.reset(seeds: [5, 5], into: &step)
    var (length, broke) = (0, false)
    for _ in 0..<family.horizon - 1 {
      let action = (0..<3).map { _ in random.uniform(-1, 1) }
      try env.step((action + [0, 0, 0]).span, into: &step)
      let own = step.channels[..<step.channelCount]
      #expect(own[0] == step.rewards[0])
      if !broke { length += 1 }
      broke = broke || step.nonFinite[0]
      #expect(own[2] == Float(length))
      if broke { #expect(own[0] == 0 && own[1] != 0) }
    }
    #expect(broke && length < family.horizon - 2)
  }
}
