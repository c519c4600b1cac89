import Physics

extension SceneReader {
  /// Every shape that a body may have, as its parts, and which of them the task gives it.
  mutating func shapes(
    _ node: SceneNode
  ) throws(SceneError) -> (outlines: [[BodyDescription.Outline]], outline: Quantity) {
    guard case .map(let entries) = node.value,
      entries.contains(where: { ["choice", "case"].contains($0.name) })
    else { return ([try outlines(node)], Quantity(0)) }
    let (items, entry) = try kinds(node, Vocabulary.drawnShape, "a shape")
    var shapes: [[BodyDescription.Outline]] = []
    for item in items { shapes.append(try outlines(item)) }
    let index = try kindIndex(of: entry, among: shapes.map(Self.word), node)
    return (shapes, Quantity(cases: shapes.indices.map(Float.init), .task(index)))
  }

  /// As in "circle", or "circle and box" for several parts.
  private static func word(_ parts: [BodyDescription.Outline]) -> String {
    parts.map { part in
      switch part {
      case .circle: "circle"
      case .box: "box"
      case .capsule: "capsule"
      case .polygon: "polygon"
      case .segment: "segment"
      }
    }.joined(separator: " and ")
  }

  /// What is observed of a velocity counts on one centre of mass for all tasks.
  func checkCenters(of body: Int, _ fields: Fields) throws(SceneError) {
    let body = scene.bodies[body]
    guard body.kind == .dynamic, body.outlines.count > 1 else { return }
    for parts in body.outlines {
      let shapes = parts.map { $0.shape(.smallest) }
      let center = MassProperties(sum: shapes.map { MassProperties(of: $0, density: 1) }).center
      guard center.length < 1e-4 else {
        throw fields.node.invalid(
          "a shape to choose from (\(Self.word(parts))) has its centre of mass at "
            + "(\(center.x), \(center.y)) m, expected it at the origin")
      }
    }
  }

  /// One part, or a list of parts in fixed numbers: the centre of mass of parts that vary would not be known.
  private mutating func outlines(_ node: SceneNode) throws(SceneError) -> [BodyDescription.Outline] {
    guard case .list = node.value else { return [try outline(node)] }
    var parts: [BodyDescription.Outline] = []
    for item in try node.list("shapes", count: Vocabulary.body.count(of: "shape")) {
      let drawn = scene.taskRules.count + scene.episodeRules.count
      parts.append(try outline(item))
      guard scene.taskRules.count + scene.episodeRules.count == drawn else {
        throw item.invalid("a part that draws numbers, expected fixed numbers in a list of shapes")
      }
    }
    return parts
  }

  private mutating func outline(_ node: SceneNode) throws(SceneError) -> BodyDescription.Outline {
    let section = Vocabulary.shape
    let entry = try node.choice(of: section, "a shape")
    switch entry.name {
    case "circle":
      return .circle(radius: try quantity(entry.node, in: section.range(of: entry.name), unit: "m"))
    case "box", "capsule":
      let isBox = entry.name == "box"
      let sides = try entry.node.list(
        isBox ? "[width, height]" : "[length, radius]", count: section.count(of: entry.name))
      let first = try quantity(sides[0], in: section.range(of: entry.name), unit: "m")
      let second = try quantity(sides[1], in: section.range(of: entry.name), unit: "m")
      return isBox ? .box(width: first, height: second) : .capsule(length: first, radius: second)
    default:
      let isSegment = entry.name == "segment"
      var corners: [Vector2] = []
      for item in try entry.node.list("points", count: section.count(of: entry.name)) {
        let (x, y) = try Self.constantPoint(item)
        corners.append(Vector2(x, y))
      }
      do {
        try (isSegment ? Shape.segment(corners[0], corners[1]) : .polygon(corners)).validate(entry.name)
      } catch {
        throw entry.node.invalid("\(error)")
      }
      return isSegment ? .segment(corners[0], corners[1]) : .polygon(corners)
    }
  }
}
