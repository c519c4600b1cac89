public import Gym
import Randomness

/// Every clause of `VectorEnv`'s contract: each row is the single environment of its task, to the bit, in all modes of
/// resetting and under all task policies.
///
/// - Parameters:
///   - count: rows.
///   - single: a new environment of a task.
/// - Returns: a sentence for each clause that does not hold; empty for a good one.
public func checkVectorEnv<Family: EnvFamily, E: Env & ~Copyable>(
  _ family: Family, count: Int = 5, single: @escaping (Family.Draw) -> E
) -> [String] {
  var violations: Set<String> = []
  let root = RandomStream(seed: 6)
  let draws = (0..<count + 3).map { family.drawTask(from: .train, using: root.split($0)) }
  let policies: [(String, TaskPolicy<Family.Draw>)] = [
    ("fixed", .fixed), ("drawn", .drawn(from: .test, of: family)),
    ("handed in", .handedIn { row, episode, _ in draws[(row + 2 * episode) % draws.count] }),
  ]
  for mode in AutoresetMode.allCases {
    for (name, policy) in policies {
      let env = family.makeVectorEnv(tasks: Array(draws[..<count]), choosing: policy)
      env.autoreset = mode
      var check = VectorCheck(env, policy: policy, single: single)
      // Twice, so that the second time has the history of the first.
      for round in 0..<2 { check.play(extra: Array(draws[count...]), round: round) }
      violations.formUnion(check.violations.map { "\($0) (\(mode), tasks \(name))" })
    }
  }
  let env = family.makeVectorEnv(tasks: Array(draws[..<count]), choosing: .fixed)
  violations.formUnion(refusals(of: env))
  return violations.sorted()
}

/// Plays a vector environment beside a model of it that is plainly right: single environments.
private struct VectorCheck<V: VectorEnv, E: Env & ~Copyable> {
  private let env: V
  private let policy: TaskPolicy<V.Draw>
  private let single: (V.Draw) -> E
  private(set) var violations: Set<String> = []
  private var tasks: [V.Draw]
  private var pending: [V.Draw?]

  /// What a row shows.
  private struct Row: Equatable {
    var observation: [Float]
    var reward: Float = 0
    var terminated = false
    var truncated = false
    var success = false
    var final: [Float]?
  }

  init(_ env: V, policy: TaskPolicy<V.Draw>, single: @escaping (V.Draw) -> E) {
    self.env = env
    self.policy = policy
    self.single = single
    tasks = env.tasks
    pending = env.tasks.map { _ in nil }
  }

  private static func row(_ i: Int, of step: VectorStep, ended: Bool) -> Row {
    let part = i * step.observationCount..<(i + 1) * step.observationCount
    return Row(
      observation: Array(step.observations[part]), reward: step.rewards[i], terminated: step.terminated[i],
      truncated: step.truncated[i], success: step.success[i],
      final: ended ? Array(step.finalObservations[part]) : nil)
  }

  /// An event at a time: tasks handed to rows, and rows reset by the caller.
  private func isReset(_ time: Int, _ row: Int) -> Bool { time == env.horizon / 2 && row % 2 == 1 }
  private func isAssigned(_ time: Int, _ row: Int) -> Bool { time == min(2, env.horizon - 1) && row % 3 == 0 }

  mutating func play(extra: [V.Draw], round: Int) {
    let count = env.count
    let steps = 2 * env.horizon + 5
    let seeds = (0..<count).map { UInt64($0 + 10 * round) &* 0x9E37_79B9_7F4A_7C15 }
    var streams = seeds.map { RandomStream(seed: $0).split("actions") }
    var step = env.makeStep()
    env.reset(seeds: seeds, into: &step)
    var (shown, afterReset) = ([step], step)
    var actions: [[Float]] = []
    for time in 0..<steps {
      for row in 0..<count where isAssigned(time, row) { env.assign(extra[row % extra.count], to: row) }
      if time == env.horizon / 2 {
        env.reset(seeds: seeds.map { $0 &+ 1 }, where: (0..<count).map { isReset(time, $0) }, into: &step)
        afterReset = step
      }
      let action = streams.indices.flatMap { Self.action(env.actionSpace, &streams[$0]) }
      do throws(EnvError) {
        try env.step(action.span, into: &step)
      } catch {
        let allWait = (0..<count).allSatisfy { step.ended($0) } && env.autoreset == .disabled
        guard allWait, case .episodeOver = error else {
          violations.insert("a good action is refused: \(error)")
          return
        }
        break
      }
      actions.append(action)
      shown.append(step)
    }
    for row in 0..<count { compare(row, seeds[row], shown, afterReset, actions, extra) }
  }

