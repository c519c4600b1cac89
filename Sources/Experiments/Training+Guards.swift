import Autodiff
import Gym
import Learning
import MetaLearning
import Scenes

// What may end a run early: someone who asks it to stop, a disk, numbers that are no longer finite.

/// Whether a run should stop; asked before each task of each iteration, on any thread.
public typealias StopCondition = @Sendable () -> Bool

private struct StopRequested: Error {}

/// Tasks of `base`, until it is time to stop.
struct StoppableTasks<Base: TaskDistribution>: TaskDistribution {
  let base: Base
  let shouldStop: StopCondition

  func task(from split: Split, using stream: RandomStream) throws -> Base.Task {
    if shouldStop() { throw StopRequested() }
    return try base.task(from: split, using: stream)
  }
}

extension Training {
  /// One meta-iteration; nil where it was asked to stop before the iteration was complete.
  func iterate(
    _ state: MetaState, using stream: RandomStream, unless shouldStop: @escaping StopCondition
  ) throws -> (state: MetaState, report: IterationReport)? {
    do {
      let outcome = try learner(iteration: state.iteration, unless: shouldStop).iterate(state, using: stream)
      guard outcome.state.isFinite else {
        throw MetaLearningError.nonFinite(what: "updated policy", iteration: state.iteration, task: nil)
      }
      return outcome
    } catch is StopRequested { return nil }
  }

  /// Names the last good checkpoint of a run that failed, and how to go on.
  func explainingFailures<Result>(in folder: RunFolder, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch {
      guard let checkpoint = folder.checkpoints.latestPath else { throw error }
      switch error {
      case let error as FileError:
        throw TrainingError.unwritable(error, folder: folder.path, checkpoint: checkpoint)
      case let error as MetaLearningError:
        throw TrainingError.diverged(
          problem: "\(error)", folder: folder.path, checkpoint: checkpoint,
          innerRates: configuration.innerRates, namesFile: SceneFamily.isPath(configuration.environment))
      default: throw error
      }
    }
  }
}

extension MetaState {
  /// Whether a run can go on from here, and a checkpoint be read again.
  var isFinite: Bool {
    let moments = [adam].compactMap { $0 } + (rates?.moments ?? [])
    return parameters.allFinite && (rates?.logRates ?? []).allSatisfy(\.allFinite)
      && moments.allSatisfy { $0.mean.allFinite && $0.square.allFinite }
  }
}
