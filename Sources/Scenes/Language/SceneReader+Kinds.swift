// What a task chooses that is no number: it draws which of a list it is, counted from 0.

extension SceneReader {
  /// A colour's place in `BodyColor.allCases`: `red`, `{choice: [red, blue]}` or `{case: [red, blue]}`.
  mutating func bodyColor(_ node: SceneNode) throws(SceneError) -> Quantity {
    try oneOf(BodyColor.names, node, "colour", Vocabulary.drawnColor)
  }

  /// One of several names, as its place in `known`: `name`, `{choice: [name, other]}` or `{case: [name, other]}`.
  mutating func oneOf(
    _ known: [String], _ node: SceneNode, _ kind: String,
    _ section: Vocabulary.Section = Vocabulary.drawnName
  ) throws(SceneError) -> Quantity {
    guard case .map = node.value else { return Quantity(Float(try node.index(in: known, of: kind))) }
    let (items, entry) = try kinds(node, section, "a \(kind)")
    var places: [Int] = []
    for item in items { places.append(try item.index(in: known, of: kind)) }
    let index = try kindIndex(of: entry, among: places.map { known[$0] }, node)
    return Quantity(cases: places.map(Float.init), .task(index))
  }

  /// The items of `{choice: […]}` or `{case: […]}`.
  func kinds(
    _ node: SceneNode, _ section: Vocabulary.Section, _ what: String
  ) throws(SceneError) -> (items: [SceneNode], entry: SceneNode.Entry) {
    let entry = try node.choice(of: section, what)
    return (try entry.node.list("\(what) for each", count: section.count(of: entry.name)), entry)
  }

  /// Where the task's numbers have that of the kind.
  /// - Parameter kinds: one word for each, for pages and messages.
  mutating func kindIndex(
    of entry: SceneNode.Entry, among kinds: [String], _ node: SceneNode
  ) throws(SceneError) -> Int {
    if entry.name == "case" { return try caseIndex(entry.node, count: kinds.count, of: .task) }
    let numbers = kinds.indices.map(Float.init)
    return register(DrawRule(key: node.key, kind: .number(.choice(numbers)), options: kinds), for: .task)
  }
}
