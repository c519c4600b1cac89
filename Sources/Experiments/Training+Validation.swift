import Files
import MetaLearning
import Models
import Randomness

// Scores on validation tasks during training: which state is kept as the best, and when to stop early.

extension Training {
  /// The measure that states are compared by, higher is better.
  private func score(_ evaluation: Evaluation) -> Double {
    let name = evaluation.names.first ?? ""
    let values = evaluation.values(name, at: evaluation.points - 1)
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    return Measure.isBetterWhenLower(name) ? -mean : mean
  }

  /// Evaluates on validation tasks, and keeps the state as `best.safetensors` where it is better than all before.
  func validate(_ current: inout Checkpoint, in folder: RunFolder, _ log: RunLog) throws {
    var settings = configuration.evaluationSettings
    settings.split = .validation
    let evaluation = try problem.evaluate(current.state.parameters, settings)
    try log.append(iteration: current.state.iteration, validation: evaluation)
    let score = score(evaluation)
    guard score > current.best?.score ?? -.infinity else { return }
    current.best = Checkpoint.Best(score: score, iteration: current.state.iteration)
    var policy = file(current.state)
    policy.extra["iteration"] = String(current.state.iteration)
    policy.extra["validation"] = JSONText.encode(evaluation.curve)
    try policy.write(to: folder.bestPath)
  }

  /// Whether the best validation score is so old that the run ends.
  func isOutOfPatience(_ current: Checkpoint) -> Bool {
    guard configuration.evaluation.patience > 0, let best = current.best else { return false }
    let since = current.state.iteration - best.iteration
    return since >= configuration.evaluation.patience * configuration.evaluation.every
  }
}
