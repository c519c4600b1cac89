public import Foundation
public import MetaLearning

/// The ranks that mpirun, or another launcher of MPI, started together.
public enum MPI {
  /// What a process has joined.
  public struct Membership: Sendable {
    public let communicator: any Communicator
    /// Ranks on this host, this one included: they share its cores.
    public let localCount: Int
  }

  /// Joins the ranks that were started together with this process; to be called once, before anything else that is shared.
  /// A process that was started alone is `Alone` and does without MPI.
  /// - Parameters:
  ///   - environment: of the process, which says whether it was started by a launcher.
  ///   - isInterrupted: whether the process has been asked to end, as mpirun asks the others when one ends badly. Who
  ///     does not answer within 0.7 s from then is lost.
  ///   - onLongWait: told for whom this rank waits in an exchange after a minute, after two, four, …
  /// - Throws: `MPIError`.
  public static func join(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    isInterrupted: @escaping @Sendable () -> Bool,
    onLongWait: @escaping @Sendable (_ ranks: [Int], _ seconds: Int) -> Void = { _, _ in }
  ) throws(MPIError) -> Membership {
    guard let launch = Launch(environment), launch.count != 1 else {
      return Membership(communicator: Alone(), localCount: 1)
    }
    #if MPI
      let communicator = try MPICommunicator.join(isInterrupted: isInterrupted, onLongWait: onLongWait)
      if let count = launch.count, count != communicator.count {
        throw .otherCount(launched: count, joined: communicator.count)
      }
      return Membership(communicator: communicator, localCount: communicator.localCount)
    #else
      throw .withoutMPI(count: launch.count, rank: launch.rank)
    #endif
  }

  /// Ends MPI, to be called last: before it, mpirun would take the end of a process for a failure. Waits for the other
  /// ranks to do the same, but not where something failed: then it gives rank 0 the time to say what is wrong. Does nothing
  /// where nothing was joined.
  /// - Parameter afterFailure: whether others may not come any more; they do not after an exchange that failed either.
  public static func leave(afterFailure: Bool = false) {
    #if MPI
      MPICommunicator.leave(afterFailure: afterFailure)
    #endif
  }
}
