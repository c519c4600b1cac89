import Files
public import Scenes

extension RunFolder {
  /// The scene that the run trains on, whole, or the suite with all its scenes: the run goes on from it wherever the file
  /// that it came from is.
  var scenePath: String { path + "/scene.yaml" }

  /// The family of the run that the folder holds, where its tasks are of scenes.
  /// - Parameter configuration: its settings, which name the environment of a run that is older than `scene.yaml`.
  /// - Returns: nil for another one, which the settings name.
  public func scene(for configuration: RunConfiguration) throws -> (any ActingFamily)? {
    let name = configuration.environment
    if EnvironmentName(name).isMapping || ActingCatalogue.withoutScene(name) != nil { return nil }
    guard contents.contains("scene.yaml") else {
      guard !SceneFamily.isPath(name) else {
        throw FileError.unreadable(
          path: scenePath, reason: "there is no such file, expected the scene that the run trains on")
      }
      return try ActingCatalogue.family(named: name)
    }
    let bytes = try AtomicFile.readOwn(scenePath, limit: SceneFamily.textLimit)
    return try SceneDocument(text: String(decoding: bytes, as: UTF8.self), source: scenePath).family
  }
}
