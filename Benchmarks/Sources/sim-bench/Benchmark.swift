/// One figure that `sim-bench` can measure.
struct Benchmark: Sendable {
  let name: String
  /// What stands on the other side; empty for a figure of our own.
  let against: String
  let mark: Mark?
  let unit: String
  /// Too long for a plain run: measured when named, or with `--all`.
  var isLong = false
  /// Nil where something it needs is not there.
  let measure: @Sendable (Session) throws -> Figure?
}

/// What a figure should reach.
enum Mark: Sendable, CustomStringConvertible {
  case atLeast(Double)
  case under(Double)

  var description: String {
    switch self {
    case .atLeast(let mark): "at least \(mark.formatted())"
    case .under(let mark): "under \(mark.formatted())"
    }
  }

  func isReached(by value: Double) -> Bool {
    switch self {
    case .atLeast(let mark): value >= mark
    case .under(let mark): value < mark
    }
  }
}

/// A number and how it came about.
struct Figure {
  var value: Double
  var detail: String
}

/// Why a figure cannot be trusted, or be had.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// What the benchmarks of one run share: subprocesses that are slow to start and results that serve two figures.
final class Session {
  private var cache: [String: Any] = [:]

  /// The value made under `key` earlier in this run, or a new one.
  func once<Value>(_ key: String, _ make: () throws -> Value) rethrows -> Value {
    if let stored = cache[key], let made = stored as? Value { return made }
    let made = try make()
    cache[key] = made
    return made
  }
}
