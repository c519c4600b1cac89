public import Gym
import Randomness

/// Every clause of `Env`'s contract, tried on one environment.
///
/// - Parameter make: a new environment, each time alike.
/// - Returns: a sentence for each clause that does not hold; empty for a good environment.
public func checkEnv<E: Env & ~Copyable>(
  seeds: [UInt64] = [0, 1, 0xFFFF_FFFF_FFFF_FFFF], _ make: () -> E
) -> [String] {
  var check = EnvCheck()
  check.beforeReset(make())
  for seed in seeds {
    let first = check.episode(make, seed: seed)
    check.history(make, seed: seed, first)
    check.refusals(make, seed: seed, first)
    check.clamping(make, seed: seed)
    check.snapshots(make, seed: seed, first)
  }
  return check.violations
}

/// Everything that one episode showed.
private struct Episode: Equatable {
  var observations: [[Float]] = []
  var results: [StepResult] = []
}

private struct EnvCheck {
  var violations: [String] = []

  mutating func require(_ condition: Bool, _ message: @autoclosure () -> String) {
    guard !condition else { return }
    let message = message()
    if !violations.contains(message) { violations.append(message) }
  }

  /// Actions within the space, often at its edges.
  static func action(_ space: ActionSpace, _ stream: inout RandomStream) -> [Float] {
    if let choices = space.choices { return [Float(stream.next() % UInt64(choices))] }
    return space.components.map { component in
      let low = component.low.isFinite ? component.low : -1
      let high = component.high.isFinite ? component.high : 1
      switch stream.next() % 4 {
      case 0: return low
      case 1: return high
      default: return stream.uniform(low, high)
      }
    }
  }

  mutating func beforeReset<E: Env & ~Copyable>(_ env: consuming E) {
    let action = [Float](repeating: 0, count: env.actionSpace.count)
    do throws(EnvError) {
      _ = try env.step(action)
      require(false, "a step before the first reset is accepted")
    } catch {
      if case .episodeOver = error { return }
      require(false, "a step before the first reset is refused with \(error), expected episodeOver")
    }
  }

  /// Plays an episode to its end in `env`, whose bits depend on the seed alone.
  mutating func play<E: Env & ~Copyable>(_ env: inout E, seed: UInt64) -> Episode {
    var stream = RandomStream(seed: seed).split("actions")
    var episode = Episode()
    episode.observations.append(env.reset(seed: seed))
    for time in 1...env.horizon + 1 {
      do throws(EnvError) {
        let (observation, result) = try env.step(Self.action(env.actionSpace, &stream))
        episode.observations.append(observation)
        episode.results.append(result)
        require(result.reward.isFinite, "a reward is not a finite number")
        require(!(result.terminated && result.truncated), "an episode is both terminated and truncated")
        require(!result.truncated || time == env.horizon, "an episode is truncated before its horizon")
        if result.ended { break }
      } catch {
        require(false, "a good action is refused: \(error)")
        break
      }
    }
    require(episode.results.last?.ended == true, "an episode outlasts its horizon")
    let observationSpace = env.observationSpace
    for observation in episode.observations {
      require(observationSpace.contains(observation), "an observation is outside of its space")
    }
    return episode
  }

  mutating func episode<E: Env & ~Copyable>(_ make: () -> E, seed: UInt64) -> Episode {
    var env = make()
    let episode = play(&env, seed: seed)
    let action = [Float](repeating: 0, count: env.actionSpace.count)
    do throws(EnvError) {
      _ = try env.step(action)
      require(false, "a step after the end is accepted")
    } catch {
      require(error == .episodeOver(environment: 0), "a step after the end is refused with \(error)")
    }
    return episode
  }

