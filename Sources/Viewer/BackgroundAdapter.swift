import Foundation
import Synchronization

/// Does one adaptation at a time away from the thread that draws; its outcome waits here for that thread.
final class BackgroundAdapter: Sendable {
  private struct State {
    /// Of the job that is wanted; outcomes of others are dropped.
    var number = 0
    var isBusy = false
    var outcome: Result<LiveAdaptation, any Error>?
  }
  private let state = Mutex(State())

  var isBusy: Bool { state.withLock { $0.isBusy } }

  /// Begins a job in place of the one that may be running.
  func start(_ job: AdaptationJob) {
    let number = state.withLock { state in
      state.number += 1
      state.isBusy = true
      state.outcome = nil
      return state.number
    }
    // A thread of its own: it waits for no pool that others fill.
    Thread.detachNewThread {
      // The drawing goes first where there are fewer cores than work: on Linux this is the thread's priority alone.
      setpriority(.init(PRIO_PROCESS.rawValue), 0, 10)
      let outcome = Result { try job.run { self.state.withLock { $0.number == number } } }
      self.state.withLock { state in
        if state.number == number { state.outcome = outcome }
      }
    }
  }

  /// What the running job comes to is not wanted any more.
  func forget() {
    state.withLock { state in
      state.number += 1
      (state.isBusy, state.outcome) = (false, nil)
    }
  }

  func take() -> Result<LiveAdaptation, any Error>? {
    state.withLock { state in
      guard let outcome = state.outcome else { return nil }
      (state.isBusy, state.outcome) = (false, nil)
      return outcome
    }
  }
}
