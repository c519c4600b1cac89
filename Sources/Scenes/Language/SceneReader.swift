/// Turns nodes into a description. It collects the distributions in the order in which it meets them, which is the
/// order of its own code and not of the file, so that a draw does not depend on how a file is laid out.
struct SceneReader {
  var scene: SceneDescription
  /// Distributions met now belong to the episode and not to the task.
  private var inEpisode = false
  /// Where the task's numbers have that of the cases, and how many there are.
  private var cases: (index: Int, count: Int)?

  init(_ scene: SceneDescription) { self.scene = scene }

  /// Reads with every distribution drawn anew for each episode.
  mutating func perEpisode<R>(
    _ read: (inout SceneReader) throws(SceneError) -> R
  ) throws(SceneError) -> R {
    inEpisode = true
    defer { inEpisode = false }
    return try read(&self)
  }

  private mutating func register(_ rule: DrawRule) -> Int {
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
    let rule = try Self.numberRule(node)
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
    let items = try node.list("a number for each case", count: 2...1000)
    var values: [Float] = []
    for item in items { values.append(try item.constant(in: range, unit: unit)) }
    if let cases {
      guard cases.count == values.count else {
        throw node.invalid("\(values.count) cases, expected \(cases.count) as in the scene's first list")
      }
      return Quantity(cases: values, index: cases.index)
    }
    let index = scene.taskRules.reduce(0) { $0 + $1.names.count }
    scene.taskRules.append(DrawRule(key: "case", kind: .number(.choice(values.indices.map { Float($0) }))))
    cases = (index, values.count)
    return Quantity(cases: values, index: index)
  }

  mutating func quantity(
    _ fields: Fields, _ name: String, in range: ClosedRange<Float>, unit: String = "", default fallback: Float
  ) throws(SceneError) -> Quantity {
    guard let node = fields[name] else { return Quantity(fallback) }
    return try quantity(node, in: range, unit: unit)
  }

  /// `[x, y]`, each a number or a distribution, or a distribution of points.
  mutating func point(_ node: SceneNode, unit: String = "m") throws(SceneError) -> QuantityPoint {
    guard case .map = node.value else {
      let items = try node.list("a point [x, y]", count: 2...2)
      let x = try quantity(items[0], in: Ranges.coordinate, unit: unit)
      return QuantityPoint(x: x, y: try quantity(items[1], in: Ranges.coordinate, unit: unit))
    }
    let rule = try Self.pointRule(node)
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

  private static func numberRule(_ node: SceneNode) throws(SceneError) -> NumberRule {
    let entry = try node.choice(
      of: Vocabulary.number.names, "a number or a distribution")
    let any = Ranges.any
    switch entry.name {
    case "uniform", "log_uniform":
      let isLogarithmic = entry.name == "log_uniform"
      let lowest = isLogarithmic ? Float.leastNormalMagnitude : any.lowerBound
      let bounds = try entry.node.list("the bounds [low, high]", count: 2...2)
      let low = try bounds[0].constant(in: lowest...any.upperBound, unit: "")
      let high = try bounds[1].constant(in: lowest...any.upperBound, unit: "")
      guard low < high else {
        throw entry.node.invalid("from \(low) to \(high), expected the lower bound first")
      }
      return isLogarithmic ? .logUniform(low, high) : .uniform(low, high)
    case "normal":
      let fields = try Fields(entry.node, Vocabulary.normal)
      let mean = try fields.required("mean").constant(in: any, unit: "")
      let deviation = try fields.required("deviation").constant(
        in: Float.leastNormalMagnitude...any.upperBound, unit: "")
      return .normal(mean: mean, deviation: deviation)
    default:
      let items = try entry.node.list("numbers to choose from", count: 2...1000)
      var values: [Float] = []
      for item in items { values.append(try item.constant(in: any, unit: "")) }
      return .choice(values)
    }
  }

  private static func pointRule(_ node: SceneNode) throws(SceneError) -> PointRule {
    let entry = try node.choice(of: Vocabulary.point.names, "a point [x, y] or a distribution")
    switch entry.name {
    case "disc", "annulus":
      let isDisc = entry.name == "disc"
      let fields = try Fields(entry.node, isDisc ? Vocabulary.disc : Vocabulary.annulus)
      let center = try fields["center"].map { node throws(SceneError) in try constantPoint(node) } ?? (0, 0)
      let outer = try fields.required(isDisc ? "radius" : "outer").constant(in: Ranges.radius, unit: "m")
      let inner =
        isDisc ? 0 : try fields.required("inner").constant(in: 0...Ranges.radius.upperBound, unit: "m")
      guard inner < outer else {
        throw entry.node.invalid("inner \(inner) and outer \(outer), expected inner below")
      }
      return .annulus(x: center.0, y: center.1, inner: inner, outer: outer)
    case "arc":
      let fields = try Fields(entry.node, Vocabulary.arc)
      let center = try fields["center"].map { node throws(SceneError) in try constantPoint(node) } ?? (0, 0)
      let radius = try fields.required("radius").constant(in: Ranges.radius, unit: "m")
      let angles = try fields.required("angles").list("[from, to] in rad", count: 2...2)
      let from = try angles[0].constant(in: Ranges.jointPosition, unit: "rad")
      let to = try angles[1].constant(in: Ranges.jointPosition, unit: "rad")
      guard from < to else {
        throw entry.node.invalid("from \(from) to \(to) rad, expected the lower angle first")
      }
      return .arc(x: center.0, y: center.1, radius: radius, angles: from...to)
    default:
      let fields = try Fields(entry.node, Vocabulary.rectangle)
      let low = try constantPoint(fields.required("low"))
      let high = try constantPoint(fields.required("high"))
      guard low.0 <= high.0, low.1 <= high.1 else {
        throw entry.node.invalid("the corners \(low) and \(high), expected the lower left one as low")
      }
      return .rectangle(x: low.0...high.0, y: low.1...high.1)
    }
  }

  /// `[x, y]` without distributions.
  static func constantPoint(_ node: SceneNode) throws(SceneError) -> (Float, Float) {
    let items = try node.list("a point [x, y]", count: 2...2)
    let x = try items[0].constant(in: Ranges.coordinate, unit: "m")
    return (x, try items[1].constant(in: Ranges.coordinate, unit: "m"))
  }
}
