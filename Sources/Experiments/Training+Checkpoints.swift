public import Files
import Learning
import MetaLearning
import Models
import Scenes

/// Where a run in a folder goes on from.
public struct LastCheckpoint: Sendable {
  let checkpoint: Checkpoint
  public let path: String
  /// What is wrong with later checkpoints, which are passed over.
  public let damages: [FileError]

  /// Meta-iterations behind it.
  public var iteration: Int { checkpoint.state.iteration }
}

extension Training {
  /// The latest checkpoint in `folder` that is whole.
  /// - Throws: where there is none, it is of another run, or it is beyond the iterations asked for.
  public func lastCheckpoint(in folder: RunFolder) throws -> LastCheckpoint {
    // Only the first rank has the folder, and notes of what is damaged in it.
    var last: LastCheckpoint?
    let told = try workers.onFirst {
      let own = try readLastCheckpoint(in: folder)
      last = own
      return ToldCheckpoint(path: own.path, bytes: workers.isAlone ? [] : own.checkpoint.encoded())
    }
    return try last
      ?? LastCheckpoint(
        checkpoint: Checkpoint(decoding: told.bytes, path: told.path), path: told.path, damages: [])
  }

  /// A checkpoint as the first rank tells it.
  private struct ToldCheckpoint: Codable, Sendable {
    var path: String
    var bytes: [UInt8]
  }

  private func readLastCheckpoint(in folder: RunFolder) throws -> LastCheckpoint {
    let found = try folder.checkpoints.latest()
    try check(found.checkpoint, path: found.path)
    let last = LastCheckpoint(checkpoint: found.checkpoint, path: found.path, damages: found.damages)
    guard last.iteration <= configuration.iterations else {
      throw ConfigurationError.badValue(
        key: "iterations", value: "\(configuration.iterations)",
        expected: "at least the \(last.iteration) that are in \(last.path)")
    }
    return last
  }

  /// Refuses the checkpoint of another run.
  private func check(_ checkpoint: Checkpoint, path: String) throws {
    let file = checkpoint.policy
    func expect(_ what: String, _ found: String, _ expected: String) throws(FileError) {
      guard found != expected else { return }
      throw .malformed(path: path, problem: "is a checkpoint of \(what)\(found), expected \(expected)")
    }
    try expect("", file.environment, environment)
    try expect("scene ", file.sceneHash ?? "none", policyFamily?.record?.hash ?? "none")
    try expect("a model ", file.learner.summary, learner.summary)
    guard file.learner == learner else {
      throw FileError.malformed(path: path, problem: "is of another learner than this run's")
    }
    var other = try file.configuration(path: path)
    (other.threads, other.iterations) = (configuration.threads, configuration.iterations)
    other.checkpointEvery = configuration.checkpointEvery
    other.evaluation.keepBest = configuration.evaluation.keepBest
    for (group, update) in configuration.updates(iteration: 0) {
      guard let names = checkpoint.state.moments[group]?.moments.map(\.name), names != update.momentNames
      else { continue }
      throw FileError.malformed(
        path: path,
        problem: "holds moments \(names.joined(separator: ", ")) of the \(group.rawValue), expected those of "
          + update.kind)
    }
    if let problem = problem.problem(
      ofMemory: checkpoint.state.memory, before: checkpoint.state.iteration)
    {
      throw FileError.malformed(path: path, problem: problem)
    }
    let (kept, most) = (checkpoint.state.history.mostOfAKind, configuration.tasks.curriculum?.memory ?? 0)
    guard kept <= most else {
      throw FileError.malformed(
        path: path,
        problem:
          "keeps what came of \(kept) tasks of a kind, expected at most the \(most) of tasks.curriculum.memory"
      )
    }
    guard other == configuration else {
      let keys = other.differences(from: configuration).joined(separator: ", ")
      throw FileError.malformed(
        path: path, problem: "is a checkpoint of a run with another \(keys) than config.yaml")
    }
  }
}
