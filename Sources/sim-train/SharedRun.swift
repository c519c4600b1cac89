import Experiments
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

  static func workers(threads: Int) throws -> Workers { try Workers(threads: threads, with: ranks) }

  /// Leaves the others, and tells them why where they cannot know.
  /// - Returns: whether this process is to say what failed.
  static func end(_ how: ToolEnd) -> Bool {
    let ranks = ranks
    guard ranks.count > 1 else { return true }
    switch how {
    case .done, .status: MPI.leave()
    case .badUsage(let text): ranks.giveUp(because: text)
    case .failure(let error as RankError):
      MPI.leave()
      // Where those before it are gone, the next one speaks.
      if case .lost(let lost) = error, (0..<ranks.rank).allSatisfy(lost.contains) { return true }
    case .failure(is MetaLearningError): break
    case .failure(let error): ranks.giveUp(because: "\(error)")
    }
    return ranks.rank == 0
  }
}
