import Foundation
import Randomness
import Synchronization
import TestSupport
import Testing

@testable import MetaLearning

/// Work that is shared out comes back whole, in order, on every rank, or as the same error.
@Suite struct WorkersTests {
  private struct Odd: Error {}

  @Test(arguments: [1, 2, 3, 7])
  func workComesBackInOrder(_ ranks: Int) throws {
    for told in try onRanks(
      ranks,
      { rank in
        let workers = try Workers(threads: 1 + rank.rank % 2, with: rank)
        let shared = try workers.share(10, for: "work", first: 4) { ("kept \($0)", $0 * $0) }
        let again = try shared.map { kept, task in "\(kept), \(task)" }
        let some = try shared.map([7, 0, 3]) { kept, _ in kept }
        #expect(try shared.map([]) { kept, _ in kept } == [])
        #expect(try workers.map(0, for: "nothing") { $0 } == [])
        return (shared.told, again, some, try workers.gather(rank.rank), workers.hands)
      })
    {
      #expect(told.0 == (0..<10).map { $0 * $0 } && told.1 == (0..<10).map { "kept \($0), \($0)" })
      #expect(told.2 == ["kept 7", "kept 0", "kept 3"] && told.3 == Array(0..<ranks))
      #expect(told.4 == (0..<ranks).reduce(0) { $0 + 1 + $1 % 2 })
    }
  }

  /// Each task is worked on once, and by all ranks.
  @Test func workIsDoneOnce() throws {
    let done = try onRanks(3) { rank in
      let workers = try Workers(threads: 2, with: rank)
      let tally = Tally()
      _ = try workers.map(30, for: "work") { task in
        tally.add(task)
        return task
      }
      return tally.all
    }
    #expect(done.flatMap { $0 }.sorted() == Array(0..<30))
    #expect(done.allSatisfy { $0.count == 10 })
  }

  /// On several machines, what one thread does as quickly by itself is done by all, and nothing is told.
  @Test func whatCannotBeSharedIsRepeated() throws {
    let told = try onRanks(3, isOnOneMachine: false) { rank in
      let workers = try Workers(threads: rank.rank == 0 ? 1 : 2, with: rank)
      let before = workers.traffic
      let values = try workers.map(1, for: "work") { "task \($0)" }
      let few = (workers.traffic - before).exchanges
      return (values, few, try workers.map(2, for: "work") { $0 }, (workers.traffic - before).exchanges)
    }
    for told in told {
      #expect(told.0 == ["task 0"] && told.1 == 0)
      #expect(told.2 == [0, 1] && told.3 == 1)
    }
  }

  /// On one machine they would only be in each other's way.
  @Test func nothingIsRepeatedOnOneMachine() throws {
    let told = try onRanks(2) { rank in
      let workers = try Workers(threads: 1, with: rank)
      let worker = try workers.map(1, for: "work") { _ in rank.rank }
      return (worker, workers.traffic.exchanges)
    }
    for told in told { #expect(told.0 == [0] && told.1 == 1) }
  }

  /// Training tasks are shared out by their kinds, each told by the stream that the task is drawn from; those that are
  /// asked again and again by themselves.
  @Test func trainingTasksHaveKinds() throws {
    let stream = RandomStream(seed: 4)
    let told = try onRanks(2) { rank in
      let tasks = TaskBatch(
        Slow(stream: stream), count: 5, stream: stream, workers: try Workers(threads: 1, with: rank),
        iteration: 0)
      func owners(first: Int) throws -> [Int] {
        try tasks.share(first: first) { task, _, _ in
          usleep(task.isLong ? 150_000 : 2000)
          return ((), rank.rank)
        }.told
      }
      return [try owners(first: 0), try owners(first: 0), try owners(first: 2)]
    }
    for told in told {
      #expect(told[0] == [0, 1, 0, 1, 0])
      // Two long tasks to one rank, the third and both short ones to the other.
      #expect(told[1][0] == told[1][1], "\(told)")
      #expect(told[2][0] != told[2][1], "\(told)")
    }
  }

  /// Of several errors that of the first task, on every rank.
  @Test func errorsAreToldToAll() throws {
    let failures = resultsOnRanks(3) { rank in
      let workers = try Workers(threads: 1, with: rank)
      _ = try workers.map(9, for: "work") { task in
        if task == 5 { throw MetaLearningError.nonFinite(what: "it", iteration: 0, task: task) }
        if task > 5 { throw Odd() }
        return task
      }
    }
    for failure in failures {
      #expect(throws: MetaLearningError.nonFinite(what: "it", iteration: 0, task: 5)) { try failure.get() }
    }
    // As one process has it: the first in the order in which tasks are asked.
    for count in 1...3 {
      for failure in resultsOnRanks(
        count,
        { rank in
          let shared = try Workers(threads: 1, with: rank).share(8, for: "work") { ($0, $0) }
          _ = try shared.map([7, 0, 3]) { _, task -> Int in
            throw MetaLearningError.nonFinite(what: "it", iteration: 0, task: task)
          }
        })
      {
        #expect(throws: MetaLearningError.nonFinite(what: "it", iteration: 0, task: 7)) { try failure.get() }
      }
    }
    let stops = resultsOnRanks(2) { rank in
      let workers = try Workers(threads: 1, with: rank)
      let shared = try workers.share(4, for: "work") { ($0, $0) }
      _ = try shared.map { kept, task in
        if task == 1 { throw StopRequested() }
        return kept
      }
    }
    for stop in stops { #expect(throws: StopRequested.self) { try stop.get() } }
    let others = resultsOnRanks(2) { rank in
      _ = try Workers(threads: 1, with: rank).map(4, for: "work") { task in
        if task == 1 { throw Odd() }
        return task
      }
    }
    for other in others { #expect(throws: SharedError(text: "Odd()")) { try other.get() } }
  }

  /// Ranks that waited for each other in the middle of their tasks would wait for ever.
  @Test func nestedWorkTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = try onRanks(2) { rank in
        let workers = try Workers(threads: 1, with: rank)
        return try workers.map(2, for: "outer") { _ in try workers.map(2, for: "inner") { $0 } }
      }
    }
  }

  @Test func theFirstTellsTheOthers() throws {
    #expect(
      try onRanks(3) { rank in
        try Workers(threads: 1, with: rank).onFirst { "from \(rank.rank)" }
      } == ["from 0", "from 0", "from 0"])
    let failures = resultsOnRanks(2) { rank in
      _ = try Workers(threads: 1, with: rank).onFirst { () -> Int in throw Odd() }
    }
    #expect(throws: Odd.self) { try failures[0].get() }
    #expect(throws: RankError.gaveUp(0, reason: "Odd()")) { try failures[1].get() }
  }

