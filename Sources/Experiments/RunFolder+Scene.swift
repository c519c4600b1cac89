public import Scenes

extension RunFolder {
  /// The scene that the run trains on, whole: the run goes on from it wherever the file that it came from is.
  var scenePath: String { path + "/scene.yaml" }

  /// The family of the run that the folder holds.
  /// - Parameter configuration: its settings, which name the environment of a run that is older than `scene.yaml`.
  public func scene(for configuration: RunConfiguration) throws -> SceneFamily {
    guard contents.contains("scene.yaml") else {
      guard !SceneFamily.isPath(configuration.environment) else {
        throw FileError.unreadable(
          path: scenePath, reason: "there is no such file, expected the scene that the run trains on")
      }
      return try SceneFamily(named: configuration.environment)
    }
    let bytes = try AtomicFile.readOwn(scenePath, limit: SceneFamily.textLimit)
    return try SceneFamily(text: String(decoding: bytes, as: UTF8.self), source: scenePath)
  }
}
