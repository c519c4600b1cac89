internal import Gym
internal import Randomness
internal import Scenes

/// Uniform numbers for a nanosecond each: the generator of `plain-loop`, so that both sides pay the same for actions.
struct CheapRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// In [-1, 1).
  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31
  }
}

/// A vector environment under random actions.
struct Stepper {
  private let env: SceneVectorEnv
  private var random = CheapRandom(seed: 1)
  private var result: VectorStep
  private(set) var checksum = 0.0

  init(_ family: SceneFamily, count: Int, threads: Int = 1) throws {
    let stream = RandomStream(seed: 1)
    env = SceneVectorEnv(
      family, tasks: (0..<count).map { family.drawTask(from: .train, using: stream.split($0)) },
      threads: threads)
    result = env.makeStep()
    env.reset(seeds: (0..<count).map(UInt64.init), into: &result)
    try run(steps: family.horizon * count)
  }

  /// Environment steps, of all environments together.
  mutating func run(steps: Int) throws {
    var actions = [Float](repeating: 0, count: env.count * env.actionSpace.count)
    for _ in 0..<steps / env.count {
      for i in actions.indices { actions[i] = random.next() }
      try env.step(actions.span, into: &result)
      for reward in result.rewards { checksum += Double(reward) }
    }
  }
}