  /// Beyond the ends of a box, too.
  private static func action(_ space: ActionSpace, _ stream: inout RandomStream) -> [Float] {
    if let choices = space.choices { return [Float(stream.next() % UInt64(choices))] }
    return space.components.map { stream.uniform(max($0.low, -2) * 1.2, min($0.high, 2) * 1.2) }
  }

  private mutating func require(_ condition: Bool, _ message: String) {
    if !condition { violations.insert(message) }
  }

  /// Follows one row.
  private mutating func compare(
    _ row: Int, _ seed: UInt64, _ shown: [VectorStep], _ afterReset: VectorStep, _ actions: [[Float]],
    _ extra: [V.Draw]
  ) {
    var (seed, episode) = (seed, 0)
    func next(_ self: inout Self) -> E {
      let own = VectorEnvSeeds.following(seed, episode: episode)
      let chosen = self.policy(row: row, episode: episode, seed: own)
      self.tasks[row] = self.pending[row] ?? chosen ?? self.tasks[row]
      self.pending[row] = nil
      return self.single(self.tasks[row])
    }
    var env = next(&self)
    var expected = Row(observation: env.reset(seed: seed))
    require(Self.row(row, of: shown[0], ended: false) == expected, "the first observations differ")
    var isOver = false
    let width = self.env.actionSpace.count
    for time in actions.indices {
      if isAssigned(time, row) { pending[row] = extra[row % extra.count] }
      if isReset(time, row) {
        (seed, episode, isOver) = (seed &+ 1, 0, false)
        env = next(&self)
        expected = Row(observation: env.reset(seed: seed))
        require(Self.row(row, of: afterReset, ended: false) == expected, "a reset by mask differs")
      }
      if isOver, self.env.autoreset == .nextStep {
        episode += 1
        isOver = false
        env = next(&self)
        expected = Row(observation: env.reset(seed: VectorEnvSeeds.following(seed, episode: episode)))
      } else if isOver {
        expected.reward = 0
      } else {
        let action = Array(actions[time][row * width..<(row + 1) * width])
        guard let (observation, result) = try? env.step(action) else {
          return require(false, "the single environment refuses what the row accepts")
        }
        expected = Row(
          observation: observation, reward: result.reward, terminated: result.terminated,
          truncated: result.truncated, success: result.success, final: result.ended ? observation : nil)
        isOver = result.ended
        if result.ended, self.env.autoreset == .sameStep {
          episode += 1
          isOver = false
          env = next(&self)
          expected.observation = env.reset(seed: VectorEnvSeeds.following(seed, episode: episode))
        }
      }
      let now = Self.row(row, of: shown[time + 1], ended: expected.final != nil)
      require(now.observation == expected.observation, "observations differ")
      require(now.reward == expected.reward, "rewards differ")
      require(
        now.terminated == expected.terminated && now.truncated == expected.truncated
          && now.success == expected.success, "flags differ")
      require(now.final == expected.final, "final observations differ")
      if self.env.autoreset != .disabled { expected.final = nil }
    }
  }
}

/// Actions that are no actions are refused, and no row has moved.
private func refusals<V: VectorEnv>(of env: V) -> [String] {
  var violations: [String] = []
  let count = env.count
  let width = env.actionSpace.count
  var (step, other) = (env.makeStep(), env.makeStep())
  let seeds = (0..<count).map(UInt64.init)
  let action = [Float](repeating: 0, count: count * width)
  func refusal(_ action: [Float]) -> EnvError? {
    do throws(EnvError) {
      try env.step(action.span, into: &step)
      return nil
    } catch {
      return error
    }
  }
  if refusal(action) != .episodeOver(environment: 0) {
    violations.append("a step before the first reset is accepted")
  }
  env.reset(seeds: seeds, into: &step)
  if refusal(Array(action.dropLast())) != .wrongActionCount(got: action.count - 1, expected: action.count) {
    violations.append("an action of the wrong count is not refused")
  }
  var bad = action
  bad[bad.count - 1] = .nan
  let name = env.actionSpace.components[width - 1].name
  if refusal(bad) != .nonFiniteAction(component: name, environment: count - 1) {
    violations.append("a NaN action is not refused")
  }
  if let choices = env.actionSpace.choices {
    for wrong in [Float(-1), 0.5, Float(choices)] {
      bad[bad.count - 1] = wrong
      let expected = EnvError.noSuchChoice(
        component: name, got: wrong, choices: choices, environment: count - 1)
      if refusal(bad) != expected { violations.append("the choice \(wrong) is not refused") }
    }
  }
  // What was refused has moved nothing.
  _ = refusal(action)
  let after = step
  env.reset(seeds: seeds, into: &other)
  try? env.step(action.span, into: &other)
  if after.observations != other.observations || after.rewards != other.rewards {
    violations.append("a refused action leaves a trace")
  }
  return violations
}
