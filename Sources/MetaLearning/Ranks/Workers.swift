import Synchronization

/// Who works on the tasks of a run: the threads of this process, and other ranks, each with threads of its own. Results
/// are the same, bit by bit, for any number of either.
public final class Workers: Sendable {
  /// Of this process.
  public let threads: Int
  public let ranks: any Communicator
  private let book: Mutex<CostBook>
  private let tally = Mutex(RankTally())

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
    guard !isAlone else {
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
    let own = tasks.filter { owners[$0] == ranks.rank }
    let clock = ContinuousClock()
    let start = clock.now
    let results = parallelResults(count: own.count, threads: threads) { i in
      let start = clock.now
      let told = try body(own[i])
      return (told: told, seconds: (clock.now - start) / .seconds(1))
    }
    let worked = (clock.now - start) / .seconds(1)
    var report = RankReport<Told>(told: [], seconds: [])
    var error: (any Error)?
    for (task, result) in zip(own, results) {
      switch result {
      case .success(let outcome):
        report.told.append(outcome.told)
        report.seconds.append(outcome.seconds)
      case .failure(let own) where error == nil:
        error = own
        report.failure = TaskFailure(own, task: task)
      case .failure: break
      }
    }
    let reports = try exchange(report, worked: worked, tasks: report.seconds)
    if let first = reports.enumerated().compactMap({ rank, report in report.failure.map { (rank, $0) } })
      .min(by: { $0.1.task < $1.1.task })
    {
      if let error, first.0 == ranks.rank { throw error }
      throw first.1.error(rank: first.0)
    }
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

  // MARK: Words

  /// What every rank says, by rank.
  private func exchange<Value: Codable>(
    _ value: Value, worked: Double = 0, tasks seconds: [Double] = []
  ) throws -> [Value] {
    let bytes = try Packet.bytes(value)
    let clock = ContinuousClock()
    let start = clock.now
    let all = try ranks.exchange(bytes)
    let waited = (clock.now - start) / .seconds(1)
    tally.withLock {
      $0.note(sent: bytes.count, received: all.map(\.count), worked: worked, tasks: seconds, waited: waited)
    }
    return try all.enumerated().map { rank, bytes in
      if rank == ranks.rank { return value }
      guard let value = try? Packet.value(Value.self, bytes) else { throw RankError.garbled(rank) }
      return value
    }
  }

  /// What every rank says, by rank: for figures that differ.
  public func gather<Value: Codable & Sendable>(_ value: Value) throws -> [Value] {
    isAlone ? [value] : try exchange(value)
  }

  /// What the first rank finds, told to all: for what only one can know, as what stands in a file.
  /// - Throws: what `body` throws, on the first rank; on others `RankError.gaveUp`.
  public func onFirst<Value: Codable & Sendable>(_ body: () throws -> Value) throws -> Value {
    guard !isAlone else { return try body() }
    var own = RankReport<Value>(told: [], seconds: [])
    var error: (any Error)?
    if isFirst {
      do { own.told = [try body()] } catch let thrown {
        error = thrown
        own.failure = TaskFailure(thrown, task: 0)
      }
    }
    let first = try exchange(own)[0]
    if let error { throw error }
    if let failure = first.failure { throw failure.error(rank: 0) }
    guard first.told.count == 1 else { throw RankError.garbled(0) }
    return first.told[0]
  }

  /// Compares what should be the same on all ranks.
  /// - Throws: `RankError.differs`, naming those that say something else than most do; than the first where no more do.
  public func agree(on value: String, _ what: String) throws {
    let all = try gather(value)
    let counts = Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
    let most = counts.values.max() ?? 0
    guard most < all.count else { return }
    let usual = counts[all[0]] == most ? all[0] : all.first { counts[$0] == most } ?? all[0]
    throw RankError.differs(all.indices.filter { all[$0] != usual }, what: what)
  }
}

/// What a rank tells of its tasks, in their order.
private struct RankReport<Told: Codable & Sendable>: Codable, Sendable {
  var told: [Told]
  /// Of each task.
  var seconds: [Double]
  var failure: TaskFailure?
}

/// An error of a task, as other ranks are told of it.
private struct TaskFailure: Codable, Sendable {
  var task: Int
  var learning: MetaLearningError?
  var isStop = false
  var text: String

  init(_ error: any Error, task: Int) {
    self.task = task
    learning = error as? MetaLearningError
    isStop = error is StopRequested
    text = "\(error)"
  }

  func error(rank: Int) -> any Error {
    if let learning { return learning }
    return isStop ? StopRequested() : RankError.gaveUp(rank, reason: text)
  }
}

/// Thrown by a task that was not begun since the run is to stop.
public struct StopRequested: Error {
  public init() {}
}
