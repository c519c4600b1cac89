// What a task chooses that is no number: it draws which of a list it is, counted from 0.

extension SceneReader {
  /// A colour's place in `BodyColor.allCases`: `red`, `{choice: [red, blue]}` or `{case: [red, blue]}`.
  mutating func bodyColor(_ node: SceneNode) throws(SceneError) -> Quantity {
    guard case .map = node.value else { return Quantity(Float(try Self.color(named: node))) }
    let (items, entry) = try kinds(node, Vocabulary.drawnColor, "a colour")
    var colors: [Int] = []
    for item in items { colors.append(try Self.color(named: item)) }
    let index = try kindIndex(of: entry, among: colors.map { BodyColor.names[$0] }, node)
    return Quantity(cases: colors.map(Float.init), .task(index))
  }

  private static func color(named node: SceneNode) throws(SceneError) -> Int {
    try node.index(in: BodyColor.names, of: "colour")
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
