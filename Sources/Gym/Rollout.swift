public import Randomness

/// Plays one episode in every environment of `env`.
///
/// Episode i depends on `streams[i]` alone: its environment seed comes from the branch "environment", its action
/// noise from the branch "actions".
/// - Parameter streams: one for each environment of `env`.
/// - Returns: the episodes, in the order of the environments.
/// - Throws: `EnvError` when the policy's actions or the simulation leave the finite numbers.
public func rollout<P: Policy, V: VectorEnv>(
  _ policy: inout P, in env: V, streams: [RandomStream]
) throws(EnvError) -> [Trajectory] {
  let count = env.count
  precondition(streams.count == count, "\(streams.count) streams for \(count) environments")
  let observationCount = env.observationSpace.count
  let actionCount = env.actionSpace.count
  let seeds = streams.map { stream in
    var branch = stream.split("environment")
    return branch.next()
  }
  var noise = streams.map { $0.split("actions") }
  env.atEpisodeEnd = .hold
  var step = env.makeStep()
  env.reset(seeds: seeds, into: &step)

  // History, time-major, so that a step appends whole blocks; cut into episodes at the end.
  var observations: [Float] = []
  var actions: [Float] = []
  var rewards: [Float] = []
  observations.reserveCapacity(env.horizon * count * observationCount)
  actions.reserveCapacity(env.horizon * count * actionCount)
  rewards.reserveCapacity(env.horizon * count)
  var action = [Float](repeating: 0, count: count * actionCount)
  var lengths = [Int](repeating: 0, count: count)
  var running = count
  var time = 0
  while running > 0 {
    var span = action.mutableSpan
    policy.act(on: step.observations.span, streams: &noise, into: &span)
    observations.append(contentsOf: step.observations)
    actions.append(contentsOf: action)
    try env.step(action.span, into: &step)
    policy.remember(action.span, outcome: step)
    rewards.append(contentsOf: step.rewards)
    time += 1
    for i in 0..<count where lengths[i] == 0 && step.ended(i) {
      lengths[i] = time
      running -= 1
    }
  }

  func episode(_ i: Int, _ history: [Float], width: Int) -> [Float] {
    let history = history.span
    return Array(unsafeUninitializedCapacity: lengths[i] * width) { cut, filled in
      for t in 0..<lengths[i] {
        let start = (t * count + i) * width
        for j in 0..<width { cut.initializeElement(at: t * width + j, to: history[start + j]) }
      }
      filled = lengths[i] * width
    }
  }
  return (0..<count).map { i in
    let start = i * observationCount
    return Trajectory(
      observationCount: observationCount, actionCount: actionCount,
      observations: episode(i, observations, width: observationCount),
      actions: episode(i, actions, width: actionCount),
      rewards: episode(i, rewards, width: 1),
      finalObservation: Array(step.finalObservations[start..<start + observationCount]),
      terminated: step.terminated[i], success: step.success[i])
  }
}
