/// A `VectorEnv` of any kind of environment, stepped one after the other.
public final class SerialVectorEnv<E: Env & ~Copyable>: VectorEnv {
  public let count: Int
  public let observationSpace: Box
  public let actionSpace: Box
  public let horizon: Int
  public var atEpisodeEnd = EpisodeEnd.reset
  private let environments: UnsafeMutablePointer<E>
  private var seeds: [UInt64]
  private var episodes: [Int]
  private var over: [Bool]

  /// - Parameter make: called `count` times, with 0, 1, …
  /// - Precondition: `count` is positive.
  public init(count: Int, make: (Int) -> E) {
    precondition(count > 0, "a vector of \(count) environments")
    self.count = count
    environments = .allocate(capacity: count)
    for i in 0..<count { (environments + i).initialize(to: make(i)) }
    observationSpace = environments[0].observationSpace
    actionSpace = environments[0].actionSpace
    horizon = environments[0].horizon
    seeds = Array(repeating: 0, count: count)
    episodes = seeds.map { _ in 0 }
    over = seeds.map { _ in true }
  }

  deinit {
    environments.deinitialize(count: count)
    environments.deallocate()
  }

  public func reset(seeds: [UInt64], into step: inout VectorStep) {
    precondition(seeds.count == count, "\(seeds.count) seeds for \(count) environments")
    self.seeds = seeds
    for i in 0..<count {
      episodes[i] = 0
      over[i] = false
      write(environments[i].reset(seed: seeds[i]), to: &step.observations, row: i)
      (step.rewards[i], step.terminated[i], step.truncated[i], step.success[i]) = (0, false, false, false)
    }
  }

  public func step(_ actions: Span<Float>, into step: inout VectorStep) throws(EnvError) {
    let width = actionSpace.count
    guard actions.count == count * width else {
      throw .wrongActionCount(got: actions.count, expected: count * width)
    }
    guard over.contains(false) else { throw .episodeOver(environment: 0) }
    for i in 0..<count {
      guard !over[i] else {
        step.rewards[i] = 0
        continue
      }
      var action = [Float](repeating: 0, count: width)
      for j in 0..<width { action[j] = actions[i * width + j] }
      let (observation, result) = try take(action, in: i)
      step.rewards[i] = result.reward
      step.terminated[i] = result.terminated
      step.truncated[i] = result.truncated
      step.success[i] = result.success
      write(observation, to: &step.observations, row: i)
      guard result.ended else { continue }
      write(observation, to: &step.finalObservations, row: i)
      switch atEpisodeEnd {
      case .hold: over[i] = true
      case .reset:
        episodes[i] += 1
        let seed = VectorEnvSeeds.following(seeds[i], episode: episodes[i])
        write(environments[i].reset(seed: seed), to: &step.observations, row: i)
      }
    }
  }

  /// Steps one environment; its errors name it by its place in the vector.
  private func take(_ action: [Float], in i: Int) throws(EnvError) -> (
    observation: [Float], result: StepResult
  ) {
    do { return try environments[i].step(action) } catch {
      switch error {
      case .nonFiniteAction(let component, _): throw .nonFiniteAction(component: component, environment: i)
      case .episodeOver: throw .episodeOver(environment: i)
      case .nonFiniteState: throw .nonFiniteState(environment: i)
      case .wrongActionCount: throw error
      }
    }
  }

  private func write(_ observation: [Float], to observations: inout [Float], row: Int) {
    for (j, value) in observation.enumerated() { observations[row * observation.count + j] = value }
  }
}
