/// Refuses values outside their ranges, naming the key.
struct SettingRanges {
  func check(_ ok: Bool, _ key: String, _ value: Any, _ expected: String) throws(ConfigurationError) {
    guard ok else { throw .badValue(key: key, value: "\(value)", expected: expected) }
  }

  func count(_ key: String, _ value: Int?, _ range: ClosedRange<Int>) throws(ConfigurationError) {
    guard let value else { return }
    try check(
      range.contains(value), key, value, "an integer from \(range.lowerBound) to \(range.upperBound)")
  }

  func positive(_ key: String, _ value: Float) throws(ConfigurationError) {
    try check(value > 0 && value.isFinite, key, value, "a positive number")
  }

  func fromZero(_ key: String, _ value: Float) throws(ConfigurationError) {
    try check(value >= 0 && value.isFinite, key, value, "a number from 0 up")
  }
}
