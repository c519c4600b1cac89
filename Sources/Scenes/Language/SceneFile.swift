import Foundation
import Yams

/// Reads a scene file into nodes, follows `extends`, and refuses whatever could exhaust the machine.
enum SceneFile {
  static let byteLimit = 256 * 1024
  static let nodeLimit = 20_000
  static let depthLimit = 32
  static let extendsLimit = 8

  /// The mapping at the root of the file, with what it extends.
  static func load(_ path: String) throws(SceneError) -> SceneNode {
    try load(path, extendedBy: [])
  }

  /// Top-level keys of the file replace those of the file that it extends, each as a whole.
  private static func load(_ path: String, extendedBy children: [String]) throws(SceneError) -> SceneNode {
    let root = try parse(read(path), path: path)
    guard case .map(let entries) = root.value else { throw root.expected("a mapping") }
    guard let extends = entries.first(where: { $0.name == "extends" })?.node else { return root }
    let name = try extends.newName(besides: [])
    let base = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("\(name).yaml")
      .path
    let visited = children + [path]
    guard !visited.contains(base) else {
      throw extends.invalid("\"\(name)\" leads back to this scene, expected another")
    }
    guard visited.count <= extendsLimit else {
      throw extends.invalid("a chain of more than \(extendsLimit) scenes, expected a shorter one")
    }
    guard FileManager.default.fileExists(atPath: base) else {
      throw extends.invalid("no scene named \"\(name)\", expected \(name).yaml beside this file")
    }
    guard case .map(let inherited) = try load(base, extendedBy: visited).value else { return root }
    let own = entries.filter { $0.name != "extends" }
    let names = Set(own.map(\.name)).union(["name"])
    var merged = root
    merged.value = .map(own + inherited.filter { !names.contains($0.name) })
    return merged
  }

  private static func read(_ path: String) throws(SceneError) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .unreadable(path: path, problem: "no such file, expected a scene file")
    }
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let type = try? FileManager.default.attributesOfItem(atPath: resolved)[.type] as? FileAttributeType
    guard type == .typeRegular, let handle = FileHandle(forReadingAtPath: path) else {
      throw .unreadable(path: path, problem: "not a readable file, expected a scene file")
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: byteLimit + 1) ?? Data() else {
      throw .unreadable(path: path, problem: "cannot be read")
    }
    guard data.count <= byteLimit else {
      throw .unreadable(path: path, problem: "more than \(byteLimit) bytes, expected a scene file")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .unreadable(path: path, problem: "not UTF-8 text, expected a scene file")
    }
    return text
  }

  static func parse(_ text: String, path: String) throws(SceneError) -> SceneNode {
    // An alias expands while the tree is made: it has to be found in the text. The rest can be told from the tree.
    if let line = PlainYAML.lineOfAlias(in: text) {
      throw .invalid(path: path, line: line, key: "", problem: reference)
    }
    let parser: Parser
    let root: Node?
    do {
      parser = try Parser(yaml: text, resolver: .basic)
      root = try parser.singleRoot()
    } catch {
      throw syntaxError(error, path: path)
    }
    guard let root else {
      throw .invalid(path: path, line: nil, key: "", problem: "an empty file, expected a mapping")
    }
    // Nodes do not hold their anchors: the parser does.
    return try withExtendedLifetime(parser) { () throws(SceneError) in
      var budget = nodeLimit
      return try convert(root, path: path, key: "", depth: 0, budget: &budget)
    }
  }

  private static let reference = "an anchor, alias or tag (&, * or !), expected plain values"

  /// Whether an anchor or a tag is written before the node. The tag of text does not show on quoted text and on keys,
  /// which are text without it.
  private static func hasReference(_ node: Node, isKey: Bool = false) -> Bool {
    switch node {
    case .scalar(let scalar):
      let isText = isKey || (scalar.style != .plain && scalar.style != .any)
      let tag = scalar.tag.description
      return scalar.anchor != nil || !(tag.isEmpty || (isText && tag == Tag.Name.str.rawValue))
    case .sequence(let sequence): return sequence.anchor != nil || !sequence.tag.description.isEmpty
    case .mapping(let mapping): return mapping.anchor != nil || !mapping.tag.description.isEmpty
    case .alias: return true
    }
  }

  private static func syntaxError(_ error: any Error, path: String) -> SceneError {
    let plain = "the YAML cannot be parsed, expected valid YAML"
    guard let error = error as? YamlError else {
      return .invalid(path: path, line: nil, key: "", problem: plain)
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      if problem == "found undefined alias" {
        return .invalid(path: path, line: mark.line, key: "", problem: reference)
      }
      return .invalid(path: path, line: mark.line, key: "", problem: "\(problem), expected valid YAML")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return .invalid(
        path: path, line: context.mark.line, key: "",
        problem:
          "the key \(duplicates.map { "\($0)" }.sorted().joined(separator: ", ")) twice, expected it once")
    default:
      return .invalid(path: path, line: nil, key: "", problem: plain)
    }
  }

  private static func convert(
    _ node: Node, path: String, key: String, depth: Int, budget: inout Int
  ) throws(SceneError) -> SceneNode {
    let line = node.mark?.line
    func invalid(_ problem: String) -> SceneError {
      .invalid(path: path, line: line, key: key, problem: problem)
    }
    budget -= 1
    guard budget >= 0 else { throw invalid("more than \(nodeLimit) values, expected a smaller scene") }
    guard depth <= depthLimit else { throw invalid("nested more than \(depthLimit) deep, expected less") }
    if hasReference(node) { throw .invalid(path: path, line: line, key: "", problem: reference) }
    switch node {
    case .scalar(let scalar):
      let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
      return SceneNode(file: path, line: line, key: key, value: .scalar(scalar.string, quoted: quoted))
    case .sequence(let sequence):
      var items: [SceneNode] = []
      for (i, item) in sequence.enumerated() {
        items.append(try convert(item, path: path, key: "\(key)[\(i)]", depth: depth + 1, budget: &budget))
      }
      return SceneNode(file: path, line: line, key: key, value: .list(items))
    case .mapping(let mapping):
      var entries: [SceneNode.Entry] = []
      for (name, item) in mapping {
        guard case .scalar(let word) = name else { throw invalid("a key that is no word, expected a word") }
        if hasReference(name, isKey: true) {
          throw .invalid(path: path, line: word.mark?.line, key: "", problem: reference)
        }
        let inner = key.isEmpty ? word.string : "\(key).\(word.string)"
        let value = try convert(item, path: path, key: inner, depth: depth + 1, budget: &budget)
        // The key's own line: a value may begin further down.
        let entry = SceneNode(file: path, line: word.mark?.line ?? value.line, key: inner, value: value.value)
        entries.append(SceneNode.Entry(name: word.string, node: entry))
      }
      return SceneNode(file: path, line: line, key: key, value: .map(entries))
    case .alias: preconditionFailure("an alias passed as plain")
    }
  }
}
