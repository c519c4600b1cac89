import Synchronization

/// Who works on the tasks of a run: the threads of this process, and other ranks, each with threads of its own. Results
/// are the same, bit by bit, for any number of either.
public final class Workers: Sendable {
  /// Of this process.
  public let threads: Int
  public let ranks: any Communicator
  private let book: Mutex<CostBook>
  let tally = Mutex(RankTally())
  /// Whether tasks are being worked on: ranks that waited for each other within one would wait for ever.
  private let isWorking = Atomic(false)

  /// Threads alone.
  public init(threads: Int) {
    precondition(threads > 0, "work on \(threads) threads")
    self.threads = threads
    ranks = Alone()
    book = Mutex(CostBook(threads: [threads]))
  }

  /// Threads of this process beside those of other ranks, which all join.
  public init(threads: Int, with ranks: any Communicator) throws {
    precondition(threads > 0, "work on \(threads) threads")
    self.threads = threads
    self.ranks = ranks
    let all = try ranks.exchange(Packet.bytes(threads)).enumerated().map { rank, bytes in
      guard let threads = try? Packet.value(Int.self, bytes), threads > 0 else {
        throw RankError.garbled(rank)
      }
      return threads
    }
    book = Mutex(CostBook(threads: all))
  }

  /// Threads of all ranks.
  public var hands: Int { book.withLock { $0.threads.reduce(0, +) } }
  /// Whether this is the rank that writes files and speaks.
  public var isFirst: Bool { ranks.rank == 0 }
  /// Whether there is no other rank.
  public var isAlone: Bool { ranks.count == 1 }

  /// What ranks have told each other so far.
  public var traffic: RankTally { tally.withLock { $0 } }

  // MARK: Work

  /// `(0..<count).map(body)`, shared out. What a task tells is told to all ranks; what it keeps stays where it was made.
  /// - Parameters:
  ///   - work: what is done: such work has cost what it has.
  ///   - kinds: of tasks that cost alike; nil where all do.
  ///   - first: how many of the first tasks are worked on again and again afterwards.
  /// - Throws: of several errors that of the first task, on every rank.
  public func share<Kept: Sendable, Told: Codable & Sendable>(
    _ count: Int, for work: String, kinds: (@Sendable (Int) -> Int)? = nil, first: Int = 0,
    _ body: @Sendable (Int) throws -> (kept: Kept, told: Told)
  ) throws -> Shared<Kept, Told> {
    guard !isAlone, count > 0 else {
      let results = try parallelMap(count: count, threads: threads, body)
      return Shared(
        told: results.map(\.told), kept: results.map(\.kept), owners: results.map { _ in 0 }, self)
    }
    let kinds = (0..<count).map { kinds?($0) ?? 0 }
    let owners = book.withLock { $0.owners(of: kinds, for: work, first: first) }
    let kept = Mutex([Kept?](repeating: nil, count: count))
    let (told, seconds) = try tell(Array(0..<count), owners: owners) { task in
      let result = try body(task)
      kept.withLock { $0[task] = result.kept }
      return result.told
    }
    book.withLock { $0.note(seconds, of: kinds, by: owners, for: work) }
    return Shared(told: told, kept: kept.withLock { $0 }, owners: owners, self)
  }

  /// `(0..<count).map(body)` of what all ranks know alike: shared out, or repeated by each rank where that takes no longer.
  /// - Parameter body: depends on nothing that is not the same on all ranks.
  public func map<Value: Codable & Sendable>(
    _ count: Int, for work: String, _ body: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    let fewest = book.withLock { $0.threads.min() ?? 1 }
    let hands = hands
    // So many rounds on the rank with the fewest hands, and on all together. Ranks on one machine would only be in each
    // other's way.
    guard ranks.isOnOneMachine || (count + fewest - 1) / fewest > (count + hands - 1) / hands else {
      return try parallelMap(count: count, threads: threads, body)
    }
    return try share(count, for: work) { ((), try body($0)) }.told
  }

  /// What every rank makes of those tasks that it owns, told to all, in the order of `tasks`; and the seconds of each.
  func tell<Told: Codable & Sendable>(
    _ tasks: [Int], owners: [Int], _ body: @Sendable (Int) throws -> Told
  ) throws -> (told: [Told], seconds: [Double]) {
    let places = tasks.indices.filter { owners[tasks[$0]] == ranks.rank }
    let isNested = isWorking.exchange(true, ordering: .relaxed)
    precondition(!isNested, "work is shared out within a task of shared work")
    defer { isWorking.store(false, ordering: .relaxed) }
    let clock = ContinuousClock()
    let start = clock.now
    let results = parallelResults(count: places.count, threads: threads) { i in
      let start = clock.now
      let told = try body(tasks[places[i]])
      return (told: told, seconds: (clock.now - start) / .seconds(1))
    }
    let worked = (clock.now - start) / .seconds(1)
    var report = RankReport<Told>(told: [], seconds: [])
    for (place, result) in zip(places, results) {
      switch result {
      case .success(let outcome):
        report.told.append(outcome.told)
        report.seconds.append(outcome.seconds)
      case .failure(let error) where report.failure == nil: report.failure = TaskFailure(error, place: place)
      case .failure: break
      }
    }
    let reports = try exchange(report, worked: worked, tasks: report.seconds)
    if let first = reports.compactMap(\.failure).min(by: { $0.place < $1.place }) { throw first.error }
    var next = reports.map { _ in 0 }
    var (told, seconds): ([Told], [Double]) = ([], [])
    for task in tasks {
      let rank = owners[task]
      guard next[rank] < reports[rank].told.count, reports[rank].seconds.count == reports[rank].told.count
      else {
        throw RankError.garbled(rank)
      }
      told.append(reports[rank].told[next[rank]])
      seconds.append(reports[rank].seconds[next[rank]])
      next[rank] += 1
    }
    return (told, seconds)
  }
}
