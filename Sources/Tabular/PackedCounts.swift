/// What is known of a bandit's arms as one number, the same in whichever order they stand: pulls that paid and pulls
/// that did not, `bits` bits each, of arm after arm in ascending order.
struct PackedCounts: Sendable {
  let arms: Int
  /// Of one count.
  let bits: Int

  /// Nothing yet.
  static let none: UInt64 = 0

  init(arms: Int, pulls: Int) {
    self.arms = arms
    bits = Int.bitWidth - pulls.leadingZeroBitCount
    precondition(2 * bits * arms <= 64, "a game of \(arms) arms and \(pulls) pulls is too large to be solved")
  }

  /// One arm.
  func code(paid: Int, failed: Int) -> UInt64 { UInt64(paid) << UInt64(bits) | UInt64(failed) }

  func paid(_ code: UInt64) -> Int { Int(code >> UInt64(bits)) }
  func failed(_ code: UInt64) -> Int { Int(code & (1 << UInt64(bits) - 1)) }

  /// The number of arms in any order.
  func packed(_ codes: [UInt64]) -> UInt64 {
    codes.sorted(by: >).reduce(0) { $0 << UInt64(2 * bits) | $1 }
  }

  /// The arms of a number, in ascending order.
  func codes(of packed: UInt64) -> [UInt64] {
    (0..<arms).map { packed >> UInt64(2 * bits * $0) & (1 << UInt64(2 * bits) - 1) }
  }

  /// The number after another pull of the arm that stands at `place`.
  func packed(_ codes: [UInt64], pulling place: Int, paid: Bool) -> UInt64 {
    var next = codes
    next[place] += paid ? 1 << UInt64(bits) : 1
    return packed(next)
  }
}
