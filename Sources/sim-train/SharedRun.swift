import Experiments
import Foundation
import MetaLearning
import Ranks
import Synchronization
import ToolSupport

/// The processes that this one trains with: those that mpirun started together, or it alone.
enum SharedRun {
  private static let joined: Result<MPI.Membership, MPIError> = Result { () throws(MPIError) in
    try MPI.join(
      isInterrupted: { Interruption.isNoted },
      onLongWait: { ranks, seconds in
        printNote(
          "note: waiting for \(ranks.map { "rank \($0)" }.joined(separator: ", ")) since \(seconds) s")
      })
  }

  /// Joins before arguments are read, so that others hear of bad ones.
  static func join() {
    switch joined {
    case .failure(.withoutMPI(_, let rank?)) where rank > 0: exit(65)
    case .failure(let error): fail("\(error)", status: 65)
    case .success(let membership) where membership.communicator.count > 1:
      // mpirun asks the others to end where one ends badly.
      Interruption.note()
      if membership.communicator.rank > 0 { fallSilent() } else { watch() }
    case .success: break
    }
  }

  private static var ranks: any Communicator {
    switch joined {
    case .success(let membership): membership.communicator
    case .failure: Alone()
    }
  }

  /// Whether this process writes the files and speaks.
  static var isFirst: Bool { ranks.rank == 0 }

  /// Its share of the processors of its machine.
  static var threads: Int {
    switch joined {
    case .success(let membership): max(1, availableThreads / membership.localCount)
    case .failure: availableThreads
    }
  }

  /// To be called before any other work: compares what the processes are about to do.
  /// - Parameter task: in words that are the same where it is.
  /// - Throws: where other ranks run another program, or were told to do something else.
  static func begin(_ task: String) throws {
    let workers = try workers(threads: 1)
    try workers.checkProgram()
    try workers.agree(
      on: task,
      "other options than the others, expected the same (what is trained, --resume, --seeds, --baselines, --json, --quiet)"
    )
  }

  static func workers(threads: Int) throws -> Workers { try Workers(threads: threads, with: ranks) }

  // MARK: The end

  private static let hasEnded = Atomic(false)
  private static let hasSpoken = Atomic(false)
  /// Where a run can be gone on with.
  private static let runFolder = Mutex<String?>(nil)

  static func note(folder: String) { runFolder.withLock { $0 = folder } }

  /// mpirun kills all a second after it has asked them to end, and long tasks may leave no time to answer: then this thread
  /// says what happened.
  private static func watch() {
    Thread.detachNewThread {
      while !Interruption.isNoted { usleep(50_000) }
      usleep(850_000)
      guard !hasEnded.load(ordering: .relaxed) else { return }
      hasSpoken.store(true, ordering: .relaxed)
      let folder = runFolder.withLock { $0 }
      printNote(
        "error: asked to end, or a rank died, in the middle of long tasks"
          + (folder.map { "; go on with: sim-train --resume \(quoted($0))" } ?? ""))
    }
  }

  /// Whether this process is to say what failed: the first one is, and where those before another are gone, that one.
  static func says(_ end: ToolEnd) -> Bool {
    hasEnded.store(true, ordering: .relaxed)
    guard !hasSpoken.load(ordering: .relaxed) else { return false }
    return switch end {
    case .failure(RankError.lost(let lost)), .failure(TrainingError.interrupted(.lost(let lost), _)):
      (0..<ranks.rank).allSatisfy(lost.contains)
    default: isFirst
    }
  }

  /// Leaves the others, and tells them why where they cannot know.
  static func leave(_ end: ToolEnd) {
    hasEnded.store(true, ordering: .relaxed)
    switch end {
    case .done, .status: return MPI.leave()
    case .badUsage(let text): ranks.giveUp(because: text)
    // All ranks have such an error at once, or find that others are gone.
    case .failure(is RankError), .failure(is MetaLearningError), .failure(is SharedError),
      .failure(TrainingError.interrupted), .failure(TrainingError.diverged):
      break
    case .failure(let error): ranks.giveUp(because: "\(error)")
    }
    MPI.leave(afterFailure: true)
  }
}
