import Dispatch
import Synchronization

/// `(0..<count).map(body)` spread over at most `threads` threads. Results come in index order whatever the
/// timing; of several errors the one with the lowest index is thrown.
public func parallelMap<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  precondition(threads > 0, "parallelMap over \(threads) threads")
  guard threads > 1, count > 1 else { return try (0..<count).map(body) }
  let next = Atomic(0)
  let results = Mutex<[Swift.Result<Result, any Error>?]>(Array(repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = Swift.Result { try body(index) }
      results.withLock { $0[index] = result }
    }
  }
  return try results.withLock { $0 }.map { result in
    guard let result else { preconditionFailure("parallelMap left an index out") }
    return try result.get()
  }
}
