import Foundation
import Gym
import Physics
import Randomness
import Scenes
import Testing

/// What a scene's environments tell beside reward and flags.
@Suite("Channels and poses") struct ChannelsTests {
  /// Steps all rows under random actions, and shows each step.
  private func play(
    _ env: SceneVectorEnv, steps: Int, _ look: (borrowing VectorStep) throws -> Void
  ) throws {
    var (step, random) = (env.makeStep(), RandomStream(seed: 8))
    env.reset(seeds: (0..<env.count).map(UInt64.init), into: &step)
    for _ in 0..<steps {
      let actions = (0..<env.count * env.actionSpace.count).map { _ in
        env.actionSpace.choices.map { Float(random.next() % UInt64($0)) } ?? random.uniform(-1, 1)
      }
      try env.step(actions.span, into: &step)
      try look(step)
    }
  }

  @Test(
    "terms add up to the reward to the bit, which is the same without them", arguments: SceneFamily.knownNames
  )
  func terms(_ name: String) throws {
    let family = try SceneFamily(named: name)
    let stream = RandomStream(seed: 4)
    let tasks = (0..<3).map { family.drawTask(from: .train, using: stream.split($0)) }
    var plain: [Float] = []
    try play(SceneVectorEnv(family, tasks: tasks), steps: 40) { plain += $0.rewards }
    let env = SceneVectorEnv(family, tasks: tasks, channels: .rewardTerms)
    #expect(env.channels.count > 0 && Set(env.channels.map(\.name)).count == env.channels.count)
    var told: [Float] = []
    try play(env, steps: 40) { step in
      let width = step.channelCount
      for row in 0..<3 {
        let terms = step.channels[row * width..<(row + 1) * width]
        #expect(terms.dropFirst().reduce(terms.first ?? 0, +) == step.rewards[row])
      }
      told += step.rewards
    }
    #expect(told == plain)
  }

  @Test(
    "a term is called by what it measures, how, and whether it counts always",
    arguments: [
      ("reach", ["distance fingertip target", "control"]),
      (
        "push",
        [
          "tolerance 0.3 of distance object goal", "tolerance 0.05 of distance object goal",
          "tolerance 0.2 of distance grip object", "control",
        ]
      ),
      (
        "grasp",
        [
          "tolerance 0.1 of y object goal", "tolerance 0.1 of y goal object",
          "tolerance 0.2 of distance grip object", "gated always", "control",
        ]
      ),
      (
        "stack",
        [
          "tolerance 0.3 of distance object top", "tolerance 0.05 of distance object top",
          "gated tolerance 0.2 of distance grip object", "gated always", "gated always 2", "success",
          "control",
        ]
      ),
    ]) func names(_ name: String, _ terms: [String]) throws
  {
    let components = try SceneFamily(named: name).components(of: .rewardTerms)
    #expect(components.map(\.name) == terms.map { "reward(\($0))" })
  }

  @Test("return and length are those of the episode up to the step", arguments: AutoresetMode.allCases)
  func statistics(_ mode: AutoresetMode) throws {
    let family = try SceneFamily(named: "reach")
    let task = family.drawTask(from: .train, using: RandomStream(seed: 4))
    let env = SceneVectorEnv(family, tasks: [task, task], channels: .all)
    #expect(env.channels.suffix(2).map(\.name) == ["episode_return", "episode_length"])
    env.autoreset = mode
    var (sum, length, wasOver) = (0.0, 0, false)
    try play(env, steps: mode == .disabled ? family.horizon : 2 * family.horizon) { step in
      if wasOver, mode == .nextStep {
        #expect(step.channels.allSatisfy { $0 == 0 } && !step.ended(0))
        (sum, length, wasOver) = (0, 0, false)
        return
      }
      if wasOver { (sum, length) = (0, 0) }
      sum += Double(step.rewards[0])
      length += 1
      let last = Array(step.channels[step.channelCount - 2..<step.channelCount])
      #expect(last == [Float(sum), Float(length)])
      wasOver = step.ended(0)
      #expect(wasOver == (length == family.horizon))
    }
  }

  @Test("the poses of all rows are those of each", arguments: ["reach", "grasp"]) func poses(_ name: String)
    throws
  {
    let family = try SceneFamily(named: name)
    let stream = RandomStream(seed: 4)
    let env = SceneVectorEnv(
      family, tasks: (0..<4).map { family.drawTask(from: .train, using: stream.split($0)) })
    try play(env, steps: 9) { _ in
      var all = [Float](repeating: .nan, count: 4 * 3 * family.bodyNames.count)
      var span = all.mutableSpan
      env.writePoses(into: &span)
      #expect(all == (0..<4).flatMap { env.poses(in: $0) })
    }
    #expect(Set((0..<4).map { env.poses(in: $0) }).count == 4)
  }

