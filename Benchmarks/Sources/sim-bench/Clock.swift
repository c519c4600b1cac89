internal import Glibc

/// Seconds by the clocks of the kernel.
enum Clock {
  /// CPU time of the calling thread: what neighbours on a busy machine cannot stretch.
  static var thread: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }
  /// CPU time of all threads of this process.
  static var process: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }
  static var wall: Double { seconds(CLOCK_MONOTONIC) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var now = timespec()
    clock_gettime(clock, &now)
    return Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec)
  }
}

/// CPU seconds of the calling thread that `body` takes.
func threadSeconds(_ body: () throws -> Void) rethrows -> Double {
  let start = Clock.thread
  try body()
  return Clock.thread - start
}
