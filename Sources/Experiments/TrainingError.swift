public import Files
import Foundation
public import MetaLearning

/// A training run that ended early, in a folder where it can go on.
public enum TrainingError: Error, CustomStringConvertible {
  /// It was asked to stop; a checkpoint of every complete iteration is in the folder.
  case stopped(folder: String, iteration: Int, iterations: Int)
  /// A file of it could not be written.
  case unwritable(FileError, folder: String, checkpoint: String)
  /// Other ranks are gone, or not what they should be.
  /// - Parameter hint: how to go on.
  case interrupted(RankError, hint: String)
  /// Numbers left the finite ones.
  /// - Parameters:
  ///   - smaller: settings that are to be smaller, in words, and one of them with a third of its value.
  ///   - namesFile: the environment is a scene file, of which the folder holds a copy.
  case diverged(
    problem: String, folder: String, checkpoint: String, smaller: (words: String, setting: String),
    namesFile: Bool)

  public var description: String {
    switch self {
    case .stopped(let folder, let iteration, let iterations):
      "stopped after iteration \(iteration) of \(iterations); go on with: sim-train --resume \(quoted(folder))"
    case .interrupted(let error, let hint): "\(error); \(hint)"
    case .unwritable(let error, let folder, let checkpoint):
      "\(error); the last good checkpoint is \(checkpoint); go on with: sim-train --resume \(quoted(folder))"
    case .diverged(let problem, let folder, let checkpoint, let smaller, let namesFile):
      "\(problem); the last good checkpoint is \(checkpoint); begin a run from it with smaller \(smaller.words), as in: "
        + "sim-train --config \(quoted(folder + "/config.yaml")) --init-from \(quoted(checkpoint)) "
        + (namesFile ? "--env \(quoted(folder + "/scene.yaml")) " : "")
        + "--set \(smaller.setting)"
    }
  }
}

/// A path as a shell reads it.
public func quoted(_ path: String) -> String {
  path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+:@%".contains($0) }
    ? path : "'" + path.replacing("'", with: "'\\''") + "'"
}
