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
    current.best = TrainingResult.Best(score: score, iteration: current.state.iteration)
    var policy = file(current.state)
    policy.extra["iteration"] = String(current.state.iteration)
    policy.extra["validation"] = JSONText.encode(evaluation.curve)
    try policy.write(to: folder.bestPath)
  }

  /// What the run ends with: the last state, or the best one where the settings ask for it.
  func final(_ last: Checkpoint, in folder: RunFolder) throws -> MetaState {
    guard configuration.evaluation.keepBest, let best = last.best else { return last.state }
    let file = try PolicyFile(reading: folder.bestPath)
    guard file.extra["iteration"] == String(best.iteration), file.learner == learner else {
      let found = file.extra["iteration"].flatMap(Int.init) ?? 0
      throw FileError.malformed(
        path: folder.bestPath,
        problem: "is not the state of iteration \(best.iteration) of this run"
          + (found > best.iteration ? "; it is of \(found): go on with at least so many --iterations" : ""))
    }
    return MetaState(parameters: file.parameters, iteration: best.iteration)
  }

  /// Whether the best validation score is so old that the run ends.
  func isOutOfPatience(_ current: Checkpoint) -> Bool {
    guard configuration.evaluation.patience > 0, let best = current.best else { return false }
    let since = current.state.iteration - best.iteration
    return since >= configuration.evaluation.patience * configuration.evaluation.every
  }
}
