import Gym
import Randomness
import Tabular
import Testing

@Suite("The optimum of bandits") struct BanditOptimumTests {
  static let standard = BanditOptimum(arms: 5, pulls: 10)

  @Test("of five arms and ten pulls is 6.660") func standard() {
    #expect(abs(Self.standard.value - 6.660) < 0.0005, "\(Self.standard.value)")
    #expect(abs(Self.standard.informedReturn - 25.0 / 3) < 1e-12)
    let rewards = Self.standard.rewardByPull
    #expect(abs(rewards.reduce(0, +) - Self.standard.value) < 1e-12)
    #expect(rewards[0] == 0.5 && zip(rewards, rewards.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
  }

  /// One arm pays half the time; two arms and two pulls: the first again if it paid (2/3), else the other (1/2).
  @Test("of small games is what paper says") func paper() {
    #expect(abs(BanditOptimum(arms: 1, pulls: 7).value - 3.5) < 1e-12)
    #expect(abs(BanditOptimum(arms: 2, pulls: 1).value - 0.5) < 1e-12)
    #expect(abs(BanditOptimum(arms: 2, pulls: 2).value - (0.5 + 0.5 * 2 / 3 + 0.5 * 0.5)) < 1e-12)
  }

  /// All 128 ways to play: an arm for each of the seven histories of two pulls or fewer. A way is worth the sum over all
  /// outcomes of what they pay times how likely they are: for s payments and f failures of an arm, the integral of
  /// p^s (1 − p)^f, which is s! f! / (s + f + 1)!.
  @Test("of two arms and three pulls is that of the best of all ways to play") func bruteForce() {
    let factorials = [1.0, 1, 2, 6, 24]
    func integral(_ paid: Int, _ failed: Int) -> Double {
      factorials[paid] * factorials[failed] / factorials[paid + failed + 1]
    }
    var best = 0.0
    for way in 0..<128 {
      var worth = 0.0
      for outcomes in 0..<8 {
        var (paid, failed) = ([0, 0], [0, 0])
        // Histories stand as in a heap: those that follow node n are 2 n + 1 and 2 n + 2.
        var node = 0
        for pull in 0..<3 {
          let arm = way >> node & 1
          let pays = outcomes >> pull & 1
          paid[arm] += pays
          failed[arm] += 1 - pays
          node = 2 * node + 1 + pays
        }
        worth +=
          Double(outcomes.nonzeroBitCount) * integral(paid[0], failed[0]) * integral(paid[1], failed[1])
      }
      best = max(best, worth)
    }
    #expect(abs(BanditOptimum(arms: 2, pulls: 3).value - best) < 1e-12, "\(best)")
  }

  @Test("its arms are those that are worth most") func arms() {
    // With one pull left, the likeliest to pay, wherever it stands.
    #expect(Self.standard.bestArm(paid: [2, 3, 0, 0, 0], failed: [2, 2, 0, 0, 0]) == 1)
    #expect(Self.standard.bestArm(paid: [0, 0, 0, 4, 1], failed: [2, 0, 1, 0, 1]) == 3)
    // Nothing is known: the first. One failed: the next.
    #expect(Self.standard.bestArm(paid: [0, 0, 0, 0, 0], failed: [0, 0, 0, 0, 0]) == 0)
    #expect(Self.standard.bestArm(paid: [0, 0, 0, 0, 0], failed: [1, 0, 0, 0, 0]) == 1)
    // Known to be even: with pulls left, one that nothing is known of is worth more.
    #expect(Self.standard.bestArm(paid: [1, 0, 0, 0, 0], failed: [1, 0, 0, 0, 0]) == 1)
  }

  @Test("the policy reaches it") func reaches() throws {
    let bandit = Bandit()
    let tasks = (0..<4000).map { bandit.drawTask(from: .train, using: RandomStream(seed: 1).split($0)) }
    let env = bandit.makeVectorEnv(tasks: Array(tasks[..<33]), choosing: .fixed)
    var policy = BanditOptimumPolicy(Self.standard)
    let streams = (0..<4000).map { RandomStream(seed: 2).split($0) }
    let returns = try rollout(&policy, in: env, tasks: tasks, streams: streams).map(\.totalReward)
    expectMean(returns.map(Double.init), Self.standard.value)
  }

  @Test("it remembers through the episodes of a trial, and no longer", arguments: AutoresetMode.allCases)
  func trials(_ mode: AutoresetMode) throws {
    let bandit = Bandit(arms: 3, pulls: 4)
    let tasks = (0..<1500).map { bandit.drawTask(from: .train, using: RandomStream(seed: 3).split($0)) }
    let env = bandit.makeVectorEnv(tasks: tasks, choosing: .fixed)
    var policy = BanditOptimumPolicy(bandit, episodes: 2)
    #expect(policy.optimum.pulls == 8)
    // Trial after trial of the same tasks: a memory of the one before would do better.
    for trial in 0..<3 {
      let returns = try returns(of: &policy, in: env, episodes: 2, mode: mode, seed: UInt64(trial))
      expectMean(returns.map { $0.reduce(0, +) }, policy.optimum.value)
    }
  }

  /// The first episode of two is worth less than one alone: exploring pays off later.
  @Test("of a trial is the sum of its episodes") func episodes() {
    let trial = BanditOptimum(Bandit(), episodes: 2)
    #expect(abs(trial.value - 14.2873) < 5e-5 && abs(trial.episodeReturns.reduce(0, +) - trial.value) < 1e-12)
    #expect(abs(trial.episodeReturns[0] - 6.6345) < 5e-5, "\(trial.episodeReturns)")
    #expect(trial.informedReturn == Self.standard.informedReturn)
  }

  @Test("rows that wait are not taken for rows that play") func waiting() throws {
    let bandit = Bandit(arms: 3, pulls: 4)
    let tasks = (0..<200).map { bandit.drawTask(from: .train, using: RandomStream(seed: 6).split($0)) }
    func play(_ mode: AutoresetMode) throws -> [[Double]] {
      var policy = BanditOptimumPolicy(bandit, episodes: 3)
      let env = bandit.makeVectorEnv(tasks: tasks, choosing: .fixed)
      return try returns(of: &policy, in: env, episodes: 3, mode: mode, seed: 5)
    }
    #expect(try play(.sameStep) == play(.nextStep))
  }

  @Test("a task that begins is not taken for the one before") func begins() throws {
    let env = Bandit().makeVectorEnv(for: Bandit.Draw(chances: [0, 0, 0, 0, 0]), count: 2)
    var policy = BanditOptimumPolicy(Self.standard)
    var streams = [RandomStream(seed: 0), RandomStream(seed: 1)]
    var step = env.makeStep()
    env.reset(seeds: [0, 1], into: &step)
    func act() -> [Float] {
      var actions: [Float] = [-1, -1]
      var span = actions.mutableSpan
      policy.act(on: step.observations.span, streams: &streams, into: &span)
      return actions
    }
    #expect(act() == [0, 0])
    try env.step([Float](repeating: 0, count: 2).span, into: &step)
    policy.remember([Float](repeating: 0, count: 2).span, outcome: step)
    #expect(act() == [1, 1])
    policy.begin(1)
    #expect(act() == [1, 0])
  }

  @Test("a pull after the last traps") func over() async {
    await #expect(processExitsWith: .failure) {
      _ = BanditOptimum(arms: 2, pulls: 2).bestArm(paid: [1, 0], failed: [1, 0])
    }
  }
}
