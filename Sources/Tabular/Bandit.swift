public import Gym
public import Randomness

/// Bandits with arms of unknown chances: the smallest problem of exploring and exploiting (Duan et al. 2016, RL²).
///
/// A task is the chances of its arms, each uniform in [0, 1) and hidden. An episode is `pulls` pulls, each of which
/// pays 1 with the chance of its arm and else 0. It succeeds where the arm pulled last is the best.
public struct Bandit: EnvFamily, Hashable {
  public let name = "bandit"
  public let summary =
    "One of several arms to pull a few times; how likely each pays is hidden (Duan et al. 2016)."
  public let id = "limber/Bandit-v0"
  public let arms: Int
  /// Of an episode.
  public let pulls: Int
  /// Whether the chances stand in the observation: for what knows the task.
  public let showsTask: Bool

  /// A task.
  public struct Draw: Hashable, Codable, Sendable {
    /// `[arms]`: how likely a pull pays.
    public let chances: [Float]

    /// - Precondition: every chance is from 0 to 1.
    public init(chances: [Float]) {
      precondition(chances.allSatisfy { (0...1).contains($0) }, "chances of \(chances)")
      self.chances = chances
    }

    /// A pull of `arm` is as likely to pay as that of any other.
    public func isBest(_ arm: Int) -> Bool { chances[arm] == chances.max() }
    /// The first arm that is the best.
    public var best: Int { chances.indices.first(where: isBest) ?? 0 }
  }

  /// - Precondition: there is an arm and a pull.
  public init(arms: Int = 5, pulls: Int = 10, showsTask: Bool = false) {
    precondition(arms >= 1 && pulls >= 1, "a bandit of \(arms) arms and \(pulls) pulls")
    self.arms = arms
    self.pulls = pulls
    self.showsTask = showsTask
  }

  /// The same tasks in sight.
  public var revealed: Bandit { Bandit(arms: arms, pulls: pulls, showsTask: true) }

  /// The share of the episode's pulls that is left; behind it, where the task is shown, the chances.
  public var observationSpace: Box {
    let chances = (1...arms).map { Component("chance \($0)", low: 0, high: 1) }
    return Box([Component("pulls left", low: 0, high: 1)] + (showsTask ? chances : []))
  }
  public var actionSpace: ActionSpace { .discrete(Discrete("arm", choices: (1...arms).map(String.init))) }
  public var horizon: Int { pulls }

  public func drawTask(from split: Split, using stream: RandomStream) -> Draw {
    for attempt in 0... {
      var branch = stream.split(attempt)
      let chances = (0..<arms).map { _ in branch.uniform() }
      if Split(of: chances) == split { return Draw(chances: chances) }
    }
    preconditionFailure("no bandit is for \(split)")
  }

  public func makeVectorEnv(
    tasks: [Draw], choosing policy: TaskPolicy<Draw>
  ) -> SerialVectorEnv<BanditEnv, Draw> {
    SerialVectorEnv(tasks: tasks, choosing: policy) { BanditEnv(self, task: $0) }
  }
}
