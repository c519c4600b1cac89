import Files
import Gym
import Learning
import Models
import Scenes

extension PolicyFile {
  /// The family that the policy was trained on, as it poses its tasks: from the scene in the file. A file without
  /// one names an environment of Limber; a path in it is never opened, for anyone may have written it there.
  /// - Parameter path: where the policy was read, for messages.
  /// - Throws: also where the scene is another than the one whose hash the file holds.
  func trainingFamily(_ configuration: RunConfiguration, path: String) throws -> any ActingFamily {
    guard let scene else {
      guard !SceneFamily.isPath(configuration.environment) else {
        throw FileError.malformed(
          path: path, problem: "holds no scene, only the name of a file; say which with --env")
      }
      return try ActingCatalogue.family(named: configuration.environment)
    }
    let family = try SceneFamily(text: scene, source: "\(path): scene")
    let posed = configuration.observed(family)
    guard posed.sceneHash == sceneHash else {
      throw FileError.malformed(
        path: path,
        problem: "holds scene \(posed.sceneHash), expected \(sceneHash ?? "none"): it was changed")
    }
    return family
  }

  /// Refuses a policy that was trained on another family, or that cannot act in this one.
  /// - Parameters:
  ///   - family: as the policy's algorithm observes it.
  ///   - path: where the policy was read, for messages.
  func checkActs(in family: any ActingFamily, path: String) throws(FileError) {
    func scene(_ hash: String?) -> String { hash.map { " (scene \($0))" } ?? "" }
    let hash = family.sceneFamily?.sceneHash
    // Of scenes, the hash tells all; a name may have been given to another one.
    guard sceneHash == hash, hash != nil || environment == family.id else {
      throw .malformed(
        path: path,
        problem: "was trained on \(environment)\(scene(sceneHash)), expected a policy for "
          + "\(family.id)\(scene(hash))")
    }
    let interface = learner.interface
    let (observations, outputs) = (
      family.observationSpace.count, family.actionSpace.choices ?? family.actionSpace.count
    )
    guard interface.inputs == observations, interface.outputs == outputs else {
      throw .malformed(
        path: path,
        problem: "maps \(interface.inputs) observations to \(interface.outputs) actions, "
          + "expected \(observations) to \(outputs)")
    }
    guard learner.choosesActions == (family.actionSpace.choices != nil) else {
      throw .malformed(
        path: path,
        problem:
          "acts by \(learner.choosesActions ? "choices, expected numbers" : "numbers, expected choices") for \(family.id)"
      )
    }
  }
}
