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
      // One inner step, as in the paper's protocol; shorter ones when adapting further. Sizes that are learned for
      // one step shrink the policy's noise so far that a second step overshoots: −31 instead of −4.
      configuration.innerRates = [0.5]
      configuration.evaluationRates = [0.5, 0.25]
      configuration.learnedRates = .fixed
      configuration.lambda = 0.95
      configuration.tasksPerIteration = 40
      configuration.curvatureTasks = 10
      configuration.conjugateGradientIterations = 8
      configuration.iterations = 120
      configuration.evaluationTasks = 200
      configuration.discount = 0.99
      configuration.maxDivergence = 0.015
      configuration.damping = 0.01
    }
    algorithm.prepare(&configuration)
    return configuration
  }

  /// The same settings for another algorithm, with what that one needs.
  func changed(to algorithm: Algorithm) -> RunConfiguration {
    var changed = self
    changed.algorithm = algorithm
    if !algorithm.adaptsInTraining { changed.stageWeights = [] }
    algorithm.prepare(&changed)
    return changed
  }
}
