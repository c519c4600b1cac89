import Physics

/// What a number of an observation can be, as far as the scene's geometry tells.
struct Interval: Sendable, Hashable {
  var low: Float
  var high: Float

  init(_ low: Float, _ high: Float) {
    self.low = low
    self.high = high
  }

  static let everything = Interval(-.infinity, .infinity)

  static func - (a: Interval, b: Interval) -> Interval { Interval(a.low - b.high, a.high - b.low) }
}

extension ClosedRange<Float> {
  /// What brings a number of the range to [-1, 1]: factor × (number − middle). Of a range without width the number is 0,
  /// and others are told by how far they are from it.
  var normalization: (middle: Float, factor: Float) {
    let middle = (lowerBound + upperBound) / 2
    let half = upperBound - middle
    return (middle, half >= .leastNormalMagnitude ? 1 / half : 1)
  }
}

struct IntervalPair: Sendable {
  var x: Interval
  var y: Interval

  static let everything = IntervalPair(x: .everything, y: .everything)

  static func - (a: IntervalPair, b: IntervalPair) -> IntervalPair {
    IntervalPair(x: a.x - b.x, y: a.y - b.y)
  }
}

extension SceneDescription {
  /// What a fixed point's distributions can be; the disc within reach of its arm for a point on a chain of
  /// revolute and weld joints from the ground; else everything.
  func bounds(ofPoint i: Int) -> IntervalPair {
    switch points[i].place {
    case .fixed:
      let (x, y) = (support(of: .pointX(i)), support(of: .pointY(i)))
      return IntervalPair(
        x: Interval(x.lowerBound, x.upperBound), y: Interval(y.lowerBound, y.upperBound))
    case .onOne: return .everything
    case .onBody(let body, let offset):
      guard bodies[body].kind != .static || bodies[body].position == nil else {
        return .everything
      }
      return reach(ofBody: body, offset: offset, depth: 0) ?? .everything
    }
  }

  /// nil if the body is not held by such a chain.
  private func reach(ofBody body: Int, offset: QuantityPoint, depth: Int) -> IntervalPair? {
    guard bodies[body].position == nil, depth < bodies.count,
      let joint = joints.first(where: { $0.bodyB == body })
    else { return nil }
    switch joint.kind {
    case .revolute, .weld: break
    case .prismatic, .distance: return nil
    }
    let radius = Self.largestDistance(offset, joint.anchorB)
    let center: IntervalPair
    if let parent = joint.bodyA {
      guard let anchor = reach(ofBody: parent, offset: joint.anchorA, depth: depth + 1) else { return nil }
      center = anchor
    } else {
      center = IntervalPair(
        x: Interval(joint.anchorA.x.support.lowerBound, joint.anchorA.x.support.upperBound),
        y: Interval(joint.anchorA.y.support.lowerBound, joint.anchorA.y.support.upperBound))
    }
    return IntervalPair(
      x: Interval(center.x.low - radius, center.x.high + radius),
      y: Interval(center.y.low - radius, center.y.high + radius))
  }

  private static func largestDistance(_ a: QuantityPoint, _ b: QuantityPoint) -> Float {
    func extent(_ a: Quantity, _ b: Quantity) -> Float {
      max(a.support.upperBound - b.support.lowerBound, b.support.upperBound - a.support.lowerBound)
    }
    return Vector2(extent(a.x, b.x), extent(a.y, b.y)).length
  }

  /// The engine turns no body by more than a quarter turn in one step, a joint at most its two bodies together.
  func speed(ofJoint i: Int) -> Interval {
    guard case .revolute = joints[i].kind else { return .everything }
    let moving = joints[i].bodyA.map { bodies[$0].kind != .static } ?? false
    let bound = Limits.angularSpeed(timeStep: simulation.timeStep) * (moving ? 2 : 1)
    return Interval(-bound, bound)
  }
}
