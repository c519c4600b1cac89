/// One check for each kind of number, so that a definition is validated in a few lines.
enum Checks {
  /// Throws unless `value` is a number in `range`; a NaN is in no range.
  static func check(
    _ value: Float, in range: ClosedRange<Float>, _ item: @autoclosure () -> String
  ) throws(PhysicsError) {
    guard range.contains(value) else {
      throw .outOfRange(item: item(), value: value, expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  static func check(
    _ value: Vector2, in range: ClosedRange<Float>, _ item: @autoclosure () -> String
  ) throws(PhysicsError) {
    try check(value.x, in: range, "\(item()).x")
    try check(value.y, in: range, "\(item()).y")
  }

  static func check(
    count: Int, atMost limit: Int, _ item: @autoclosure () -> String
  ) throws(PhysicsError) {
    guard count <= limit else { throw .tooMany(item: item(), count: count, limit: limit) }
  }

  static func check(index: Int, of count: Int, _ item: @autoclosure () -> String) throws(PhysicsError) {
    guard (0..<count).contains(index) else { throw .dangling(item: item(), index: index, count: count) }
  }
}
