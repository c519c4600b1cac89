import Foundation

/// Seconds that something took, by the clock and by the processor: the latter add up over threads, and do not count what
/// others did on the machine meanwhile.
struct ElapsedTime: Sendable, Hashable {
  var clock = 0.0
  var processor = 0.0

  /// Of this process, from some beginning on.
  static var now: ElapsedTime {
    func read(_ clock: clockid_t) -> Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
    return ElapsedTime(clock: read(CLOCK_MONOTONIC), processor: read(CLOCK_PROCESS_CPUTIME_ID))
  }

  static func + (a: ElapsedTime, b: ElapsedTime) -> ElapsedTime {
    ElapsedTime(clock: a.clock + b.clock, processor: a.processor + b.processor)
  }

  static func - (a: ElapsedTime, b: ElapsedTime) -> ElapsedTime {
    ElapsedTime(clock: a.clock - b.clock, processor: a.processor - b.processor)
  }
}
