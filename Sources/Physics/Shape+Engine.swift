import CBox2D

extension Shape {
  /// Throws unless the engine can collide the shape.
  package func validate(_ item: String) throws(PhysicsError) {
    switch self {
    case .circle(let center, let radius):
      try Checks.check(center, in: Limits.coordinate, "\(item).center")
      try Checks.check(radius, in: Limits.size, "\(item).radius")
    case .box(let width, let height):
      try Checks.check(width, in: Limits.size, "\(item).width")
      try Checks.check(height, in: Limits.size, "\(item).height")
    case .capsule(let length, let radius):
      try Checks.check(length, in: Limits.size, "\(item).length")
      try Checks.check(radius, in: Limits.size, "\(item).radius")
    case .polygon(let corners):
      try Self.validate(polygon: corners, item)
    case .segment(let a, let b):
      try Checks.check(a, in: Limits.coordinate, "\(item)[0]")
      try Checks.check(b, in: Limits.coordinate, "\(item)[1]")
      try Checks.check((b - a).length, in: Limits.size, "\(item) length")
    }
  }

  private static func validate(polygon corners: [Vector2], _ item: String) throws(PhysicsError) {
    guard (3...Int(CB_MAX_VERTICES)).contains(corners.count) else {
      throw .malformed(item: item, problem: "\(corners.count) corners, expected 3 to \(CB_MAX_VERTICES)")
    }
    for i in corners.indices {
      try Checks.check(corners[i], in: Limits.coordinate, "\(item)[\(i)]")
      let side = corners[(i + 1) % corners.count] - corners[i]
      try Checks.check(side.length, in: Limits.size, "\(item) side \(i)")
      // Left of every side by more than a millimetre: the engine's hull would drop a corner that is not.
      for k in 2..<corners.count {
        let height = Vector2.cross(side, corners[(i + k) % corners.count] - corners[i]) / side.length
        guard height > 0.001 else {
          throw .malformed(item: item, problem: "not convex at side \(i), expected corners counter-clockwise")
        }
      }
    }
  }

  /// The engine's shapes; a capsule is a box and two circles.
  func engineShapes(_ surface: Surface) -> [CBShape] {
    func shape(_ kind: Int, _ points: [Vector2], radius: Float = 0) -> CBShape {
      var shape = CBShape()
      shape.kind = Int32(kind)
      shape.radius = radius
      shape.vertex_count = Int32(points.count)
      shape.friction = surface.friction
      shape.restitution = surface.restitution
      shape.group = Int32(surface.group)
      withUnsafeMutableBytes(of: &shape.vertices) { bytes in
        let vertices = bytes.bindMemory(to: CBVec2.self)
        for (i, point) in points.enumerated() { vertices[i] = CBVec2(x: point.x, y: point.y) }
      }
      return shape
    }
    func rectangle(_ w: Float, _ h: Float) -> [Vector2] {
      [Vector2(-w, -h), Vector2(w, -h), Vector2(w, h), Vector2(-w, h)]
    }
    switch self {
    case .circle(let center, let radius):
      return [shape(CB_CIRCLE, [center], radius: radius)]
    case .box(let width, let height):
      return [shape(CB_POLYGON, rectangle(width / 2, height / 2))]
    case .capsule(let length, let radius):
      return [
        shape(CB_POLYGON, rectangle(length / 2, radius)),
        shape(CB_CIRCLE, [Vector2(-length / 2, 0)], radius: radius),
        shape(CB_CIRCLE, [Vector2(length / 2, 0)], radius: radius),
      ]
    case .polygon(let corners):
      return [shape(CB_POLYGON, corners)]
    case .segment(let a, let b):
      return [shape(CB_SEGMENT, [a, b])]
    }
  }
}
