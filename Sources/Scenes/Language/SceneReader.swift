/// Turns nodes into a description. It collects the distributions in the order in which it meets them, which is the
/// order of its own code and not of the file, so that a draw does not depend on how a file is laid out.
struct SceneReader {
  var scene: SceneDescription
  /// Distributions met now belong to the episode and not to the task.
  private var inEpisode = false
  /// Where the task's numbers have that of the cases, and how many there are.
  private var cases: (index: Int, count: Int)?

  /// The key `angle` of bodies that may be put by a joint, which then says their angle.
  var anglesWithoutPosition: [Int: SceneNode] = [:]

  init(_ scene: SceneDescription) { self.scene = scene }

  /// Reads with every distribution drawn anew for each episode.
  mutating func perEpisode<R>(
    _ read: (inout SceneReader) throws(SceneError) -> R
  ) throws(SceneError) -> R {
    inEpisode = true
    defer { inEpisode = false }
    return try read(&self)
  }

  mutating func register(_ rule: DrawRule) -> Int {
    if inEpisode {
      let first = scene.episodeRules.reduce(0) { $0 + $1.names.count }
      scene.episodeRules.append(rule)
      return first
    }
    let first = scene.taskRules.reduce(0) { $0 + $1.names.count }
    scene.taskRules.append(rule)
    return first
  }

  private func source(_ i: Int) -> Quantity.Source { inEpisode ? .episode(i) : .task(i) }

  /// A number or a distribution of numbers, all of them in range.
  mutating func quantity(
    _ node: SceneNode, in range: ClosedRange<Float>, unit: String = ""
  ) throws(SceneError) -> Quantity {
    guard case .map(let entries) = node.value else {
      return Quantity(try node.constant(in: range, unit: unit))
    }
    if entries.count == 1, entries[0].name == "case" {
      return try caseQuantity(entries[0].node, in: range, unit: unit)
    }
    let rule = try NumberRule(node)
    guard rule.support.lowerBound.isFinite, rule.support.upperBound.isFinite,
      range.contains(rule.support.lowerBound), range.contains(rule.support.upperBound)
    else {
      throw node.invalid(
        "draws from \(SceneNode.range(rule.support, unit)), expected \(SceneNode.range(range, unit))")
    }
    let index = register(DrawRule(key: node.key, kind: .number(rule)))
    return Quantity(source(index), support: rule.support)
  }

  /// All `case` lists of a scene are read at the one number that its task draws for them.
  private mutating func caseQuantity(
    _ node: SceneNode, in range: ClosedRange<Float>, unit: String
  ) throws(SceneError) -> Quantity {
    let items = try node.list("a number for each case", count: Vocabulary.number.count(of: "case"))
    var values: [Float] = []
    for item in items { values.append(try item.constant(in: range, unit: unit)) }
    return Quantity(cases: values, index: try caseIndex(node, count: values.count))
  }

  /// Where the task's numbers have that of the cases.
  /// - Parameter count: of the cases in the list at `node`.
  mutating func caseIndex(_ node: SceneNode, count: Int) throws(SceneError) -> Int {
    if let cases {
      guard cases.count == count else {
        throw node.invalid("\(count) cases, expected \(cases.count) as in the scene's first list")
      }
      return cases.index
    }
    let index = scene.taskRules.reduce(0) { $0 + $1.names.count }
    scene.taskRules.append(DrawRule(key: "case", kind: .number(.choice((0..<count).map { Float($0) }))))
    cases = (index, count)
    return index
  }

  /// A number or a distribution in the range that the vocabulary says; required without a fallback.
  mutating func quantity(
    _ fields: Fields, _ name: String, unit: String = "", default fallback: Float? = nil
  ) throws(SceneError) -> Quantity {
    if let fallback, fields[name] == nil { return Quantity(fallback) }
    return try quantity(fields.required(name), in: fields.range(of: name), unit: unit)
  }

  /// nil where the key is left out.
  mutating func optionalQuantity(
    _ fields: Fields, _ name: String, unit: String = ""
  ) throws(SceneError) -> Quantity? {
    fields[name] == nil ? nil : try quantity(fields, name, unit: unit)
  }

  /// `[x, y]`, each a number or a distribution, or a distribution of points.
  mutating func point(_ node: SceneNode, unit: String = "m") throws(SceneError) -> QuantityPoint {
    guard case .map = node.value else {
      let items = try node.list("a point [x, y]", count: 2...2)
      let x = try quantity(items[0], in: Ranges.coordinate, unit: unit)
      return QuantityPoint(x: x, y: try quantity(items[1], in: Ranges.coordinate, unit: unit))
    }
    let rule = try PointRule(node)
    for support in [rule.supportX, rule.supportY] {
      guard Ranges.coordinate.contains(support.lowerBound), Ranges.coordinate.contains(support.upperBound)
      else {
        throw node.invalid(
          "draws from \(SceneNode.range(support, unit)), expected \(SceneNode.range(Ranges.coordinate, unit))"
        )
      }
    }
    let index = register(DrawRule(key: node.key, kind: .point(rule)))
    return QuantityPoint(
      x: Quantity(source(index), support: rule.supportX),
      y: Quantity(source(index + 1), support: rule.supportY))
  }

  /// `[x, y]` without distributions.
  static func constantPoint(_ node: SceneNode) throws(SceneError) -> (Float, Float) {
    let items = try node.list("a point [x, y]", count: 2...2)
    let x = try items[0].constant(in: Ranges.coordinate, unit: "m")
    return (x, try items[1].constant(in: Ranges.coordinate, unit: "m"))
  }
}
