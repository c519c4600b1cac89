import Foundation

extension RunConfiguration {
  /// The settings that suit an environment best, as far as they were searched; general ones elsewhere.
  /// - Parameter environment: a name, an id or a scene file's path, known or not.
  public static func defaults(for environment: String) -> RunConfiguration {
    var configuration = RunConfiguration()
    configuration.environment = environment
    let name = URL(fileURLWithPath: environment).deletingPathExtension().lastPathComponent.lowercased()
    if name == "navigate" || name.hasPrefix("navigate-v") {
      // One inner step, as in the paper's protocol; a shorter second step when adapting further.
      configuration.innerRates = [0.5]
      configuration.evaluationRates = [0.5, 0.25]
      configuration.rateRate = 0.1
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
    return configuration
  }
}
