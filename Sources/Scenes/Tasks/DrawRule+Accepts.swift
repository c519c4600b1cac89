import Foundation

extension NumberRule {
  /// Whether it draws such numbers. A `case` is a choice of indices, so that none between them passes.
  func accepts(_ number: Float) -> Bool {
    switch self {
    case .uniform, .logUniform, .normal: support.contains(number)
    case .choice(let values): values.contains(number)
    }
  }

  /// The nearest number that it draws.
  func nearest(to number: Float) -> Float {
    switch self {
    case .uniform, .logUniform, .normal: min(max(number, support.lowerBound), support.upperBound)
    case .choice(let values): values.min { abs($0 - number) < abs($1 - number) } ?? number
    }
  }

  /// What it draws, in words.
  var words: String {
    switch self {
    case .uniform, .logUniform, .normal: SceneNode.range(support, "")
    case .choice(let values):
      "one of " + values.prefix(20).map { SceneNode.text($0) }.joined(separator: ", ")
        + (values.count > 20 ? ", …" : "")
    }
  }
}

extension PointRule {
  /// Whether it draws such points, but for what single precision makes of a circle.
  func accepts(x: Float, y: Float) -> Bool {
    let (nearX, nearY) = nearest(toX: x, y: y)
    switch self {
    case .rectangle: return nearX == x && nearY == y
    case .annulus(let centerX, let centerY, _, let radius), .arc(let centerX, let centerY, let radius, _):
      let tolerance = 8 * Float.ulpOfOne * (abs(centerX) + abs(centerY) + radius)
      return abs(nearX - x) <= tolerance && abs(nearY - y) <= tolerance
    }
  }

  /// The nearest point that it draws, but for what single precision makes of a circle.
  func nearest(toX x: Float, y: Float) -> (x: Float, y: Float) {
    switch self {
    case .rectangle(let xs, let ys):
      return (min(max(x, xs.lowerBound), xs.upperBound), min(max(y, ys.lowerBound), ys.upperBound))
    case .annulus(let centerX, let centerY, let inner, let outer):
      let (dx, dy) = (Double(x) - Double(centerX), Double(y) - Double(centerY))
      let radius = (dx * dx + dy * dy).squareRoot()
      if radius >= Double(inner), radius <= Double(outer) { return (x, y) }
      let wanted = min(max(radius, Double(inner)), Double(outer))
      guard radius > 0 else { return (centerX + inner, centerY) }
      return (
        Float(Double(centerX) + wanted / radius * dx), Float(Double(centerY) + wanted / radius * dy)
      )
    case .arc(let centerX, let centerY, let radius, let angles):
      let angle = Self.nearest(
        to: Foundation.atan2(Double(y) - Double(centerY), Double(x) - Double(centerX)),
        from: Double(angles.lowerBound), to: Double(angles.upperBound))
      return (
        centerX + radius * Float(Foundation.cos(angle)), centerY + radius * Float(Foundation.sin(angle))
      )
    }
  }

  /// The angle itself, in another turn where need be, or that end of the interval which is nearer around the circle.
  private static func nearest(to angle: Double, from low: Double, to high: Double) -> Double {
    let turn = 2 * Double.pi
    let above = low + (angle - low) - turn * ((angle - low) / turn).rounded(.down)
    if above <= high { return above }
    return above - high < low + turn - above ? high : low
  }

  /// What it draws, in words.
  var words: String {
    func center(_ x: Float, _ y: Float) -> String { "(\(SceneNode.text(x)), \(SceneNode.text(y)))" }
    switch self {
    case .annulus(let x, let y, let inner, let outer):
      return "a point \(SceneNode.range(inner...outer, "m")) from \(center(x, y))"
    case .arc(let x, let y, let radius, let angles):
      return "a point \(SceneNode.text(radius)) m from \(center(x, y)) in the direction "
        + SceneNode.range(angles, "rad")
    case .rectangle(let xs, let ys):
      return "a point from \(center(xs.lowerBound, ys.lowerBound)) to "
        + center(xs.upperBound, ys.upperBound)
    }
  }
}

extension DrawRule {
  /// - Parameter numbers: as many as it has names.
  func accepts(_ numbers: ArraySlice<Float>) -> Bool {
    let first = numbers.startIndex
    return switch kind {
    case .number(let rule): rule.accepts(numbers[first])
    case .point(let rule): rule.accepts(x: numbers[first], y: numbers[first + 1])
    }
  }

  /// The nearest numbers that it draws: themselves, to the bit, where it draws them.
  func nearest(to numbers: ArraySlice<Float>) -> [Float] {
    if accepts(numbers) { return Array(numbers) }
    let first = numbers.startIndex
    switch kind {
    case .number(let rule): return [rule.nearest(to: numbers[first])]
    case .point(let rule):
      let point = rule.nearest(toX: numbers[first], y: numbers[first + 1])
      return [point.x, point.y]
    }
  }

  var words: String {
    switch kind {
    case .number(let rule): rule.words
    case .point(let rule): rule.words
    }
  }
}
