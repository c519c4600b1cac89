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
  precondition(streams.count == env.count, "\(streams.count) streams for \(env.count) environments")
  var lanes = Lanes(env, tasks: nil, streams: streams)
  return try lanes.play(&policy)
}

/// Plays one episode of every task, in as many lanes as `env` has rows: where an episode ends, its row begins the next
/// task, so that short episodes wait for no long ones.
///
/// Episode i depends on `tasks[i]` and `streams[i]` alone, not on the number of lanes.
/// - Returns: the episodes, in the order of the tasks.
/// - Throws: `EnvError` when the policy's actions or the simulation leave the finite numbers; it names the row.
public func rollout<P: Policy, V: VectorEnv>(
  _ policy: inout P, in env: V, tasks: [V.Draw], streams: [RandomStream]
) throws(EnvError) -> [Trajectory] {
  precondition(streams.count == tasks.count, "\(streams.count) streams for \(tasks.count) tasks")
  var lanes = Lanes(env, tasks: tasks, streams: streams)
  return try lanes.play(&policy)
}

/// Rows that each play an episode, and then the next one that nobody plays.
private struct Lanes<V: VectorEnv> {
  private let env: V
  private let tasks: [V.Draw]?
  private let streams: [RandomStream]
  /// The running episode of each row; nil when there is none left for it.
  private var running: [Episode?]
  private var finished: [Trajectory?]
  private var begun = 0

  private struct Episode {
    let index: Int
    var observations: [Float] = []
    var actions: [Float] = []
    var rewards: [Float] = []

    init(_ index: Int, horizon: Int, observationCount: Int, actionCount: Int) {
      self.index = index
      observations.reserveCapacity(horizon * observationCount)
      actions.reserveCapacity(horizon * actionCount)
      rewards.reserveCapacity(horizon)
    }
  }

  init(_ env: V, tasks: [V.Draw]?, streams: [RandomStream]) {
    self.env = env
    self.tasks = tasks
    self.streams = streams
    running = Array(repeating: nil, count: env.count)
    finished = Array(repeating: nil, count: streams.count)
  }

  mutating func play<P: Policy>(_ policy: inout P) throws(EnvError) -> [Trajectory] {
    let mode = env.autoreset
    env.autoreset = .disabled
    defer { env.autoreset = mode }
    var step = env.makeStep()
    var noise = Array(repeating: RandomStream(seed: 0), count: env.count)
    var actions = [Float](repeating: 0, count: env.count * env.actionSpace.count)
    begin(Array(repeating: true, count: env.count), &policy, &step, &noise)
    while running.contains(where: { $0 != nil }) {
      var span = actions.mutableSpan
      policy.act(on: step.observations.span, streams: &noise, into: &span)
      rest(&actions)
      keepChoices(step, actions)
      try env.step(actions.span, into: &step)
      policy.remember(actions.span, outcome: step)
      for row in running.indices { running[row]?.rewards.append(step.rewards[row]) }
      let free = try finish(step)
      if begun < streams.count, free.contains(true) { begin(free, &policy, &step, &noise) }
    }
    return finished.map { episode in
      guard let episode else { preconditionFailure("an episode that nobody played") }
      return episode
    }
  }

  /// Begins the next episodes in the rows that are free.
  private mutating func begin<P: Policy>(
    _ free: [Bool], _ policy: inout P, _ step: inout VectorStep, _ noise: inout [RandomStream]
  ) {
    var seeds = [UInt64](repeating: 0, count: env.count)
    var mask = [Bool](repeating: false, count: env.count)
    for row in 0..<env.count where free[row] && begun < streams.count {
      let stream = streams[begun]
      var branch = stream.split("environment")
      seeds[row] = branch.next()
      noise[row] = stream.split("actions")
      if let tasks {
        env.assign(tasks[begun], to: row)
        policy.begin(row)
      }
      running[row] = Episode(
        begun, horizon: env.horizon, observationCount: step.observationCount,
        actionCount: env.actionSpace.count)
      mask[row] = true
      begun += 1
    }
    env.reset(seeds: seeds, where: mask, into: &step)
  }

  /// Rows without a task do nothing, even where an episode of somebody else's still runs in them.
  private func rest(_ actions: inout [Float]) {
    let width = env.actionSpace.count
    for row in running.indices where running[row] == nil {
      for i in row * width..<(row + 1) * width { actions[i] = 0 }
    }
  }

  /// What each action is chosen from, and the action.
  private mutating func keepChoices(_ step: borrowing VectorStep, _ actions: [Float]) {
    let (width, actionWidth) = (step.observationCount, env.actionSpace.count)
    for row in running.indices {
      running[row]?.observations.append(contentsOf: step.observations[row * width..<(row + 1) * width])
      running[row]?.actions.append(contentsOf: actions[row * actionWidth..<(row + 1) * actionWidth])
    }
  }

  /// Cuts the episodes that ended in the last step; true for their rows.
  private mutating func finish(_ step: borrowing VectorStep) throws(EnvError) -> [Bool] {
    var free = [Bool](repeating: false, count: env.count)
    for row in running.indices {
      guard step.ended(row), let episode = running[row] else { continue }
      if step.nonFinite[row] { throw .nonFiniteState(environment: row) }
      let width = step.observationCount
      finished[episode.index] = Trajectory(
        observationCount: width, actionCount: env.actionSpace.count, observations: episode.observations,
        actions: episode.actions, rewards: episode.rewards,
        finalObservation: Array(step.finalObservations[row * width..<(row + 1) * width]),
        terminated: step.terminated[row], success: step.success[row])
      running[row] = nil
      free[row] = true
    }
    return free
  }
}
