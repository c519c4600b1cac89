/// The entries of a mapping, each read by name; an entry that the vocabulary lacks is refused at once.
struct Fields {
  let node: SceneNode
  private let entries: [String: SceneNode]

  init(_ node: SceneNode, known: [String]) throws(SceneError) {
    guard case .map(let entries) = node.value else {
      throw node.expected("a mapping with the keys \(known.joined(separator: ", "))")
    }
    self.node = node
    var byName: [String: SceneNode] = [:]
    for entry in entries {
      guard known.contains(entry.name) else {
        throw entry.node.invalid(
          "unknown key\(NearestMatch.hint(entry.name, among: known)), "
            + "expected one of \(known.joined(separator: ", "))")
      }
      byName[entry.name] = entry.node
    }
    self.entries = byName
  }

  init(_ node: SceneNode, _ section: Vocabulary.Section) throws(SceneError) {
    try self.init(node, known: section.names)
  }

  subscript(name: String) -> SceneNode? { entries[name] }

  func required(_ name: String) throws(SceneError) -> SceneNode {
    guard let found = entries[name] else {
      throw node.invalid("the key \"\(name)\" is missing, expected it here")
    }
    return found
  }

  func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws(SceneError) -> Int {
    try entries[name]?.integer(in: range) ?? fallback
  }

  func boolean(_ name: String, default fallback: Bool) throws(SceneError) -> Bool {
    try entries[name]?.boolean() ?? fallback
  }
}

extension SceneNode {
  /// The entries of a mapping whose keys the author chooses.
  func namedEntries(_ what: String) throws(SceneError) -> [Entry] {
    guard case .map(let entries) = value else { throw expected("a mapping of \(what)") }
    return entries
  }

  /// The one entry of a mapping like `{disc: …}`, whose key says what the rest means.
  func choice(of known: [String], _ what: String) throws(SceneError) -> Entry {
    guard case .map(let entries) = value, entries.count == 1 else {
      throw expected("\(what): a mapping with one of the keys \(known.joined(separator: ", "))")
    }
    guard known.contains(entries[0].name) else {
      throw entries[0].node.invalid(
        "unknown key\(NearestMatch.hint(entries[0].name, among: known)), "
          + "expected one of \(known.joined(separator: ", "))")
    }
    return entries[0]
  }

  /// A name that stands in `names`; its index.
  func index(in names: [String], of kind: String) throws(SceneError) -> Int {
    let name = try string()
    guard let index = names.firstIndex(of: name) else {
      let list =
        names.isEmpty
        ? "expected one, but the scene has none" : "expected one of \(names.joined(separator: ", "))"
      throw invalid("no \(kind) named \"\(name)\"\(NearestMatch.hint(name, among: names)), \(list)")
    }
    return index
  }

  /// A new name: letters, digits, underscores and hyphens.
  func newName(besides taken: [String]) throws(SceneError) -> String {
    let name = try string()
    guard name.utf8.count <= 64, name.utf8.allSatisfy({ Self.isNameByte($0) }) else {
      throw expected("a name of at most 64 letters, digits, underscores and hyphens")
    }
    guard !taken.contains(name) else { throw invalid("the name \"\(name)\" is taken, expected another") }
    return name
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
