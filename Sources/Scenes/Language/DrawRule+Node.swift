extension NumberRule {
  /// `{uniform: [low, high]}` and the like.
  init(_ node: SceneNode) throws(SceneError) {
    let section = Vocabulary.number
    let entry = try node.choice(of: section, "a number or a distribution")
    let name = entry.name
    func constants(_ what: String) throws(SceneError) -> [Float] {
      try entry.node.list(what, count: section.count(of: name)).map { item throws(SceneError) in
        try item.constant(in: section.range(of: name), unit: "")
      }
    }
    switch name {
    case "uniform", "log_uniform":
      let bounds = try constants("the bounds [low, high]")
      let (low, high) = (bounds[0], bounds[1])
      guard low < high else {
        throw entry.node.invalid("from \(low) to \(high), expected the lower bound first")
      }
      self = name == "uniform" ? .uniform(low, high) : .logUniform(low, high)
    case "normal":
      let fields = try Fields(entry.node, Vocabulary.normal)
      let mean = try fields.constant("mean", unit: "")
      self = .normal(mean: mean, deviation: try fields.constant("deviation", unit: ""))
    default:
      self = .choice(try constants("numbers to choose from"))
    }
  }
}

extension PointRule {
  /// `{disc: {radius: r}}` and the like.
  init(_ node: SceneNode) throws(SceneError) {
    let entry = try node.choice(of: Vocabulary.point, "a point [x, y] or a distribution")
    switch entry.name {
    case "disc":
      let fields = try Fields(entry.node, Vocabulary.disc)
      let (x, y) = try Self.center(fields)
      self = .annulus(x: x, y: y, inner: 0, outer: try fields.constant("radius", unit: "m"))
    case "annulus":
      let fields = try Fields(entry.node, Vocabulary.annulus)
      let (x, y) = try Self.center(fields)
      let outer = try fields.constant("outer", unit: "m")
      let inner = try fields.constant("inner", unit: "m")
      guard inner < outer else {
        throw entry.node.invalid("inner \(inner) and outer \(outer), expected inner below")
      }
      self = .annulus(x: x, y: y, inner: inner, outer: outer)
    case "arc":
      let fields = try Fields(entry.node, Vocabulary.arc)
      let (x, y) = try Self.center(fields)
      let radius = try fields.constant("radius", unit: "m")
      let angles = try fields.list("angles", "[from, to] in rad").map { item throws(SceneError) in
        try item.constant(in: fields.range(of: "angles"), unit: "rad")
      }
      guard angles[0] < angles[1] else {
        throw entry.node.invalid("from \(angles[0]) to \(angles[1]) rad, expected the lower angle first")
      }
      self = .arc(x: x, y: y, radius: radius, angles: angles[0]...angles[1])
    default:
      let fields = try Fields(entry.node, Vocabulary.rectangle)
      let low = try SceneReader.constantPoint(fields.required("low"))
      let high = try SceneReader.constantPoint(fields.required("high"))
      guard low.0 <= high.0, low.1 <= high.1 else {
        throw entry.node.invalid("the corners \(low) and \(high), expected the lower left one as low")
      }
      self = .rectangle(x: low.0...high.0, y: low.1...high.1)
    }
  }

  private static func center(_ fields: Fields) throws(SceneError) -> (Float, Float) {
    try fields["center"].map { node throws(SceneError) in try SceneReader.constantPoint(node) } ?? (0, 0)
  }
}