  /// Who says something else than most do is named; of two, the second.
  @Test(arguments: [(["a", "a", "b"], [2]), (["b", "a", "a"], [0]), (["a", "b"], [1]), (["a", "a"], [])])
  func whoDiffersIsNamed(_ words: [String], _ named: [Int]) {
    for result in resultsOnRanks(
      words.count,
      { rank in
        try Workers(threads: 1, with: rank).agree(on: words[rank.rank], "another word")
      })
    {
      if named.isEmpty {
        #expect(throws: Never.self) { try result.get() }
      } else {
        #expect(throws: RankError.differs(named, what: "another word")) { try result.get() }
      }
    }
  }

  @Test func whatIsToldIsCounted() throws {
    let tallies = try onRanks(2) { rank in
      let workers = try Workers(threads: 1, with: rank)
      let before = workers.traffic
      _ = try workers.map(4, for: "work") { _ in [Float](repeating: 1, count: 1000) }
      return workers.traffic - before
    }
    for tally in tallies {
      #expect(tally.exchanges == 1 && tally.tasks == 2)
      #expect((8000..<8200).contains(tally.sentBytes) && tally.receivedBytes == tally.sentBytes)
    }
    let alone = Workers(threads: 2)
    _ = try alone.map(4, for: "work") { $0 }
    #expect(alone.traffic == RankTally() && alone.isAlone && alone.isFirst)
  }

  @Test func whatCameSinceIsCountedAlone() {
    func note(_ tally: inout RankTally) {
      tally.note(sent: 10, received: [10, 5, 3], worked: 1, tasks: [0.5, 0.25], waited: 2)
    }
    var before = RankTally()
    note(&before)
    var expected = RankTally()
    (expected.exchanges, expected.sentBytes, expected.receivedBytes, expected.tasks) = (1, 10, 8, 2)
    (expected.workSeconds, expected.waitSeconds) = (1, 2)
    (expected.taskSeconds, expected.squaredTaskSeconds) = (0.75, 0.3125)
    #expect(before == expected)
    var after = before
    note(&after)
    #expect(after - before == expected)
  }

  @Test func errorsSayWhoAndWhat() {
    #expect("\(RankError.lost([2]))" == "rank 2 does not answer any more")
    #expect("\(RankError.lost([1, 2]))" == "ranks 1, 2 do not answer any more")
    #expect("\(RankError.gaveUp(3, reason: "no disk"))" == "rank 3: no disk")
    #expect("\(RankError.differs([1, 4], what: "another scene"))" == "ranks 1, 4 have another scene")
    #expect("\(RankError.garbled(1))" == "what rank 1 says cannot be read")
  }
}

/// The first two tasks are short, the others long.
private struct Slow: TaskFamily {
  struct Task: LearningTask {
    static let gathersAfresh = false
    let isLong: Bool

    func gather(with mapping: Int, for purpose: Purpose, using stream: RandomStream) -> Int { mapping }
  }

  let stream: RandomStream

  func task(from split: Split, using stream: RandomStream) -> Task {
    Task(isLong: kind(ofTaskFrom: split, using: stream) == 1)
  }

  func kind(ofTaskFrom split: Split, using stream: RandomStream) -> Int {
    (0..<2).contains { self.stream.split($0).split("task") == stream } ? 0 : 1
  }
}

private final class Tally: Sendable {
  private let seen = Mutex<[Int]>([])
  func add(_ task: Int) { seen.withLock { $0.append(task) } }
  var all: [Int] { seen.withLock { $0 } }
}
