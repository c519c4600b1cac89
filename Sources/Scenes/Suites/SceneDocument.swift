/// A file or a text that is a scene or a suite of scenes: what stands in it says which.
public enum SceneDocument: Sendable {
  case scene(SceneFamily)
  case suite(SceneSuite)

  /// - Throws: what is wrong with the file, where, and what was expected.
  public init(loading path: String) throws(SceneError) {
    self =
      try Self.isSuite(SceneFile.load(SceneName.split(path).scene))
      ? .suite(SceneSuite(loading: path)) : .scene(SceneFamily(loading: path))
  }

  /// No other file is opened.
  /// - Parameter source: where the text was found, for messages.
  public init(text: String, source: String) throws(SceneError) {
    guard text.utf8.count <= SceneFamily.textLimit else {
      throw .unreadable(path: source, problem: "more than \(SceneFamily.textLimit) bytes, expected a scene")
    }
    self =
      try Self.isSuite(SceneFile.parse(text, path: source))
      ? .suite(SceneSuite(text: text, source: source)) : .scene(SceneFamily(text: text, source: source))
  }

  /// No scene has a key `train`.
  private static func isSuite(_ root: SceneNode) -> Bool {
    guard case .map(let entries) = root.value else { return false }
    return entries.contains { $0.name == "train" }
  }
}
