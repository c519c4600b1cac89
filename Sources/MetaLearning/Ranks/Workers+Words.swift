import Synchronization

// What ranks say to each other beside their work.

extension Workers {
  /// What every rank says, by rank.
  func exchange<Value: Codable>(
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
    // One's own words, too, so that all fail alike where they cannot be read.
    return try all.enumerated().map { rank, bytes in
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
        own.failure = TaskFailure(thrown, place: 0)
      }
    }
    let first = try exchange(own)[0]
    if let error { throw error }
    if let failure = first.failure { throw RankError.gaveUp(0, reason: failure.text) }
    guard first.told.count == 1 else { throw RankError.garbled(0) }
    return first.told[0]
  }

  /// Compares what should be the same on all ranks.
  /// - Throws: `RankError.differs`, naming those that say something else than most do; than the first where no more do.
  public func agree(on value: @autoclosure () throws -> String, _ what: String) throws {
    guard !isAlone else { return }
    let all = try gather(value())
    let counts = Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
    let most = counts.values.max() ?? 0
    guard most < all.count else { return }
    let usual = counts[all[0]] == most ? all[0] : all.first { counts[$0] == most } ?? all[0]
    throw RankError.differs(all.indices.filter { all[$0] != usual }, what: what)
  }
}
