public import Gym

/// `ToyEnv`s in a row, stepped one after the other: slow, and plainly right.
public final class ToyVectorEnv: VectorEnv {
  public let count: Int
  public var atEpisodeEnd: EpisodeEnd = .reset
  public var observationSpace: Box { ToyEnv.observationSpace }
  public var actionSpace: Box { ToyEnv.actionSpace }
  public var horizon: Int { ToyEnv.horizon }

  private var positions: [Float]
  private var seeds: [UInt64]
  private var episodes: [Int]
  /// Actions since the reset of each running episode, nil when it is over: an episode is replayed to step it.
  private var histories: [[Float]?]

  public init(count: Int) {
    self.count = count
    positions = Array(repeating: 0, count: count)
    seeds = Array(repeating: 0, count: count)
    episodes = Array(repeating: 0, count: count)
    histories = Array(repeating: nil, count: count)
  }

  public func reset(seeds: [UInt64], into step: inout VectorStep) {
    step = makeStep()
    self.seeds = seeds
    for row in 0..<count {
      episodes[row] = 0
      begin(row, &step)
    }
  }

  private func begin(_ row: Int, _ step: inout VectorStep) {
    var env = ToyEnv()
    histories[row] = []
    write(env.reset(seed: seed(row)), row, &step.observations)
  }

  private func seed(_ row: Int) -> UInt64 { VectorEnvSeeds.following(seeds[row], episode: episodes[row]) }

  private func write(_ observation: [Float], _ row: Int, _ observations: inout [Float]) {
    for i in 0..<2 { observations[2 * row + i] = observation[i] }
  }

  public func step(_ actions: Span<Float>, into step: inout VectorStep) throws(EnvError) {
    guard actions.count == count else { throw .wrongActionCount(got: actions.count, expected: count) }
    guard histories.contains(where: { $0 != nil }) else { throw .episodeOver(environment: 0) }
    for row in 0..<count where histories[row] != nil && !actions[row].isFinite {
      throw .nonFiniteAction(component: "push", environment: row)
    }
    for row in 0..<count {
      guard let history = histories[row] else {
        step.rewards[row] = 0
        continue
      }
      var env = ToyEnv()
      _ = env.reset(seed: seed(row))
      for action in history { _ = try env.step([action]) }
      let (observation, result) = try env.step([actions[row]])
      write(observation, row, &step.observations)
      step.rewards[row] = result.reward
      step.terminated[row] = result.terminated
      step.truncated[row] = result.truncated
      step.success[row] = result.success
      histories[row] = history + [actions[row]]
      guard result.ended else { continue }
      write(observation, row, &step.finalObservations)
      histories[row] = nil
      if atEpisodeEnd == .reset {
        episodes[row] += 1
        begin(row, &step)
      }
    }
  }
}
