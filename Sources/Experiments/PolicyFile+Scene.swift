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
    let family = try SceneDocument(text: scene, source: "\(path): scene").family
    let hash = configuration.observed(family).record?.hash
    guard hash == sceneHash else {
      throw FileError.malformed(
        path: path, problem: "holds scene \(hash ?? "none"), expected \(sceneHash ?? "none"): it was changed")
    }
    return family
  }

  /// Refuses a policy that was trained on another family, or that cannot act in this one. What was trained on a suite
  /// acts in every scene, and every suite, of the same layout.
  /// - Parameters:
  ///   - family: as the policy's algorithm observes it.
  ///   - configuration: the settings in the file.
  ///   - path: where the policy was read, for messages.
  func checkActs(in family: any ActingFamily, _ configuration: RunConfiguration, path: String) throws {
    func scene(_ hash: String?) -> String { hash.map { " (scene \($0))" } ?? "" }
    let hash = family.record?.hash
    // Of scenes, the hash tells all; a name may have been given to another one.
    let isOwn = sceneHash == hash && (hash != nil || environment == family.id)
    guard try isOwn || isOfSuite(withTheLayoutOf: family, configuration, path: path) else {
      throw FileError.malformed(
        path: path,
        problem: "was trained on \(environment)\(scene(sceneHash)), expected a policy for "
          + "\(family.id)\(scene(hash))")
    }
    let interface = learner.interface
    let (observations, outputs) = (
      family.observationSpace.count, family.actionSpace.choices ?? family.actionSpace.count
    )
    guard interface.inputs == observations, interface.outputs == outputs else {
      throw FileError.malformed(
        path: path,
        problem: "maps \(interface.inputs) observations to \(interface.outputs) actions, "
          + "expected \(observations) to \(outputs)")
    }
    guard learner.choosesActions == (family.actionSpace.choices != nil) else {
      throw FileError.malformed(
        path: path,
        problem:
          "acts by \(learner.choosesActions ? "choices, expected numbers" : "numbers, expected choices") for \(family.id)"
      )
    }
  }

  private func isOfSuite(
    withTheLayoutOf family: any ActingFamily, _ configuration: RunConfiguration, path: String
  ) throws -> Bool {
    guard SuiteFamily.isName(environment), family.record != nil else { return false }
    let suite = configuration.observed(try trainingFamily(configuration, path: path))
    return Layout(suite.observationSpace, suite.actionSpace)
      == Layout(family.observationSpace, family.actionSpace)
  }
}
