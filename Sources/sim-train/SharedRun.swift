import Experiments
import Foundation
import MetaLearning
import Ranks
import ToolSupport

/// The processes that this one trains with: those that mpirun started together, or it alone.
enum SharedRun {
  private static let joined: Result<MPI.Membership, MPIError> = Result { () throws(MPIError) in
    try MPI.join { Interruption.isNoted }
  }

  /// Joins before arguments are read, so that others hear of bad ones.
  static func join() {
    switch joined {
    case .failure(.withoutMPI(_, let rank?)) where rank > 0: exit(65)
    case .failure(let error): fail("\(error)", status: 65)
    case .success(let membership) where membership.communicator.count > 1:
      // mpirun asks the others to end where one ends badly.
      Interruption.note()
      if membership.communicator.rank > 0 { fallSilent() }
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

  /// - Throws: where other ranks run another program.
  static func workers(threads: Int) throws -> Workers {
    let workers = try Workers(threads: threads, with: ranks)
    try workers.checkProgram()
    return workers
  }

  /// Whether this process is to say what failed: the first one is, and where those before another are gone, that one.
  static func says(_ end: ToolEnd) -> Bool {
    switch end {
    case .failure(RankError.lost(let lost)), .failure(TrainingError.interrupted(.lost(let lost), _, _)):
      (0..<ranks.rank).allSatisfy(lost.contains)
    default: isFirst
    }
  }

  /// Leaves the others, and tells them why where they cannot know.
  static func leave(_ end: ToolEnd) {
    switch end {
    case .badUsage(let text): ranks.giveUp(because: text)
    // All ranks have such an error at once.
    case .failure(is RankError), .failure(is MetaLearningError), .failure(TrainingError.interrupted),
      .failure(TrainingError.diverged):
      break
    case .failure(let error): ranks.giveUp(because: "\(error)")
    case .done, .status: break
    }
    MPI.leave()
  }
}
