public import Gym
import Randomness

/// Every clause of `VectorEnv`'s contract: each row is a single environment, to the bit, in both modes.
///
/// - Parameters:
///   - vector: a new vector environment of `count`.
///   - single: a new environment of the same kind.
/// - Returns: a sentence for each clause that does not hold; empty for a good one.
public func checkVectorEnv<V: VectorEnv, E: Env & ~Copyable>(
  count: Int = 5, vector: (Int) -> V, single: () -> E
) -> [String] {
  var violations: [String] = []
  func require(_ condition: Bool, _ message: String) {
    if !condition, !violations.contains(message) { violations.append(message) }
  }

  func row(_ i: Int, _ values: [Float], _ width: Int) -> [Float] {
    Array(values[i * width..<(i + 1) * width])
  }

  func play(_ env: V, _ mode: EpisodeEnd, seeds: [UInt64], steps: Int) {
    let width = env.observationSpace.count
    let actionWidth = env.actionSpace.count
    env.atEpisodeEnd = mode
    var step = env.makeStep()
    env.reset(seeds: seeds, into: &step)
    var streams = seeds.map { RandomStream(seed: $0).split("actions") }
    var actions: [[Float]] = []
    var results = [VectorStep]()
    results.append(step)
    for _ in 0..<steps {
      let action = streams.indices.flatMap { i in
        env.actionSpace.components.map { streams[i].uniform(max($0.low, -2) * 1.2, min($0.high, 2) * 1.2) }
      }
      let allEnded = mode == .hold && (0..<count).allSatisfy { step.ended($0) } && !actions.isEmpty
      do throws(EnvError) {
        try env.step(action.span, into: &step)
        require(!allEnded, "a step after the end of all episodes is accepted")
      } catch {
        if case .episodeOver = error, allEnded { break }
        require(false, "a good action is refused: \(error)")
        break
      }
      actions.append(action)
      results.append(step)
    }

    for i in 0..<count {
      var env = single()
      var episode = 0
      var ended = false
      require(
        row(i, results[0].observations, width) == env.reset(seed: seeds[i]), "the first observations differ")
      for t in 1..<results.count {
        let now = results[t]
        if ended {
          let before = results[t - 1]
          require(now.rewards[i] == 0, "a held row has a reward")
          require(
            now.terminated[i] == before.terminated[i] && now.truncated[i] == before.truncated[i]
              && now.success[i] == before.success[i]
              && row(i, now.observations, width) == row(i, before.observations, width)
              && row(i, now.finalObservations, width) == row(i, before.finalObservations, width),
            "a held row changes")
          continue
        }
        guard let (observation, result) = try? env.step(row(i, actions[t - 1], actionWidth)) else {
          require(false, "the single environment refuses what the row accepts")
          break
        }
        require(now.rewards[i] == result.reward, "rewards differ")
        require(
          now.terminated[i] == result.terminated && now.truncated[i] == result.truncated
            && now.success[i] == result.success, "flags differ")
        guard result.ended else {
          require(row(i, now.observations, width) == observation, "observations differ")
          continue
        }
        require(row(i, now.finalObservations, width) == observation, "final observations differ")
        switch mode {
        case .hold:
          ended = true
          require(row(i, now.observations, width) == observation, "the observation at the end differs")
        case .reset:
          episode += 1
          let first = env.reset(seed: VectorEnvSeeds.following(seeds[i], episode: episode))
          require(
            row(i, now.observations, width) == first, "the observation after an automatic reset differs")
        }
      }
    }
  }

  let env = vector(count)
  require(env.count == count, "the count differs")
  let seeds = (0..<count).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
  let steps = 2 * env.horizon + 3
  play(env, .reset, seeds: seeds, steps: steps)
  play(env, .hold, seeds: seeds, steps: steps)
  // Once more with other seeds, after that history.
  play(env, .reset, seeds: seeds.reversed(), steps: min(steps, 20))

  var step = env.makeStep()
  env.reset(seeds: seeds, into: &step)
  let action = [Float](repeating: 0, count: count * env.actionSpace.count)
  func refusal(_ action: [Float]) -> EnvError? {
    do throws(EnvError) {
      try env.step(action.span, into: &step)
      return nil
    } catch {
      return error
    }
  }
  require(
    refusal(Array(action.dropLast())) == .wrongActionCount(got: action.count - 1, expected: action.count),
    "an action of the wrong count is not refused")
  var bad = action
  bad[bad.count - 1] = .nan
  let name = env.actionSpace.components[env.actionSpace.count - 1].name
  require(
    refusal(bad) == .nonFiniteAction(component: name, environment: count - 1), "a NaN action is not refused")
  return violations
}
