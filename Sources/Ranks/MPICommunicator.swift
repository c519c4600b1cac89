#if MPI
  import CMPI
  import Foundation
  import MetaLearning
  import Synchronization

  /// Ranks that MPI connects. Every rank sends its message straight to every other one, so an exchange takes as long as
  /// one message. A message says of which exchange it is; one that says anything else than expected is garbled.
  final class MPICommunicator: Communicator {
    let rank: Int
    let count: Int
    let localCount: Int
    var isOnOneMachine: Bool { localCount == count }

    private struct State {
      /// Exchanges begun so far.
      var begun: UInt64 = 0
      /// What ended the last exchange: no other follows it.
      var failure: (any Error)?
      var hasGivenUp = false
    }

    private let isInterrupted: @Sendable () -> Bool
    private let onLongWait: @Sendable ([Int], Int) -> Void
    private let state = Mutex(State())
    // Only touched where `state` is held.
    private nonisolated(unsafe) let ranks: OpaquePointer

    /// What travels at once; MPI counts bytes in 32 bits.
    private static let part: Int32 = 1 << 30
    /// From the wish to end on, for those that are still on their way. mpirun ends everything after a second.
    private static let patience = Duration.milliseconds(700)

    private static let joined = Mutex<MPICommunicator?>(nil)

    static func join(
      isInterrupted: @escaping @Sendable () -> Bool, onLongWait: @escaping @Sendable ([Int], Int) -> Void
    ) throws(MPIError) -> MPICommunicator {
      var ranks: OpaquePointer?
      try check(cm_join(part, &ranks))
      guard let ranks else { throw .failed("no ranks") }
      let communicator = MPICommunicator(ranks, isInterrupted: isInterrupted, onLongWait: onLongWait)
      joined.withLock {
        precondition($0 == nil, "a process joins once")
        $0 = communicator
      }
      return communicator
    }

    /// Waits for all, unless one of them does not come any more. MPI would wait for that one, too, so it is then left as it
    /// is when the process ends.
    static func leave(afterFailure: Bool) {
      guard let communicator = joined.withLock({ $0.take() }) else { return }
      communicator.state.withLock { state in
        if state.hasGivenUp { return }
        if afterFailure || state.failure != nil {
          // mpirun kills at once whoever is left when a second rank ends badly: the first one has the word.
          if communicator.rank > 0 { usleep(200_000) }
          return
        }
        // Whatever MPI could say now, nothing is left to be told.
        _ = cm_leave()
      }
    }

    private init(
      _ ranks: OpaquePointer, isInterrupted: @escaping @Sendable () -> Bool,
      onLongWait: @escaping @Sendable ([Int], Int) -> Void
    ) {
      self.onLongWait = onLongWait
      self.ranks = ranks
      self.isInterrupted = isInterrupted
      rank = Int(cm_rank(ranks))
      count = Int(cm_count(ranks))
      localCount = Int(cm_local_count(ranks))
    }

    func exchange(_ bytes: [UInt8]) throws -> [[UInt8]] {
      try state.withLock { state in
        if let failure = state.failure { throw failure }
        precondition(!state.hasGivenUp, "a rank that gave up exchanges nothing more")
        do {
          let number = state.begun
          state.begun += 1
          try Self.check(
            bytes.withUnsafeBufferPointer {
              cm_begin(ranks, number, UInt32(CM_MESSAGE), $0.baseAddress, Int64($0.count))
            })
          try wait()
          return (0..<count).map { $0 == rank ? bytes : message(of: $0) }
        } catch {
          state.failure = explained(error)
          throw explained(error)
        }
      }
    }

    func giveUp(because reason: String) {
      state.withLock { state in
        guard !state.hasGivenUp else { return }
        state.hasGivenUp = true
        // Who cannot be told will miss this rank.
        _ = Array(reason.utf8).withUnsafeBufferPointer {
          cm_give_up(ranks, state.begun, $0.baseAddress, Int64($0.count), 1)
        }
      }
    }

    /// Where MPI itself finds that another rank is gone, it is lost.
    private func explained(_ error: any Error) -> any Error {
      guard let error = error as? MPIError else { return error }
      let missing = (0..<count).filter { $0 != rank && arrival(of: $0) == CM_MISSING }
      return missing.isEmpty ? RankError.broken("\(error)") : RankError.lost(missing)
    }

    private func wait() throws {
      let start = ContinuousClock.now
      var patienceForWord = 60
      var asked: ContinuousClock.Instant?
      while true {
        var isOver: Int32 = 0
        try Self.check(cm_wait(ranks, 0.02, &isOver))
        if isOver != 0 { return }
        let others = (0..<count).filter { $0 != rank }
        for other in others {
          switch arrival(of: other) {
          case CM_GAVE_UP:
            throw RankError.gaveUp(other, reason: String(decoding: message(of: other), as: UTF8.self))
          case CM_GARBLED: throw RankError.garbled(other)
          default: break
          }
        }
        let now = ContinuousClock.now
        if now - start >= .seconds(patienceForWord) {
          onLongWait(others.filter { arrival(of: $0) == CM_MISSING }, patienceForWord)
          patienceForWord *= 2
        }
        guard asked != nil || isInterrupted() else { continue }
        if let asked, now - asked >= Self.patience {
          let missing = others.filter { arrival(of: $0) == CM_MISSING }
          // Where all are here, somebody did not take what this rank says.
          throw RankError.lost(missing.isEmpty ? others : missing)
        }
        asked = asked ?? now
      }
    }

    private func arrival(of peer: Int) -> CMArrival { cm_arrival(ranks, Int32(peer)) }

    private func message(of peer: Int) -> [UInt8] {
      var length: Int64 = 0
      let start = cm_message(ranks, Int32(peer), &length)
      return Array(UnsafeBufferPointer(start: start, count: Int(length)))
    }

    private static func check(_ error: Int32) throws(MPIError) {
      guard error != 0 else { return }
      let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CM_TEXT)) { text in
        text.initialize(repeating: 0)
        guard let start = text.baseAddress else { return "" }
        cm_error_text(error, start)
        return String(cString: start)
      }
      throw .failed(text)
    }
  }
#endif
