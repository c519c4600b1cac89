import Gym
import MetaLearning
import Scenes

/// Rolls out a family's scripted expert on held-out tasks: the tasks and the episode seeds of `evaluate` with the
/// same settings. An expert does not adapt; every stage is its performance on other episodes.
func evaluateExpert<Family: EnvFamily>(
  on family: Family, _ settings: EvaluationSettings
) throws -> Evaluation where Family.Vector: SceneBacked {
  let clock = ContinuousClock()
  let start = clock.now
  let root = RandomStream(seed: settings.seed).split("evaluation")
  var result = Evaluation(returns: [], successes: [], steps: 0, seconds: 0, digest: "")
  var digest = Digest()
  // Blocks of tasks, as for learners.
  let block = 8 * settings.threads
  for first in stride(from: 0, to: settings.tasks, by: block) {
    let outcomes = try parallelMap(count: min(block, settings.tasks - first), threads: settings.threads) {
      i in
      let stream = root.split(first + i)
      let draw = family.drawTask(from: settings.split, using: stream.split("task"))
      let env = family.makeVectorEnv(for: draw, count: settings.episodes)
      return try (0...settings.adaptSteps).map { stage in
        var expert = try ExpertPolicy(env.scene)
        let streams = (0..<settings.episodes).map { stream.split("score").split(stage).split($0) }
        return try rollout(&expert, in: env, streams: streams)
      }
    }
    for stages in outcomes {
      result.returns.append(stages.map { EpisodeSummary($0).meanReturn })
      result.successes.append(stages.map { EpisodeSummary($0).successRate })
      for episode in stages.joined() {
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
