import Learning
import MetaLearning
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
  private func check(_ checkpoint: Checkpoint, path: String) throws(FileError) {
    let file = checkpoint.policy
    func expect(_ what: String, _ found: String, _ expected: String) throws(FileError) {
      guard found != expected else { return }
      throw .malformed(path: path, problem: "is a checkpoint of \(what)\(found), expected \(expected)")
    }
    try expect("", file.environment, family.id)
    try expect("scene ", file.sceneHash, family.sceneHash)
    try expect("a policy ", describe(file.policy), describe(policy))
    guard file.policy == policy else {
      throw .malformed(path: path, problem: "scales observations otherwise than this run")
    }
    var other = file.configuration
    (other.threads, other.iterations) = (configuration.threads, configuration.iterations)
    other.checkpointEvery = configuration.checkpointEvery
    guard other == configuration else {
      let keys = other.differences(from: configuration).joined(separator: ", ")
      throw .malformed(path: path, problem: "is a checkpoint of a run with another \(keys) than config.yaml")
    }
  }
}
