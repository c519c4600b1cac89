/// The decision process that `BanditOptimum` solves: values by recursion, each computed once.
struct BanditGame {
  let counts: PackedCounts
  private(set) var values: [UInt64: Double] = [:]

  /// The best arm by its place among those of the state, and what pulling it is worth.
  typealias Choice = (arm: Int, value: Double)

  /// By Laplace's rule.
  private func chance(_ code: UInt64) -> Double {
    let (paid, failed) = (counts.paid(code), counts.failed(code))
    return Double(paid + 1) / Double(paid + failed + 2)
  }

  mutating func value(of state: UInt64, pullsLeft: Int) -> Double {
    guard pullsLeft > 0 else { return 0 }
    if let known = values[state] { return known }
    let codes = counts.codes(of: state)
    for place in places(of: codes) {
      for paid in [true, false] {
        _ = value(of: counts.packed(codes, pulling: place, paid: paid), pullsLeft: pullsLeft - 1)
      }
    }
    let value = best(in: state, pullsLeft: pullsLeft).value
    values[state] = value
    return value
  }

  /// - Precondition: what follows has its values.
  func best(in state: UInt64, pullsLeft: Int) -> Choice {
    let codes = counts.codes(of: state)
    func follower(_ place: Int, _ paid: Bool) -> Double {
      guard pullsLeft > 1 else { return 0 }
      guard let value = values[counts.packed(codes, pulling: place, paid: paid)] else {
        preconditionFailure("a state without a value")
      }
      return value
    }
    var best: Choice = (0, -.infinity)
    for place in places(of: codes) {
      let chance = chance(codes[place])
      let value = chance * (1 + follower(place, true)) + (1 - chance) * follower(place, false)
      if value > best.value { best = (place, value) }
    }
    return best
  }

  /// One of each kind: arms that are known alike are pulled alike.
  private func places(of codes: [UInt64]) -> [Int] {
    codes.indices.filter { $0 == 0 || codes[$0] != codes[$0 - 1] }
  }

  /// The expected reward of each of `pulls` pulls, the best arm pulled each time.
  func rewards(_ pulls: Int) -> [Double] {
    var likelihoods: [UInt64: Double] = [PackedCounts.none: 1]
    return (0..<pulls).map { pull in
      var (reward, next) = (0.0, [UInt64: Double]())
      // In an order of its own, so that sums are the same to the bit in every process.
      for (state, likelihood) in likelihoods.sorted(by: { $0.key < $1.key }) {
        let codes = counts.codes(of: state)
        let place = best(in: state, pullsLeft: pulls - pull).arm
        let chance = chance(codes[place])
        reward += likelihood * chance
        next[counts.packed(codes, pulling: place, paid: true), default: 0] += likelihood * chance
        next[counts.packed(codes, pulling: place, paid: false), default: 0] += likelihood * (1 - chance)
      }
      likelihoods = next
      return reward
    }
  }
}
