import Experiments
import MetaLearning

/// Settings of a run that takes no time to speak of.
func smallRun(_ environment: String = "reach", update: OuterUpdate = .adam) -> RunConfiguration {
  var configuration = RunConfiguration()
  configuration.environment = environment
  configuration.iterations = 4
  configuration.tasksPerIteration = 4
  configuration.episodesPerTask = 5
  configuration.hidden = [8]
  configuration.update = update
  configuration.evaluationTasks = 3
  configuration.evaluationEpisodes = 4
  configuration.evaluationSteps = 2
  configuration.checkpointEvery = 2
  return configuration
}

func train(
  _ configuration: RunConfiguration, in folder: String
) throws -> (result: TrainingResult, evaluation: Evaluation) {
  let training = try Training(configuration)
  return try training.run(in: RunFolder(folder), from: training.initialState())
}

/// Starts the run and stops it in the iteration after `iterations`.
func stop(
  _ configuration: RunConfiguration, in folder: String, after iterations: Int, from state: MetaState? = nil
) throws -> TrainingError? {
  let training = try Training(configuration)
  let stopping = Flag()
  do {
    _ = try training.run(
      in: RunFolder(folder), from: state ?? training.initialState(),
      observe: { if $0.iteration == iterations { stopping.set() } }, unless: { stopping.isSet })
    return nil
  } catch let error as TrainingError { return error }
}
