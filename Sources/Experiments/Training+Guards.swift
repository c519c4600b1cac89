import Files
import Foundation
import MetaLearning
import Randomness
import Scenes

// What may end a run early: someone who asks it to stop, a disk, numbers that are no longer finite.

/// Whether a run should stop; asked before each task of each iteration, on any thread.
public typealias StopCondition = @Sendable () -> Bool

/// Tasks of `base`, until it is time to stop.
struct StoppableTasks<Base: TaskFamily>: TaskFamily {
  let base: Base
  let shouldStop: StopCondition

  func task(from split: Split, using stream: RandomStream) throws -> Base.Task {
    if shouldStop() { throw StopRequested() }
    return try base.task(from: split, using: stream)
  }

  func kind(ofTaskFrom split: Split, using stream: RandomStream) -> Int {
    base.kind(ofTaskFrom: split, using: stream)
  }

  func proposing(_ proposer: Proposer) -> Self {
    StoppableTasks(base: base.proposing(proposer), shouldStop: shouldStop)
  }
}

extension Training {
  /// One meta-iteration; nil where it was asked to stop before the iteration was complete.
  func iterate(
    _ state: MetaState, using stream: RandomStream, unless shouldStop: @escaping StopCondition
  ) throws -> (state: MetaState, report: IterationReport)? {
    do {
      let outcome = try problem.iterate(
        state, updates: configuration.updates(iteration: state.iteration),
        tasks: configuration.tasks, workers: workers, using: stream,
        unless: shouldStop)
      guard outcome.state.isFinite else {
        throw MetaLearningError.nonFinite(what: "updated model", iteration: state.iteration, task: nil)
      }
      return outcome
    } catch is StopRequested { return nil }
  }

  /// Names the last good checkpoint of a run that failed, and how to go on.
  func explainingFailures<Result>(in folder: RunFolder, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch {
      if !workers.isFirst {
        guard let error = error as? RankError else { throw error }
        throw TrainingError.interrupted(
          error, hint: "where the run has a checkpoint, go on with: sim-train --resume \(quoted(folder.path))"
        )
      }
      guard let checkpoint = folder.checkpoints.latestPath else { throw error }
      switch error {
      case let error as FileError:
        throw TrainingError.unwritable(error, folder: folder.path, checkpoint: checkpoint)
      case let error as RankError:
        throw TrainingError.interrupted(
          error,
          hint:
            "the last good checkpoint is \(checkpoint); go on with: sim-train --resume \(quoted(folder.path))"
        )
      case let error as MetaLearningError:
        throw TrainingError.diverged(
          problem: "\(error)", folder: folder.path, checkpoint: checkpoint,
          smaller: configuration.smallerSteps,
          namesFile: problem.record != nil && SceneFamily.isPath(configuration.environment))
      default: throw error
      }
    }
  }
}

extension RunConfiguration {
  /// What a run that diverged should have smaller: in words, and as a setting.
  fileprivate var smallerSteps: (words: String, setting: String) {
    func third(_ value: Float) -> String { String(format: "%.2g", value / 3) }
    if algorithm.takesGradientSteps {
      return ("learner.rates or update", "learner.rates=[\(learner.rates.map(third).joined(separator: ","))]")
    }
    return switch update {
    case .adam(let own): ("update.rate", "update.rate=\(third(own.rate))")
    case .sgd(let own): ("update.rate", "update.rate=\(third(own.rate))")
    case .rmsProp(let own): ("update.rate", "update.rate=\(third(own.rate))")
    case .proximal(let own): ("update.rate", "update.rate=\(third(own.rate))")
    case .trustRegion(let own): ("update.maxDivergence", "update.maxDivergence=\(third(own.maxDivergence))")
    }
  }
}
