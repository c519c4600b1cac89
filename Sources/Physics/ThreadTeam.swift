import Dispatch
import Foundation
import Synchronization

/// Threads that share out jobs of microseconds. To wake a sleeping thread takes longer than such a job, so one that has
/// done its part watches for the next job for a while before it sleeps.
final class ThreadTeam: Sendable {
  private let board: Board
  let threads: Int

  /// - Parameter threads: the caller's among them.
  init(threads: Int) {
    self.threads = threads
    board = Board(workers: threads - 1)
    for worker in 0..<threads - 1 {
      let thread = Thread { [board] in board.work(as: worker) }
      thread.name = "limber-\(worker + 1)"
      thread.start()
    }
  }

  deinit { board.post(nil) }

  /// Has `job` perform 0 ..< `threads`, each on its own thread, and returns when all are done. One caller at a time.
  func run(_ job: any TeamJob) {
    board.post(job)
    job.perform(0)
    board.wait()
  }
}

/// What a team does. An object and not a closure: a closure of the caller's stack must be gone everywhere when the call
/// returns, which no thread can promise of the references that its compiler keeps.
protocol TeamJob: AnyObject, Sendable {
  func perform(_ part: Int)
}

/// Where jobs are posted. A job is written before its number is, and read after it.
private final class Board: @unchecked Sendable {
  private static let patience = 300
  private let workers: Int
  private let number = Atomic(0)
  private let unfinished = Atomic(0)
  private let asleep: [Sleeper]
  private var job: (any TeamJob)?

  private final class Sleeper: Sendable {
    let isAsleep = Atomic(false)
    let bell = DispatchSemaphore(value: 0)
  }

  init(workers: Int) {
    self.workers = workers
    asleep = (0..<workers).map { _ in Sleeper() }
  }

  /// - Parameter job: nil ends the workers.
  func post(_ job: (any TeamJob)?) {
    self.job = job
    unfinished.store(workers, ordering: .relaxed)
    number.add(1, ordering: .sequentiallyConsistent)
    for sleeper in asleep where sleeper.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
      sleeper.bell.signal()
    }
  }

  /// Until every worker has done its part.
  func wait() {
    var looks = 0
    while unfinished.load(ordering: .acquiring) > 0 {
      looks += 1
      if looks % 64 == 0 { sched_yield() }
    }
    // Who posts holds the team.
    job = nil
  }

  func work(as worker: Int) {
    var seen = 0
    while true {
      watch(after: seen, worker)
      seen += 1
      guard let job else { return }
      job.perform(worker + 1)
      unfinished.subtract(1, ordering: .releasing)
    }
  }

  private func watch(after seen: Int, _ worker: Int) {
    for _ in 0..<Self.patience {
      for _ in 0..<64 where number.load(ordering: .acquiring) != seen { return }
      sched_yield()
    }
    let sleeper = asleep[worker]
    // Who posted the job that this worker has just done may ring only now: then there is no other yet.
    repeat {
      sleeper.isAsleep.store(true, ordering: .sequentiallyConsistent)
      if number.load(ordering: .sequentiallyConsistent) != seen,
        sleeper.isAsleep.exchange(false, ordering: .sequentiallyConsistent)
      {
        return
      }
      sleeper.bell.wait()
    } while number.load(ordering: .sequentiallyConsistent) == seen
  }
}
