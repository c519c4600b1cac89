import MetaLearning
import Models
import PolicyLearning
import Randomness
import Scenes

/// Adapts a trained policy to a task that it has never seen.
/// - Returns: its mean return after 0, 1, 2 and 3 steps of twenty episodes, on other episodes.
func adaptedReturns(ofPolicyAt path: String) throws -> [Double] {
  let file = try PolicyFile(reading: path)
  guard case .gradientPolicy(let description) = file.learner else { return [] }
  let learner = description.makeLearner()
  let tasks = EpisodeTasks(try SceneFamily(named: "reach"), episodes: 20, for: GaussianActor.self)
  let stream = RandomStream(seed: 1)
  let task = tasks.task(from: .test, using: stream.split("task"))
  var returns: [Double] = []
  try follow(learner, at: file.parameters, on: task, absorptions: 3, using: stream) { event in
    guard case .scored(let episodes, _, _) = event else { return }
    returns.append(Measures(episodes)["return"] ?? 0)
  }
  return returns
}
