import Scenes

extension PolicyFile {
  /// The family that the policy was trained on, as its scene poses it: from the scene in the file. A file without
  /// one names an environment of Limber; a path in it is never opened, for anyone may have written it there.
  /// - Parameter path: where the policy was read, for messages.
  /// - Throws: also where the scene is another than the one whose hash the file holds.
  func trainingFamily(path: String) throws -> SceneFamily {
    guard let scene else {
      guard !SceneFamily.isPath(configuration.environment) else {
        throw FileError.malformed(
          path: path, problem: "holds no scene, only the name of a file; say which with --env")
      }
      return try SceneFamily(named: configuration.environment)
    }
    let family = try SceneFamily(text: scene, source: "\(path): scene")
    guard family.sceneHash == sceneHash else {
      throw FileError.malformed(
        path: path, problem: "holds scene \(family.sceneHash), expected \(sceneHash): it was changed")
    }
    return family
  }
}

extension RunConfiguration {
  /// The family as the algorithm's policy observes it.
  func observed(_ family: SceneFamily) -> SceneFamily { algorithm.seesTheTask ? family.revealed : family }
}
