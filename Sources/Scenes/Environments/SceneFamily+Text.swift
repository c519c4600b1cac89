extension SceneFamily {
  /// The longest text of a scene that is taken, bytes.
  public static let textLimit = SceneFile.byteLimit

  /// The scene as text that needs no other file and that `init(text:source:)` takes back, with the same `sceneHash`.
  public var text: String { scene.description.text }

  /// A family from a scene's text. No other file is opened: a text that extends another scene is refused.
  /// - Parameter source: where the text was found, for messages.
  public init(text: String, source: String) throws(SceneError) {
    guard text.utf8.count <= Self.textLimit else {
      throw .unreadable(path: source, problem: "more than \(Self.textLimit) bytes, expected a scene")
    }
    let root = try SceneFile.parse(text, path: source)
    guard case .map(let entries) = root.value else { throw root.expected("a mapping") }
    if let extends = entries.first(where: { $0.name == "extends" })?.node {
      throw extends.invalid("names another file, expected a scene that needs none")
    }
    let scene = CompiledScene(try SceneReader.read(root))
    self.init(scene)
    try Self.check(scene, path: source)
  }

  /// `push@hard` → (`push`, `hard`), of a name, an id or a path.
  public static func levelSplit(_ name: String) -> (scene: String, level: String?) { SceneName.split(name) }

  /// Whether the name of an environment is the path of a file.
  public static func isPath(_ whole: String) -> Bool {
    let name = SceneName.split(whole).scene
    return SceneName.parse(id: name) == nil && !SuiteFamily.isName(name)
      && (name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
  }
}
