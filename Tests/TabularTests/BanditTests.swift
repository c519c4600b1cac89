import Gym
import Randomness
import Tabular
import TestSupport
import Testing

@Suite("Bandits") struct BanditTests {
  @Test("keep the contract", arguments: [Bandit(), Bandit().revealed, Bandit(arms: 2, pulls: 1)])
  func contract(_ bandit: Bandit) {
    for split in Split.allCases {
      let task = bandit.drawTask(from: split, using: RandomStream(seed: 5))
      #expect(checkEnv { BanditEnv(bandit, task: task) } == [])
    }
    #expect(checkVectorEnv(bandit) { BanditEnv(bandit, task: $0) } == [])
  }

  @Test("show the pulls left, and the task where it is revealed") func observations() throws {
    let task = Bandit.Draw(chances: [0, 1])
    var env = BanditEnv(Bandit(arms: 2, pulls: 4), task: task)
    #expect(env.reset(seed: 1) == [1])
    #expect(try env.step([0]).observation == [0.75])
    var revealed = BanditEnv(Bandit(arms: 2, pulls: 4).revealed, task: task)
    #expect(revealed.reset(seed: 1) == [1, 0, 1])
    #expect(try revealed.step([1]).observation == [0.75, 0, 1])
    #expect(revealed.observationSpace.components.map(\.name) == ["pulls left", "chance 1", "chance 2"])
    #expect(revealed.actionSpace == .discrete(Discrete("arm", choices: ["1", "2"])))
  }

  @Test("pay with the chance of the arm, and succeed with the best") func pays() throws {
    var env = BanditEnv(Bandit(arms: 4, pulls: 8000), task: Bandit.Draw(chances: [0, 0.3, 0.7, 1]))
    _ = env.reset(seed: 2)
    var sums = [Double](repeating: 0, count: 4)
    for pull in 0..<8000 {
      let (_, result) = try env.step([Float(pull % 4)])
      sums[pull % 4] += Double(result.reward)
      #expect(result.reward == 0 || result.reward == 1)
      #expect(result.success == (pull % 4 == 3))
      #expect(result.truncated == (pull == 7999) && !result.terminated)
    }
    #expect(sums[0] == 0 && sums[3] == 2000)
    #expect(abs(sums[1] - 600) < 3 * 20.5 && abs(sums[2] - 1400) < 3 * 20.5, "\(sums)")
  }

  @Test("pull k has its own draw, whichever arm it is of") func luck() throws {
    func rewards(_ arms: [Float], _ chances: [Float]) throws -> [Float] {
      var env = BanditEnv(Bandit(arms: 2, pulls: 60), task: Bandit.Draw(chances: chances))
      _ = env.reset(seed: 3)
      return try arms.map { try env.step([$0]).result.reward }
    }
    let alternating = (0..<60).map { Float($0 % 2) }
    let first = try rewards(Array(repeating: 0, count: 60), [0.5, 0.5])
    #expect(try rewards(alternating, [0.5, 0.5]) == first)
    #expect(Set(first) == [0, 1])
    let better = try rewards(alternating, [0.5, 0.8])
    #expect(zip(first, better).allSatisfy { $0 <= $1 } && first != better)
  }

  @Test("chances are uniform, and no task stands in two splits") func draws() {
    let bandit = Bandit()
    var seen: Set<Bandit.Draw> = []
    for split in Split.allCases {
      let draws = (0..<400).map { bandit.drawTask(from: split, using: RandomStream(seed: 9).split($0)) }
      #expect(draws.allSatisfy { Split(of: $0.chances) == split && $0.chances.count == 5 })
      #expect(seen.isDisjoint(with: draws) && Set(draws).count == 400)
      seen.formUnion(draws)
      let chances = draws.flatMap(\.chances).map(Double.init)
      // Mean 1/2 and variance 1/12 of 2,000, within three standard errors.
      let mean = chances.reduce(0, +) / 2000
      #expect(abs(mean - 0.5) < 3 * (1.0 / 12 / 2000).squareRoot(), "\(mean)")
      let variance = chances.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / 2000
      #expect(abs(variance - 1.0 / 12) < 3 * (1.0 / 180 / 2000).squareRoot(), "\(variance)")
    }
    let stream = RandomStream(seed: 4)
    #expect(bandit.drawTask(from: .test, using: stream) == bandit.drawTask(from: .test, using: stream))
  }

  @Test("the expert pulls the best arm of every task") func expert() throws {
    let bandit = Bandit()
    let tasks = (0..<500).map { bandit.drawTask(from: .test, using: RandomStream(seed: 8).split($0)) }
    let env = bandit.makeVectorEnv(tasks: Array(tasks[..<7]), choosing: .fixed)
    var expert = BanditExpert(env)
    let streams = (0..<500).map { RandomStream(seed: 7).split($0) }
    let episodes = try rollout(&expert, in: env, tasks: tasks, streams: streams)
    for (task, episode) in zip(tasks, episodes) {
      #expect(episode.success && episode.actions.allSatisfy { task.chances[Int($0)] == task.chances.max() })
    }
  }

  @Test("a task of another number of arms traps") func otherArms() async {
    await #expect(processExitsWith: .failure) {
      _ = BanditEnv(Bandit(arms: 3), task: Bandit.Draw(chances: [0, 1]))
    }
  }
}
