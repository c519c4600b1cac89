import Randomness

extension SceneSuite {
  /// The suite with all its scenes as text that needs no other file: `init(text:source:)` takes it back, with the same
  /// `hash`, and so does whatever takes a file of a suite.
  public var text: String {
    func list(_ families: [SceneFamily]) -> String { families.map(\.name).joined(separator: ", ") }
    let head = """
      name: \(name)
      version: \(version)
      \(summary.isEmpty ? "" : "summary: \(SceneText.inQuotes(summary))\n")train: [\(list(train))]
      test: [\(list(test))]
      \(heldOut.map { "holds_out: \($0.rawValue)\n" } ?? "")scenes:

      """
    return scenes.reduce(into: head) { text, scene in
      text += "  - |\n"
      for line in scene.text.split(separator: "\n") { text += "    \(line)\n" }
    }
  }

  /// 16 hexadecimal digits that change whenever a list or a scene does, but not with what is only said of them.
  public var hash: String {
    var hash = StableHash()
    for (list, families) in [("train", train), ("test", test)] {
      hash.combine("\(list):")
      for family in families { hash.combine("\(family.name) \(family.sceneHash),") }
    }
    return CanonicalText.digits(of: hash)
  }

  /// A suite from its text. No file is opened: a text that names a scene which it does not hold is refused.
  /// - Parameter source: where the text was found, for messages.
  public init(text: String, source: String) throws(SceneError) {
    try self.init(SceneFile.parse(text, path: source)) { item, held throws(SceneError) in
      throw item.invalid(
        "\(try item.string()) is not in this text, expected one of \(held.joined(separator: ", "))")
    }
  }

  /// The scenes that a file of a suite holds itself.
  static func held(_ items: [SceneNode]) throws(SceneError) -> [SceneFamily] {
    var families: [SceneFamily] = []
    for item in items {
      let family = try SceneFamily(text: item.string(), source: "\(item.file): \(item.key)")
      guard !families.contains(where: { $0.name == family.name }) else {
        throw item.invalid("a second scene \(family.name), expected names of their own")
      }
      families.append(family)
    }
    return families
  }
}
