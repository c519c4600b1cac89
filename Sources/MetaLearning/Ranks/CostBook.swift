// How tasks are shared out. Tasks of a kind are expected to take as long as such tasks have taken; a rank has as many
// hands as threads, each as fast as it has been. The longest task goes to whoever would be done with it first, then the
// next one (Graham 1969: at most 4/3 of the shortest time). Who works on a task decides no result, so times may.

/// What kinds of tasks have cost and how fast ranks are. All ranks note the same figures, and share out alike.
struct CostBook: Sendable {
  /// Of each rank.
  let threads: [Int]
  /// Seconds of a task on a rank of speed 1, by work and kind.
  private var costs: [String: [Int: Double]] = [:]
  /// Of each rank: seconds that its tasks should have taken, and those that they took. What is long ago counts less.
  private var expected: [Double]
  private var taken: [Double]

  /// How much the newest figures of a kind of task are believed.
  private static let share = 0.25
  /// What is left of a rank's figures when new ones come.
  private static let memory = 0.95

  init(threads: [Int]) {
    self.threads = threads
    expected = threads.map { _ in 0 }
    taken = expected
  }

  /// Of each rank, 1 of one that is as fast as tasks were expected to be done.
  var speeds: [Double] {
    threads.indices.map { taken[$0] > 0 && expected[$0] > 0 ? expected[$0] / taken[$0] : 1 }
  }

  /// The rank of each task.
  /// - Parameters:
  ///   - kinds: of the tasks.
  ///   - work: what is done with them.
  ///   - first: how many of the first tasks are worked on again and again; they are shared out evenly by themselves.
  func owners(of kinds: [Int], for work: String, first: Int = 0) -> [Int] {
    let known = costs[work] ?? [:]
    // In order: a sum in another one would be another, and ranks would share out otherwise.
    let usual =
      known.isEmpty ? 1 : known.keys.sorted().reduce(0) { $0 + (known[$1] ?? 0) } / Double(known.count)
    // Hand by hand of each rank, so that few tasks go to different ranks.
    let hands = (0..<(threads.max() ?? 1)).flatMap { hand in threads.indices.filter { threads[$0] > hand } }
    let speeds = speeds
    var busy = hands.map { _ in 0.0 }
    var owners = kinds.map { _ in 0 }
    for part in [0..<min(first, kinds.count), min(first, kinds.count)..<kinds.count] {
      let longest = part.map { (task: $0, cost: known[kinds[$0]] ?? usual) }
        .sorted { ($1.cost, $0.task) < ($0.cost, $1.task) }
      for (task, cost) in longest {
        func end(_ hand: Int) -> Double { busy[hand] + cost / speeds[hands[hand]] }
        let hand = hands.indices.min { end($0) < end($1) } ?? 0
        busy[hand] = end(hand)
        owners[task] = hands[hand]
      }
    }
    return owners
  }

  /// Takes in what tasks have taken.
  /// - Parameter seconds: of each task, by the rank that worked on it.
  mutating func note(_ seconds: [Double], of kinds: [Int], by owners: [Int], for work: String) {
    guard !kinds.isEmpty else { return }
    let speeds = speeds
    var known = costs[work] ?? [:]
    for kind in Set(kinds).sorted() {
      let own = kinds.indices.filter { kinds[$0] == kind }
      let mean = own.reduce(0) { $0 + seconds[$1] * speeds[owners[$1]] } / Double(own.count)
      known[kind] = known[kind].map { $0 + Self.share * (mean - $0) } ?? mean
    }
    costs[work] = known
    func cost(_ tasks: [Int]) -> Double { tasks.reduce(0) { $0 + (known[kinds[$1]] ?? 0) } }
    for rank in threads.indices {
      let own = owners.indices.filter { owners[$0] == rank }
      expected[rank] *= Self.memory
      taken[rank] *= Self.memory
      if own.isEmpty {
        // Of a rank that had nothing to do nothing is known: by and by it is believed to be like the others again.
        expected[rank] += cost(Array(kinds.indices)) / Double(kinds.count)
        taken[rank] += seconds.reduce(0, +) / Double(kinds.count)
      } else {
        expected[rank] += cost(own)
        taken[rank] += own.reduce(0) { $0 + seconds[$1] }
      }
    }
  }
}
