/// The entries of a mapping, each read by name; an entry that the vocabulary lacks is refused at once, and every number
/// has the range that the vocabulary says.
struct Fields {
  let node: SceneNode
  private let section: Vocabulary.Section
  private let entries: [String: SceneNode]

  init(_ node: SceneNode, _ section: Vocabulary.Section) throws(SceneError) {
    let known = section.names
    guard case .map(let entries) = node.value else {
      throw node.expected("a mapping with the keys \(known.joined(separator: ", "))")
    }
    self.node = node
    self.section = section
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

  subscript(name: String) -> SceneNode? { entries[name] }

  func required(_ name: String) throws(SceneError) -> SceneNode {
    guard let found = entries[name] else {
      throw node.invalid("the key \"\(name)\" is missing, expected it here")
    }
    return found
  }

  /// What the vocabulary says of the numbers behind a key.
  func range(of name: String) -> ClosedRange<Float> { section.range(of: name) { entries[$0] } }

  /// A number written in the file; required without a fallback.
  func constant(_ name: String, unit: String, default fallback: Float? = nil) throws(SceneError) -> Float {
    if let fallback, entries[name] == nil { return fallback }
    return try required(name).constant(in: range(of: name), unit: unit)
  }

  /// Required without a fallback.
  func integer(_ name: String, default fallback: Int? = nil) throws(SceneError) -> Int {
    if let fallback, entries[name] == nil { return fallback }
    return try required(name).integer(in: section.integers(of: name))
  }

  /// The items of a list that has to be there.
  func list(_ name: String, _ what: String) throws(SceneError) -> [SceneNode] {
    try required(name).list(what, count: section.count(of: name))
  }

  /// The word behind a key, one of those in the vocabulary; required without a fallback.
  func word(_ name: String, of kind: String, default fallback: String? = nil) throws(SceneError) -> String {
    if let fallback, entries[name] == nil { return fallback }
    let words = section.words(of: name)
    return words[try required(name).index(in: words, of: kind)]
  }

  /// Refuses keys that would be without effect here.
  /// - Parameter reason: as in "a static body".
  func refuse(_ names: [String], _ reason: String, expected: String) throws(SceneError) {
    for name in names {
      guard let node = entries[name] else { continue }
      throw node.invalid("\(reason) has no \"\(name)\", expected \(expected)")
    }
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

  /// The one entry of a mapping like `{disc: …}`, whose key says what the rest means; what may stand beside it is passed
  /// over.
  func choice(of section: Vocabulary.Section, _ what: String) throws(SceneError) -> Entry {
    let known = section.names.filter { !section.besides.contains($0) }
    guard case .map(let all) = value, case let entries = all.filter({ !section.besides.contains($0.name) }),
      entries.count == 1
    else {
      var found = ""
      if case .map(let all) = value {
        let names = all.map(\.name).filter { !section.besides.contains($0) }
        found =
          names.isEmpty ? ", where there is none" : ", where there are \(names.joined(separator: " and "))"
      }
      throw expected("\(what): a mapping with one of the keys \(known.joined(separator: ", "))\(found)")
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
    try newName(string(), besides: taken)
  }

  /// A new name that the value stands for, such as one of several.
  func newName(_ name: String, besides taken: [String]) throws(SceneError) -> String {
    guard name.utf8.count <= 64, name.utf8.allSatisfy({ Self.isNameByte($0) }) else {
      throw expected("a name of at most 64 letters, digits, underscores and hyphens")
    }
    guard !taken.contains(name) else { throw invalid("the name \"\(name)\" is taken, expected another") }
    return name
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
