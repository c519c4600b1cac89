import Files
public import MetaLearning
public import Scenes

extension RunFolder {
  /// The scene that the run trains on, whole, or the suite with all its scenes: the run goes on from it wherever the file
  /// that it came from is.
  var scenePath: String { path + "/scene.yaml" }

  /// The text of that file.
  /// - Returns: nil where tasks are of no scene, or where the run is older than `scene.yaml` and names its scene.
  private func sceneText(for configuration: RunConfiguration) throws -> String? {
    let name = configuration.environment
    if EnvironmentName(name).isMapping || ActingCatalogue.withoutScene(name) != nil { return nil }
    guard contents.contains("scene.yaml") else {
      guard !SceneFamily.isPath(name) else {
        throw FileError.unreadable(
          path: scenePath, reason: "there is no such file, expected the scene that the run trains on")
      }
      return nil
    }
    return String(decoding: try AtomicFile.readOwn(scenePath, limit: SceneFamily.textLimit), as: UTF8.self)
  }

  private func family(of text: String?, _ configuration: RunConfiguration) throws -> (any ActingFamily)? {
    if let text { return try SceneDocument(text: text, source: scenePath).family }
    let name = configuration.environment
    if EnvironmentName(name).isMapping || ActingCatalogue.withoutScene(name) != nil { return nil }
    return try ActingCatalogue.family(named: name)
  }

  /// The family of the run that the folder holds, where its tasks are of scenes.
  /// - Parameter configuration: its settings, which name the environment of a run that is older than `scene.yaml`.
  /// - Returns: nil for another one, which the settings name.
  public func scene(for configuration: RunConfiguration) throws -> (any ActingFamily)? {
    try family(of: sceneText(for: configuration), configuration)
  }

  /// Settings and family of the run that the folder holds, as the first rank reads them and tells them to all.
  public func kept(
    by workers: Workers
  ) throws -> (configuration: RunConfiguration, family: (any ActingFamily)?) {
    let told = try workers.onFirst {
      let own = try self.configuration()
      return KeptRun(settings: JSONText.encode(own), scene: try sceneText(for: own))
    }
    let configuration = try JSONText.decode(RunConfiguration.self, told.settings)
    return (configuration, try family(of: told.scene, configuration))
  }

  private struct KeptRun: Codable, Sendable {
    var settings: String
    var scene: String?
  }
}
