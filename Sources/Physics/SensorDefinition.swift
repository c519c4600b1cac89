/// What a row reports beside the state of its bodies and joints, one number each.
public enum SensorDefinition: Sendable, Hashable {
  /// N, the sum of the normal forces on `body` in the last engine step, from `other` or from all others.
  case contactForce(body: Int, other: Int?)
  /// m, how far from `origin` on `body` the first shape of another body lies in the direction `angle` (rad, from
  /// the body's x axis); `range` if none does. Bodies of the same negative group let the ray through. So far from the
  /// world's origin that a coordinate's steps swallow `range`, nothing is seen.
  case ray(body: Int, origin: Vector2, angle: Float, range: Float)
}

extension SensorDefinition {
  func validate(_ item: String, bodies: Int) throws(PhysicsError) {
    switch self {
    case .contactForce(let body, let other):
      try Checks.check(index: body, of: bodies, "\(item).body")
      if let other { try Checks.check(index: other, of: bodies, "\(item).other") }
    case .ray(let body, let origin, let angle, let range):
      try Checks.check(index: body, of: bodies, "\(item).body")
      try Checks.check(origin, in: Limits.coordinate, "\(item).origin")
      try Checks.check(angle, in: Limits.angle, "\(item).angle")
      try Checks.check(range, in: Limits.size, "\(item).range")
    }
  }
}
