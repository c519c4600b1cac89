/// The scenes of one file: itself, its levels, and what the test tasks of each change. Keys of an override replace
/// those of the scene, each as a whole, as in a file that extends it.
struct SceneVariants {
  struct Variant {
    /// nil for the scene itself.
    var level: String?
    var scene: SceneNode
    /// The scene of its test tasks; nil where it is the same.
    var test: SceneNode?
  }

  /// The one that is meant.
  let chosen: Variant
  /// The rest, in the order of the file.
  let others: [Variant]
  /// The levels, and the keys that each overrides.
  let levels: [(name: String, keys: [String])]

  /// - Parameter root: a whole file; with the key `level` where one of its levels is meant.
  init(_ root: SceneNode) throws(SceneError) {
    let fields = try Fields(root, Vocabulary.scene)
    let own = root.without(["levels", "level", "test"])
    var variants = [Self.variant(own, level: nil, overrides: nil, test: fields["test"])]
    if let test = fields["test"] { _ = try Fields(test, Vocabulary.overrides) }
    var levels: [(String, [String])] = []
    if let node = fields["levels"] {
      let entries = try node.namedEntries("levels and what each overrides")
      guard Vocabulary.levels.contains(entries.count) else {
        throw node.invalid("\(entries.count) levels, expected 1 to \(Vocabulary.levels.upperBound)")
      }
      for entry in entries {
        guard SceneName.isLevel(entry.name) else {
          throw entry.node.invalid("\"\(entry.name)\", expected letters, digits, underscores and hyphens")
        }
        let overrides = try Fields(entry.node, Vocabulary.level)
        if let test = overrides["test"] { _ = try Fields(test, Vocabulary.overrides) }
        variants.append(
          Self.variant(
            own, level: entry.name, overrides: entry.node, test: overrides["test"] ?? fields["test"]))
        levels.append((entry.name, entry.node.keys))
      }
    }
    var chosen = 0
    if let node = fields["level"] { chosen = 1 + (try node.index(in: levels.map(\.0), of: "level")) }
    self.chosen = variants.remove(at: chosen)
    others = variants
    self.levels = levels.map { (name: $0.0, keys: $0.1) }
  }

  private static func variant(
    _ own: SceneNode, level: String?, overrides: SceneNode?, test: SceneNode?
  ) -> Variant {
    let scene = overrides.map { own.overridden(by: $0.without(["test"]).lifted) } ?? own
    return Variant(level: level, scene: scene, test: test.map { scene.overridden(by: $0.lifted) })
  }
}

extension SceneNode {
  /// Of a mapping.
  fileprivate var keys: [String] {
    if case .map(let entries) = value { entries.map(\.name) } else { [] }
  }

  /// A mapping whose keys are called by what they override; messages call them by where they stand.
  fileprivate var lifted: SceneNode { moved(from: "\(key).", to: "", place: "\(key).") }

  /// A mapping without some of its keys.
  func without(_ names: [String]) -> SceneNode {
    guard case .map(let entries) = value else { return self }
    var rest = self
    rest.value = .map(entries.filter { !names.contains($0.name) })
    return rest
  }

  /// A mapping whose keys another one replaces or joins, each as a whole.
  func overridden(by other: SceneNode) -> SceneNode {
    guard case .map(let new) = other.value, case .map(let old) = without(other.keys).value else {
      return self
    }
    var merged = self
    merged.value = .map(new + old)
    return merged
  }

  /// The same file where one of its levels is meant.
  func atLevel(_ level: String?) -> SceneNode {
    guard let level else { return self }
    let word = SceneNode(file: file, line: line, key: "level", value: .scalar(level, quoted: true))
    return overridden(
      by: SceneNode(
        file: file, line: line, key: key, value: .map([Entry(name: "level", node: word)])))
  }
}
