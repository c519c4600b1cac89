import Physics

extension SceneReader {
  func camera(_ node: SceneNode) throws(SceneError) -> CameraDescription {
    let fields = try Fields(node, Vocabulary.camera)
    let known = scene.observations.count { if case .camera = $0 { true } else { false } }
    guard known < Vocabulary.cameras else {
      throw node.invalid("more than \(Vocabulary.cameras) cameras, expected fewer")
    }
    let (x, y) =
      try fields["center"].map { node throws(SceneError) in try Self.constantPoint(node) } ?? (0, 0)
    let width = try fields.integer("width")
    var hidden: Set<Int> = []
    if fields["hide"] != nil {
      for item in try fields.list("hide", "bodies") {
        hidden.insert(try item.index(in: scene.bodies.map(\.name), of: "body"))
      }
    }
    var markers: [CameraDescription.Marker] = []
    if fields["show"] != nil {
      for item in try fields.list("show", "points that it sees") { markers.append(try marker(item)) }
    }
    return CameraDescription(
      center: Vector2(x, y), size: try fields.constant("size", unit: "m"), width: width,
      height: try fields.integer("height", default: width),
      background: try color(fields, "background", default: .white), hidden: hidden.sorted(), markers: markers)
  }

  private func marker(_ node: SceneNode) throws(SceneError) -> CameraDescription.Marker {
    let fields = try Fields(node, Vocabulary.marker)
    let point = try pointIndex(fields.required("point"))
    if let node = fields["as"] {
      try fields.refuse(["radius", "color"], "what looks as a body does", expected: "it left out")
      return CameraDescription.Marker(
        point: point, look: .body(try node.index(in: scene.bodies.map(\.name), of: "body")))
    }
    return CameraDescription.Marker(
      point: point,
      look: .disc(
        radius: try fields.constant("radius", unit: "m"), try color(fields, "color", default: .goal)))
  }

  private func color(
    _ fields: Fields, _ key: String, default fallback: BodyColor
  ) throws(SceneError) -> BodyColor {
    let name = try fields.word(key, of: "colour", default: fallback.rawValue)
    return BodyColor(rawValue: name) ?? fallback
  }
}
