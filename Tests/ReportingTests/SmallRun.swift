import Experiments
import Files
import MetaLearning
import Models
import Scenes

/// Settings of a run on episodes that takes no time to speak of.
func smallRun(_ environment: String = "reach", steps: Int = 2) -> RunConfiguration {
  var configuration = RunConfiguration.defaults(for: environment)
  configuration.iterations = 4
  configuration.schedule.over = 4
  configuration.tasks.perIteration = 2
  configuration.tasks.episodes = 3
  var model = GaussianMLPSettings()
  model.hidden = [8]
  configuration.model = .gaussianMLP(model)
  configuration.update = .adam(AdamUpdate())
  configuration.evaluation.tasks = 5
  configuration.evaluation.episodes = 3
  configuration.evaluation.steps = steps
  return configuration
}

/// The same on examples.
func smallMapping(_ environment: String = "mapping/sinusoid") -> RunConfiguration {
  var configuration = RunConfiguration.defaults(for: environment)
  configuration.iterations = 4
  configuration.schedule.over = 4
  configuration.tasks.perIteration = 2
  configuration.evaluation.tasks = 5
  configuration.evaluation.steps = 2
  configuration.evaluation.query = 20
  return configuration
}

/// A policy for `reach` that was never trained, in a file.
func withPolicy<Result>(_ body: (String) throws -> Result) throws -> Result {
  try withTemporaryFolder { folder in
    let training = try Training(smallRun())
    var file = PolicyFile(
      learner: training.learner, parameters: try training.initialState().parameters,
      environment: training.environment, algorithm: "maml++", seed: 1,
      settings: JSONText.encode(training.configuration))
    file.scene = training.policyScene?.text
    file.sceneHash = training.policyScene?.sceneHash
    try file.write(to: folder + "/policy.safetensors")
    return try body(folder + "/policy.safetensors")
  }
}
