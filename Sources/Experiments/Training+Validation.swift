import Autodiff
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
  func validate(_ current: inout Checkpoint, in folder: RunFolder, _ log: RunLog?) throws {
    var settings = evaluationSettings
    settings.split = .validation
    let evaluation = try problem.evaluate(current.state.parameters, settings)
    try log?.append(iteration: current.state.iteration, validation: evaluation)
    let score = score(evaluation)
    guard score > current.best?.score ?? -.infinity else { return }
    current.best = TrainingResult.Best(score: score, iteration: current.state.iteration)
    try workers.agree(
      on: current.state.digest, "another state after iteration \(current.state.iteration)")
    guard workers.isFirst else { return }
    var policy = file(current.state)
    policy.extra["iteration"] = String(current.state.iteration)
    policy.extra["validation"] = JSONText.encode(evaluation.curve)
    try policy.write(to: folder.bestPath)
  }

  /// What the run ends with: the last state, or the best one where the settings ask for it.
  func final(_ last: Checkpoint, in folder: RunFolder) throws -> MetaState {
    guard configuration.evaluation.keepBest, let best = last.best else { return last.state }
    let parameters = try workers.onFirst { try bestParameters(of: best.iteration, in: folder) }
    return MetaState(parameters: parameters, iteration: best.iteration)
  }

  private func bestParameters(of iteration: Int, in folder: RunFolder) throws -> Parameters {
    let found = try bestFile(in: folder)
    guard found.iteration == iteration else {
      throw FileError.malformed(
        path: folder.bestPath,
        problem: "is not the state of iteration \(iteration) of this run; it is of \(found.iteration)"
          + (found.iteration > iteration ? ": go on with at least so many --iterations" : ""))
    }
    return found.file.parameters
  }

  /// Refuses to go on from a checkpoint whose best state is lost, before anything is trained. A later one is no loss:
  /// the run was killed after it, and comes there again.
  func checkBest(_ last: Checkpoint, in folder: RunFolder) throws {
    guard configuration.evaluation.keepBest, let best = last.best else { return }
    if try bestFile(in: folder).iteration < best.iteration {
      _ = try bestParameters(of: best.iteration, in: folder)
    }
  }

  private func bestFile(in folder: RunFolder) throws -> (file: PolicyFile, iteration: Int) {
    do {
      let file = try PolicyFile(reading: folder.bestPath)
      guard file.learner == learner, let iteration = file.extra["iteration"].flatMap(Int.init) else {
        throw FileError.malformed(path: folder.bestPath, problem: "is of another run")
      }
      return (file, iteration)
    } catch {
      throw FileError.malformed(
        path: folder.bestPath,
        problem: "the best state is lost (\(error)); with evaluation.keepBest: false in "
          + "\(folder.configurationPath) the run ends with its last one")
    }
  }

  /// Whether the best validation score is so old that the run ends.
  func isOutOfPatience(_ current: Checkpoint) -> Bool {
    guard configuration.evaluation.patience > 0, let best = current.best else { return false }
    let since = current.state.iteration - best.iteration
    return since >= configuration.evaluation.patience * configuration.evaluation.every
  }
}
