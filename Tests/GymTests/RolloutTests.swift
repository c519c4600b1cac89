import Gym
import Randomness
import TestSupport
import Testing

@Suite("Rollouts") struct RolloutTests {
  /// Pushes right with an action that records the stream it drew from.
  struct Pusher: Policy {
    var calls = 0
    mutating func act(
      on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
    ) {
      calls += 1
      for i in streams.indices { actions[i] = streams[i].uniform(-2, 2) }
    }
  }

  private func toys(_ count: Int) -> SerialVectorEnv<ToyEnv, Float> {
    ToyFamily().makeVectorEnv(for: 0.25, count: count)
  }

  private func streams(_ count: Int) -> [RandomStream] {
    (0..<count).map { RandomStream(seed: 42).split($0) }
  }

  @Test("an episode depends on its own stream alone") func independence() throws {
    var policy = Pusher()
    let all = try rollout(&policy, in: toys(6), streams: streams(6))
    let some = try rollout(&policy, in: toys(2), streams: Array(streams(6)[3...4]))
    #expect(some == Array(all[3...4]))
    #expect(Set(all.map(\.length)).count > 1)
  }

  @Test("trajectories are what the environment showed") func replay() throws {
    var policy = Pusher()
    let streams = streams(8)
    let episodes = try rollout(&policy, in: toys(8), streams: streams)
    var ends: Set<Bool> = []
    for (stream, episode) in zip(streams, episodes) {
      var branch = stream.split("environment")
      var env = ToyEnv()
      var observation = env.reset(seed: branch.next())
      var last: StepResult?
      for t in 0..<episode.length {
        #expect(Array(episode.observations[2 * t..<2 * t + 2]) == observation)
        let (next, result) = try env.step([episode.actions[t]])
        #expect(result.reward == episode.rewards[t])
        #expect(result.ended == (t == episode.length - 1))
        observation = next
        last = result
      }
      #expect(episode.finalObservation == observation)
      #expect(episode.terminated == last?.terminated)
      #expect(episode.success == last?.success)
      ends.insert(episode.terminated)
    }
    #expect(ends == [true, false], "some episodes terminate and some are truncated")
  }

  @Test("actions are kept as the policy gave them") func unclamped() throws {
    var policy = Pusher()
    let episodes = try rollout(&policy, in: toys(4), streams: streams(4))
    #expect(episodes.contains { $0.actions.contains { abs($0) > 1 } })
  }

  @Test("a policy may act by what came of its actions") func memory() throws {
    /// Its action is the sum of all rewards so far and of the action before.
    struct Remembering: Policy {
      var sums: [Float]
      var ended: [Bool]
      func act(
        on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
      ) {
        for i in 0..<actions.count { actions[i] = sums[i] }
      }
      mutating func remember(_ actions: Span<Float>, outcome: borrowing VectorStep) {
        for i in 0..<actions.count {
          sums[i] = actions[i] + outcome.rewards[i]
          ended[i] = outcome.ended(i)
        }
      }
    }
    var policy = Remembering(sums: Array(repeating: 0.3, count: 3), ended: Array(repeating: false, count: 3))
    for episode in try rollout(&policy, in: toys(3), streams: streams(3)) {
      var sum: Float = 0.3
      for t in 0..<episode.length {
        #expect(episode.actions[t] == sum)
        sum += episode.rewards[t]
      }
      #expect(episode.rewards.contains { $0 != 0 })
    }
    #expect(policy.ended == [true, true, true])
  }

  @Test("a policy that diverges stops the rollout") func divergence() {
    struct Diverging: Policy {
      func act(
        on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
      ) {
        for i in 0..<actions.count { actions[i] = .nan }
      }
    }
    var policy = Diverging()
    #expect(throws: EnvError.nonFiniteAction(component: "push", environment: 0)) {
      try rollout(&policy, in: toys(2), streams: streams(2))
    }
  }

  @Test("the random policy stays in the action space and the zero policy does nothing") func policies() throws
  {
    let space = ActionSpace.box(Box([Component("a", low: -3, high: -1), Component("b")]))
    var streams = streams(500)
    var actions = [Float](repeating: 9, count: 1000)
    var span = actions.mutableSpan
    RandomPolicy(actionSpace: space).act(on: [Float]().span, streams: &streams, into: &span)
    for i in 0..<500 {
      #expect(actions[2 * i] >= -3 && actions[2 * i] <= -1)
      #expect(abs(actions[2 * i + 1]) <= 1)
    }
    span = actions.mutableSpan
    ZeroPolicy().act(on: [Float]().span, streams: &streams, into: &span)
    #expect(actions.allSatisfy { $0 == 0 })
  }

  @Test("random choices are each met as often") func randomChoices() {
    var streams = streams(3000)
    var actions = [Float](repeating: 9, count: 3000)
    var span = actions.mutableSpan
    RandomPolicy(actionSpace: .discrete(Discrete("arm", count: 3)))
      .act(on: [Float]().span, streams: &streams, into: &span)
    for choice in 0..<3 {
      let share = actions.filter { $0 == Float(choice) }.count
      #expect(abs(share - 1000) < 100)
    }
  }

  @Test("an episode is the same in however many lanes the tasks are played") func lanes() throws {
    var policy = Pusher()
    let tasks: [Float] = (0..<11).map { 0.1 + 0.04 * Float($0) }
    let streams = streams(11)
    let alone = try rollout(
      &policy, in: ToyFamily().makeVectorEnv(tasks: tasks, choosing: .fixed), streams: streams)
    #expect(Set(alone.map(\.length)).count > 2)
    for lanes in [1, 2, 4, 20] {
      let env = ToyFamily().makeVectorEnv(for: 9, count: lanes)
      let played = try rollout(&policy, in: env, tasks: tasks, streams: streams)
      #expect(played == alone)
    }
  }

  @Test("a policy is told of the tasks that begin in its lanes") func beginnings() throws {
    struct Counting: Policy {
      var begun: [Int: Int] = [:]
      mutating func begin(_ row: Int) { begun[row, default: 0] += 1 }
      func act(
        on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
      ) {
        for i in 0..<actions.count { actions[i] = 1 }
      }
    }
    var policy = Counting()
    _ = try rollout(
      &policy, in: toys(2), tasks: Array(repeating: 0.25, count: 7), streams: streams(7))
    #expect(policy.begun.values.reduce(0, +) == 7 && policy.begun.count == 2)
  }

  @Test("a rollout gives the vector's mode back, also when it stops") func mode() throws {
    let env = toys(2)
    var policy = Pusher()
    for mode in AutoresetMode.allCases {
      env.autoreset = mode
      _ = try rollout(&policy, in: env, streams: streams(2))
      #expect(env.autoreset == mode)
    }
  }

  @Test("rows without a task do nothing, whatever runs in them") func idle() throws {
    /// Right in row 0, impossible in the others.
    struct Wild: Policy {
      func act(
        on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
      ) {
        for i in 0..<actions.count { actions[i] = i == 0 ? 0.1 : .nan }
      }
    }
    let env = toys(3)
    var step = env.makeStep()
    env.reset(seeds: [1, 2, 3], into: &step)
    var policy = Wild()
    let played = try rollout(&policy, in: env, tasks: [0.2], streams: streams(1))
    #expect(played.count == 1 && played[0].actions.allSatisfy { $0 == 0.1 })
  }
}
