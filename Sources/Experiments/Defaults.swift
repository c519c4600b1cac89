import Foundation
import MetaLearning

extension RunConfiguration {
  /// The settings that suit an environment best, as far as they were searched; general ones elsewhere.
  /// - Parameter environment: a name, an id or a scene file's path, known or not.
  public static func defaults(
    for environment: String, algorithm: Algorithm = .maml
  ) -> RunConfiguration {
    var configuration = RunConfiguration()
    configuration.environment = environment
    configuration.algorithm = algorithm
    let name = URL(fileURLWithPath: environment).deletingPathExtension().lastPathComponent.lowercased()
    if name == "navigate" || name.hasPrefix("navigate-v") {
      // The first step does the most and is the hardest to improve, so it counts the most.
      configuration.innerRates = [0.5, 0.2, 0.12]
      configuration.normalizeObservations = false
      configuration.stageWeights = [0, 6, 1, 1]
      configuration.lambda = 0.95
      configuration.tasksPerIteration = 40
      configuration.curvatureTasks = 10
      configuration.conjugateGradientIterations = 8
      configuration.iterations = 90
      configuration.evaluationTasks = 200
      configuration.discount = 0.99
      configuration.maxDivergence = 0.02
      configuration.damping = 0.01
    }
    algorithm.prepare(&configuration)
    return configuration
  }

  /// The same settings for another algorithm, with what that one needs.
  func changed(to algorithm: Algorithm) -> RunConfiguration {
    var changed = self
    changed.algorithm = algorithm
    algorithm.prepare(&changed)
    return changed
  }
}
