public import MetaLearning
import Models

/// What a run is made of, as its settings say.
extension RunConfiguration {
  /// Whether an iteration, counted from 1, leaves a line of metrics: long runs keep some thousand.
  func isLogged(_ iteration: Int) -> Bool {
    iteration % max(1, schedule.over / 5000) == 0 || iteration == iterations
  }

  /// Whether tasks have episodes, not examples.
  public var hasEpisodes: Bool { !EnvironmentName(environment).isMapping }

  public var evaluationSettings: EvaluationSettings {
    EvaluationSettings(
      tasks: evaluation.tasks, episodes: evaluation.episodes ?? evaluation.shots ?? 1,
      adaptSteps: evaluation.steps, seed: evaluation.seed, threads: threads)
  }

  /// The outer updates of an iteration, counted from 0.
  func updates(iteration: Int) -> [ParameterGroup: OuterUpdate] {
    let scale = schedule.scale(iteration: iteration)
    var updates = [ParameterGroup.model: update.scaled(by: scale)]
    if let rateUpdate {
      var adam = AdamUpdate()
      adam.rate = rateUpdate.rate
      adam.maxGradientNorm = 0
      updates[.rates] = .adam(adam).scaled(by: scale)
    }
    return updates
  }
}
