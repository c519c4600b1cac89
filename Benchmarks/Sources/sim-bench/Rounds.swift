/// The middle of some numbers; of an even count, the mean of the two in the middle.
func median(_ values: [Double]) -> Double {
  precondition(!values.isEmpty, "median of nothing")
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Two things measured side by side: whatever else the machine does meets both.
struct Pairs {
  var ours: [Double] = []
  var theirs: [Double] = []

  /// Median over the rounds of ours / theirs.
  var ratio: Double { median(zip(ours, theirs).map { $0 / $1 }) }
  /// Median over the rounds of theirs / ours, for times.
  var speedup: Double { median(zip(theirs, ours).map { $0 / $1 }) }
  var count: Int { ours.count }
}

/// Measures both sides in turn; each round begins with the other one.
func interleaved(
  rounds: Int, ours: () throws -> Double, theirs: () throws -> Double
) rethrows -> Pairs {
  var pairs = Pairs()
  for round in 0..<rounds {
    if round % 2 == 0 { pairs.ours.append(try ours()) }
    pairs.theirs.append(try theirs())
    if round % 2 == 1 { pairs.ours.append(try ours()) }
  }
  return pairs
}

/// The same for wall-clock figures, which other processes stretch: rounds in which they took more than a
/// twentieth of the machine do not count, unless `patience` ends first; then the quietest ones do.
/// - Returns: the pairs, and the largest share of the machine that other processes had in one of them.
func interleavedQuietly(
  rounds: Int, patience: Double = 60, ours: () throws -> Double, theirs: () throws -> Double
) rethrows -> (pairs: Pairs, neighbours: Double) {
  var all: [(ours: Double, theirs: Double, neighbours: Double)] = []
  let start = Clock.wall
  while all.count(where: { $0.neighbours < 0.05 }) < rounds {
    guard all.count < rounds || Clock.wall < start + patience else { break }
    let watch = Neighbours()
    let first = all.count % 2 == 0 ? try ours() : nil
    let theirs = try theirs()
    all.append((try first ?? ours(), theirs, watch.share))
  }
  let best = all.sorted { $0.neighbours < $1.neighbours }.prefix(rounds)
  return (
    Pairs(ours: best.map(\.ours), theirs: best.map(\.theirs)), best.map(\.neighbours).max() ?? 0
  )
}
