/// Turns nodes into a description. It collects the distributions in the order in which it meets them, which is the
/// order of its own code and not of the file, so that a draw does not depend on how a file is laid out.
struct SceneReader {
  var scene: SceneDescription
  /// Whose numbers distributions draw.
  enum Owner { case task, episode }
  /// Of distributions met now.
  private var owner = Owner.task
  /// Where the owner's numbers have that of the cases, and how many there are.
  private var cases: [Owner: (index: Int, count: Int)] = [:]

  /// The key `angle` of bodies that may be put by a joint, which then says their angle.
  var anglesWithoutPosition: [Int: SceneNode] = [:]

  /// Joints of arms' bases, and what is to carry them.
  var mounts: [(joint: Int, node: SceneNode)] = []

  /// Actuators of points whose joints are yet to be found.
  var pointNodes: [(actuator: Int, point: SceneNode, fields: Fields)] = []

  init(_ scene: SceneDescription) { self.scene = scene }

  /// Reads with every distribution drawn anew for each episode.
  mutating func perEpisode<R>(
    _ read: (inout SceneReader) throws(SceneError) -> R
  ) throws(SceneError) -> R {
    let outer = owner
    owner = .episode
    defer { owner = outer }
    return try read(&self)
  }

  /// - Returns: where the first of its numbers stands among the owner's.
  mutating func register(_ rule: DrawRule, for owner: Owner) -> Int {
    let place = owner == .episode ? \SceneDescription.episodeRules : \.taskRules
    let first = scene[keyPath: place].reduce(0) { $0 + $1.names.count }
    scene[keyPath: place].append(rule)
    return first
  }

  private func source(_ i: Int, of owner: Owner) -> Quantity.Source {
    owner == .episode ? .episode(i) : .task(i)
  }

  /// What stands behind `{episode: …}`; nil where it is no such mapping.
  private func drawnPerEpisode(_ node: SceneNode) throws(SceneError) -> SceneNode? {
    guard case .map(let entries) = node.value, entries.count == 1, entries[0].name == "episode" else {
      return nil
    }
    guard case .map(let inner) = entries[0].node.value else {
      throw entries[0].node.expected("a distribution that each episode draws from")
    }
    guard !inner.contains(where: { $0.name == "episode" }) else {
      throw entries[0].node.invalid("an episode's draw of an episode's draw, expected a distribution")
    }
    return entries[0].node
  }

  /// A number or a distribution of numbers, all of them in range.
  mutating func quantity(
    _ node: SceneNode, in range: ClosedRange<Float>, unit: String = ""
  ) throws(SceneError) -> Quantity {
    guard case .map = node.value else { return Quantity(try node.constant(in: range, unit: unit)) }
    guard let inner = try drawnPerEpisode(node) else {
      return try drawnQuantity(node, key: node.key, in: range, unit: unit, casesOf: .task)
    }
    return try perEpisode { reader throws(SceneError) in
      try reader.drawnQuantity(inner, key: node.key, in: range, unit: unit, casesOf: .episode)
    }
  }

  /// - Parameters:
  ///   - key: what its number is called.
  ///   - casesOf: who draws the number of the case, if it is one.
  private mutating func drawnQuantity(
    _ node: SceneNode, key: String, in range: ClosedRange<Float>, unit: String, casesOf: Owner
  ) throws(SceneError) -> Quantity {
    if case .map(let entries) = node.value, entries.count == 1, entries[0].name == "case" {
      return try caseQuantity(entries[0].node, of: casesOf, in: range, unit: unit)
    }
    let rule = try NumberRule(node)
    guard rule.support.lowerBound.isFinite, rule.support.upperBound.isFinite,
      range.contains(rule.support.lowerBound), range.contains(rule.support.upperBound)
    else {
      throw node.invalid(
        "draws from \(SceneNode.range(rule.support, unit)), expected \(SceneNode.range(range, unit))")
    }
    let index = register(DrawRule(key: key, kind: .number(rule)), for: owner)
    let choices: [Float] = if case .choice(let values) = rule { values } else { [] }
    return Quantity(source(index, of: owner), support: rule.support, choices: choices)
  }

  /// All `case` lists of a scene are read at the one number that its task draws for them, and those that are drawn per
  /// episode at the one number that the episode does.
  private mutating func caseQuantity(
    _ node: SceneNode, of owner: Owner, in range: ClosedRange<Float>, unit: String
  ) throws(SceneError) -> Quantity {
    let items = try node.list("a number for each case", count: Vocabulary.number.count(of: "case"))
    var values: [Float] = []
    for item in items { values.append(try item.constant(in: range, unit: unit)) }
    let index = try caseIndex(node, count: values.count, of: owner)
    return Quantity(cases: values, source(index, of: owner))
  }

  /// Where the owner's numbers have that of the cases.
  /// - Parameter count: of the cases in the list at `node`.
  mutating func caseIndex(_ node: SceneNode, count: Int, of owner: Owner) throws(SceneError) -> Int {
    if let known = cases[owner] {
      guard known.count == count else {
        throw node.invalid("\(count) cases, expected \(known.count) as in the scene's first list")
      }
      return known.index
    }
    let numbers = (0..<count).map { Float($0) }
    let index = register(DrawRule(key: "case", kind: .number(.choice(numbers))), for: owner)
    cases[owner] = (index, count)
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
    guard let inner = try drawnPerEpisode(node) else {
      return try drawnPoint(node, key: node.key, unit: unit)
    }
    return try perEpisode { reader throws(SceneError) in
      try reader.drawnPoint(inner, key: node.key, unit: unit)
    }
  }

  private mutating func drawnPoint(
    _ node: SceneNode, key: String, unit: String
  ) throws(SceneError) -> QuantityPoint {
    let rule = try PointRule(node)
    for support in [rule.supportX, rule.supportY] {
      guard Ranges.coordinate.contains(support.lowerBound), Ranges.coordinate.contains(support.upperBound)
      else {
        throw node.invalid(
          "draws from \(SceneNode.range(support, unit)), expected \(SceneNode.range(Ranges.coordinate, unit))"
        )
      }
    }
    let index = register(DrawRule(key: key, kind: .point(rule)), for: owner)
    return QuantityPoint(
      x: Quantity(source(index, of: owner), support: rule.supportX),
      y: Quantity(source(index + 1, of: owner), support: rule.supportY))
  }

  /// `[x, y]` without distributions.
  static func constantPoint(_ node: SceneNode) throws(SceneError) -> (Float, Float) {
    let items = try node.list("a point [x, y]", count: 2...2)
    let x = try items[0].constant(in: Ranges.coordinate, unit: "m")
    return (x, try items[1].constant(in: Ranges.coordinate, unit: "m"))
  }
}