  @Test("a row that waits has no terms of a reward, and keeps its return") func waiting() throws {
    let family = try SceneFamily(named: "reach")
    let task = family.drawTask(from: .train, using: RandomStream(seed: 4))
    let env = SceneVectorEnv(family, tasks: [task, task], channels: .all)
    env.autoreset = .disabled
    var step = env.makeStep()
    env.reset(seeds: [0, 1], into: &step)
    let width = step.channelCount
    var total = 0.0
    for time in 0..<family.horizon + 5 {
      if time == 10 { env.reset(seeds: [0, 2], where: [false, true], into: &step) }
      try env.step([1, 1, 0, 0].span, into: &step)
      total += Double(step.rewards[0])
      let terms = step.channels[..<(width - 2)]
      #expect(terms.contains { $0 != 0 } == (time < family.horizon))
      #expect(step.channels[width - 2] == Float(total))
    }
  }

  @Test("speeds at the end of an episode are those that it ended with") func lastSpeeds() throws {
    func look(horizon: Int) throws -> [Float] {
      let family = try SceneFiles().family(
        """
        name: swing
        horizon: \(horizon)
        arm: {links: [{length: 0.5, radius: 0.05, mass: 1}, {length: 0.5, radius: 0.05, mass: 1}]}
        actuators: [{joint: shoulder, mode: torque, scale: 3}]
        task: {goal: {disc: {radius: 0.2}}}
        observe: [joint_cosines]
        reward: [{distance: [fingertip, goal], weight: -1}]
        """)
      let env = SceneVectorEnv(family, tasks: [family.drawTask(from: .train, using: RandomStream(seed: 1))])
      env.autoreset = .disabled
      try play(env, steps: 5) { _ in }
      return (0..<2).flatMap { i in
        let speed = env.velocity(ofBody: i, in: 0)
        return [speed.x, speed.y, env.joint(i, in: 0).speed, env.joint(i, in: 0).position]
      }
    }
    let ended = try look(horizon: 5)
    #expect(ended == (try look(horizon: 6)))
    #expect(ended.allSatisfy { $0 != 0 })
  }

  @Test("steps write into memory of the caller's, where it lies") func memory() throws {
    let family = try SceneFamily(named: "reach")
    let tasks = (0..<3).map { family.drawTask(from: .train, using: RandomStream(seed: UInt64($0))) }
    let (ours, theirs) = (
      SceneVectorEnv(family, tasks: tasks, channels: .episode),
      SceneVectorEnv(family, tasks: tasks, channels: .episode)
    )
    var step = ours.makeStep()
    let width = family.observationSpace.count
    func numbers(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
      let made = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
      made.initialize(repeating: 77)
      return made
    }
    func flags() -> UnsafeMutableBufferPointer<Bool> {
      let made = UnsafeMutableBufferPointer<Bool>.allocate(capacity: 3)
      made.initialize(repeating: true)
      return made
    }
    let memory = StepMemory(
      count: 3, observationCount: width, channelCount: 2, observations: numbers(3 * width),
      rewards: numbers(3),
      terminated: flags(), truncated: flags(), success: flags(), nonFinite: flags(),
      finalObservations: numbers(3 * width), channels: numbers(6))
    defer {
      for buffer in [memory.observations, memory.rewards, memory.finalObservations, memory.channels] {
        buffer.deallocate()
      }
      for buffer in [memory.terminated, memory.truncated, memory.success, memory.nonFinite] {
        buffer.deallocate()
      }
    }
    ours.reset(seeds: [1, 2, 3], into: &step)
    theirs.reset(seeds: [1, 2, 3], where: nil, into: memory)
    let actions: [Float] = [0.3, 1, -0.2, 0.5, -1, 0.1]
    for _ in 0..<family.horizon {
      try ours.step(actions.span, into: &step)
      try theirs.step(actions.span, into: memory)
      #expect(Array(memory.observations) == step.observations && Array(memory.rewards) == step.rewards)
      #expect(Array(memory.channels) == step.channels && Array(memory.truncated) == step.truncated)
    }
    #expect(
      Array(memory.finalObservations) == step.finalObservations && step.truncated == [true, true, true])
  }
}

#if arch(x86_64)
  /// A host process may round otherwise, and so may whoever draws a task or builds a world for it.
  @Suite("Host processes that round otherwise", .serialized) struct RoundingTests {
    private func play(_ family: SceneFamily, tasks: [TaskDraw], mode: Int32) throws -> [UInt32] {
      let host = fegetround()
      fesetround(mode)
      defer { fesetround(host) }
      let env = SceneVectorEnv(family, tasks: tasks, choosing: .drawn(from: .train, of: family), threads: 2)
      var (step, bits) = (env.makeStep(), [UInt32]())
      let actions = (0..<tasks.count * env.actionSpace.count).map { $0 % 2 == 0 ? Float(1) : -0.5 }
      env.reset(seeds: tasks.indices.map(UInt64.init), into: &step)
      for _ in 0..<family.horizon + 3 {
        bits += (step.observations + step.rewards).map(\.bitPattern)
        try env.step(actions.span, into: &step)
      }
      #expect(fegetround() == mode)
      return bits
    }

    @Test("change no bit", arguments: ["reach-broken", "wind", "grasp"]) func bits(_ name: String) throws {
      let family = try SceneFamily(named: name)
      let tasks = (0..<4).map { family.drawTask(from: .test, using: RandomStream(seed: 3).split($0)) }
      let own = try play(family, tasks: tasks, mode: FE_TONEAREST)
      #expect(try play(family, tasks: tasks, mode: FE_UPWARD) == own)
    }
  }
#endif
