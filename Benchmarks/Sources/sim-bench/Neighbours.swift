internal import Foundation

/// Watches how much of the machine other processes take.
struct Neighbours {
  private let start: Sample

  init() { start = Sample() }

  /// Since the watch began: 0 when this process and its finished children had the machine to themselves.
  var share: Double {
    let end = Sample()
    guard end.total > start.total else { return 0 }
    let others = (end.busy - start.busy) - (end.own - start.own)
    return max(0, others / (end.total - start.total))
  }

  /// Seconds over all processors.
  private struct Sample {
    var busy: Double
    var total: Double
    var own: Double

    init() {
      let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
      // cpu user nice system idle iowait irq softirq steal …: stolen time counts as the neighbours'.
      let numbers = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().prefix(8).compactMap {
        Double($0)
      }
      let tick = Double(sysconf(Int32(_SC_CLK_TCK)))
      total = numbers.reduce(0, +) / tick
      busy = numbers.count > 4 ? total - (numbers[3] + numbers[4]) / tick : 0
      own = Self.used(RUSAGE_SELF) + Self.used(RUSAGE_CHILDREN)
    }

    private static func used(_ who: __rusage_who) -> Double {
      var usage = rusage()
      getrusage(__rusage_who_t(who.rawValue), &usage)
      return usage.ru_utime.seconds + usage.ru_stime.seconds
    }
  }
}

extension timeval {
  var seconds: Double { Double(tv_sec) + 1e-6 * Double(tv_usec) }
}
