public import Gym
public import MetaLearning

/// What to roll out, and how much of it.
public struct EvaluationSettings: Sendable {
  public var tasks: Int
  /// Episodes gathered for each adaptation step, and as many others scored at each stage.
  public var episodes: Int
  public var adaptSteps: Int
  public var seed: UInt64
  public var threads: Int
  public var split = Split.test

  public init(tasks: Int, episodes: Int, adaptSteps: Int, seed: UInt64, threads: Int) {
    self.tasks = tasks
    self.episodes = episodes
    self.adaptSteps = adaptSteps
    self.seed = seed
    self.threads = threads
  }
}

/// Scores after some adaptation steps, over tasks.
public struct StageScore: Sendable, Hashable, Codable {
  public var `return`: Interval
  public var success: Interval
}

/// How a learner did on held-out tasks, before and after every adaptation step.
public struct Evaluation: Sendable {
  /// Mean return, `[task][stage]`, stage 0 … adaptSteps.
  public var returns: [[Double]]
  /// Success rate, `[task][stage]`.
  public var successes: [[Double]]
  /// Environment steps, scored or not.
  public var steps: Int
  public var seconds: Double
  /// SHA-256 over every observation, action and reward, in task order.
  public var digest: String

  public var stepsPerSecond: Double { Double(steps) / max(seconds, 1e-9) }

  /// Over tasks, at one stage.
  public func returnInterval(stage: Int) -> Interval { Interval(bootstrapping: returns.map { $0[stage] }) }
  public func successInterval(stage: Int) -> Interval { Interval(bootstrapping: successes.map { $0[stage] }) }

  public var curve: [StageScore] {
    returns[0].indices.map {
      StageScore(return: returnInterval(stage: $0), success: successInterval(stage: $0))
    }
  }

  public var `return`: BeforeAfter {
    BeforeAfter(before: returnInterval(stage: 0), after: returnInterval(stage: returns[0].count - 1))
  }
  public var success: BeforeAfter {
    BeforeAfter(before: successInterval(stage: 0), after: successInterval(stage: successes[0].count - 1))
  }
}

/// Rolls out `learner` on tasks of `family`, adapting to each. Episodes gathered to adapt are never scored: every
/// stage is scored on episodes of its own.
public func evaluate<Learner: AdaptiveLearner, Family: EnvFamily>(
  _ learner: Learner, on family: Family, _ settings: EvaluationSettings
) throws -> Evaluation {
  let clock = ContinuousClock()
  let start = clock.now
  let root = RandomStream(seed: settings.seed).split("evaluation")
  var result = Evaluation(returns: [], successes: [], steps: 0, seconds: 0, digest: "")
  var digest = Digest()
  // Blocks of tasks: all threads busy, episodes of one block in memory, hashed in task order.
  let block = 8 * settings.threads
  for first in stride(from: 0, to: settings.tasks, by: block) {
    let outcomes = try parallelMap(count: min(block, settings.tasks - first), threads: settings.threads) {
      i in
      try evaluateTask(learner, on: family, settings, using: root.split(first + i))
    }
    for outcome in outcomes {
      result.returns.append(outcome.scored.map { EpisodeSummary($0).meanReturn })
      result.successes.append(outcome.scored.map { EpisodeSummary($0).successRate })
      for episode in (outcome.scored + outcome.gathered).joined() {
        result.steps += episode.length
        digest.update(episode.observations)
        digest.update(episode.actions)
        digest.update(episode.rewards)
      }
    }
  }
  result.digest = digest.finalize()
  result.seconds = (clock.now - start) / .seconds(1)
  return result
}

/// Episodes of one task: `scored[stage]`, and `gathered[step]` that the adaptation steps learned from.
private struct TaskOutcome: Sendable {
  var scored: [[Trajectory]] = []
  var gathered: [[Trajectory]] = []
}

private func evaluateTask<Learner: AdaptiveLearner, Family: EnvFamily>(
  _ learner: Learner, on family: Family, _ settings: EvaluationSettings, using stream: RandomStream
) throws -> TaskOutcome {
  let draw = family.drawTask(from: settings.split, using: stream.split("task"))
  let env = family.makeVectorEnv(for: draw, count: settings.episodes)
  func episodes(_ learner: Learner, _ stream: RandomStream) throws -> [Trajectory] {
    var acting = learner.acting
    return try rollout(&acting, in: env, streams: (0..<settings.episodes).map { stream.split($0) })
  }
  var learner = learner
  var outcome = TaskOutcome()
  outcome.scored.append(try episodes(learner, stream.split("score").split(0)))
  for step in 0..<settings.adaptSteps {
    let gathered = try episodes(learner, stream.split("adapt").split(step))
    learner = learner.adapted(on: gathered)
    outcome.gathered.append(gathered)
    outcome.scored.append(try episodes(learner, stream.split("score").split(step + 1)))
  }
  return outcome
}

extension Evaluation {
  /// Lines `policy,task,steps,return,success`, one for each task and stage.
  func csv(policy: String) -> String {
    var text = ""
    for task in returns.indices {
      for stage in returns[task].indices {
        text += "\(policy),\(task),\(stage),\(returns[task][stage]),\(successes[task][stage])\n"
      }
    }
    return text
  }
}