  /// The same seed gives the same bits, in a new environment and after other episodes, ended or not.
  mutating func history<E: Env & ~Copyable>(_ make: () -> E, seed: UInt64, _ first: Episode) {
    var env = make()
    require(play(&env, seed: seed) == first, "two environments differ under one seed")
    _ = play(&env, seed: seed &+ 17)
    require(play(&env, seed: seed) == first, "a reset does not forget an episode that ended")
    var stream = RandomStream(seed: seed)
    _ = env.reset(seed: seed &+ 3)
    for _ in 0..<min(3, env.horizon - 1) { _ = try? env.step(Self.action(env.actionSpace, &stream)) }
    require(play(&env, seed: seed) == first, "a reset does not forget an episode broken off")
  }

  /// An episode taken up in its middle goes on to the same bits, in a new environment and in a used one.
  mutating func snapshots<E: Env & ~Copyable>(_ make: () -> E, seed: UInt64, _ first: Episode) {
    let length = first.results.count
    let cut = length / 2
    guard cut > 0 else { return }
    var recorded = RecordedEnv(make())
    var stream = RandomStream(seed: seed).split("actions")
    _ = recorded.reset(seed: seed)
    for _ in 0..<cut { _ = try? recorded.step(Self.action(recorded.actionSpace, &stream)) }
    guard let snapshot = recorded.snapshot, snapshot.length == cut else {
      return require(false, "a good action is refused while it is recorded")
    }
    var used = make()
    _ = play(&used, seed: seed &+ 5)
    var fresh = make()
    let restored = [try? fresh.restore(snapshot), try? used.restore(snapshot)]
    require(
      restored.allSatisfy { $0 == first.observations[cut] }, "a restored episode shows another observation")
    for time in cut..<length {
      let action = Self.action(fresh.actionSpace, &stream)
      let next = [try? fresh.step(action), try? used.step(action)]
      require(
        next.allSatisfy {
          $0?.observation == first.observations[time + 1] && $0?.result == first.results[time]
        },
        "a restored episode goes on differently")
    }
  }

  /// Actions that are no actions are refused, and leave no trace.
  mutating func refusals<E: Env & ~Copyable>(_ make: () -> E, seed: UInt64, _ first: Episode) {
    var env = make()
    _ = env.reset(seed: seed)
    let count = env.actionSpace.count
    for bad in [Float.nan, .infinity, -.infinity] {
      for i in 0..<count {
        var action = [Float](repeating: 0, count: count)
        action[i] = bad
        let expected = EnvError.nonFiniteAction(component: env.actionSpace.components[i].name, environment: 0)
        require(refusal(&env, action) == expected, "the action \(bad) is not refused as such")
      }
    }
    for wrong in [count - 1, count + 1] {
      let expected = EnvError.wrongActionCount(got: wrong, expected: count)
      let action = [Float](repeating: 0, count: wrong)
      require(refusal(&env, action) == expected, "an action of \(wrong) numbers is not refused as such")
    }
    var stream = RandomStream(seed: seed).split("actions")
    let next = try? env.step(Self.action(env.actionSpace, &stream))
    require(
      next?.observation == first.observations[1] && next?.result == first.results[0],
      "a refused action leaves a trace")
  }

  private func refusal<E: Env & ~Copyable>(_ env: inout E, _ action: [Float]) -> EnvError? {
    do throws(EnvError) {
      _ = try env.step(action)
      return nil
    } catch {
      return error
    }
  }

  /// An action beyond its range does what the end of the range does.
  mutating func clamping<E: Env & ~Copyable>(_ make: () -> E, seed: UInt64) {
    var inside = make()
    var outside = make()
    _ = inside.reset(seed: seed)
    _ = outside.reset(seed: seed)
    guard case .box(let box) = inside.actionSpace else { return }
    let components = box.components
    guard components.allSatisfy({ $0.low.isFinite && $0.high.isFinite }) else { return }
    for far in [Float(1.5), 1e30] {
      let a = try? inside.step(components.map { far > 2 ? $0.low : $0.high })
      let b = try? outside.step(components.map { far > 2 ? $0.low * far - far : $0.high * far + far })
      require(
        a?.observation == b?.observation && a?.result == b?.result, "an action out of range is not clamped")
      if a?.result.ended != false { return }
    }
  }
}
