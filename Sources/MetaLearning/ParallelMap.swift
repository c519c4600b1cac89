import Dispatch
import Synchronization

/// `(0..<count).map(body)` spread over at most `threads` threads. Results come in index order whatever the
/// timing; of several errors the one with the lowest index is thrown.
public func parallelMap<Value: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  precondition(threads > 0, "parallelMap over \(threads) threads")
  guard threads > 1, count > 1 else { return try (0..<count).map(body) }
  return try parallelResults(count: count, threads: threads, body).map { try $0.get() }
}

/// The same of all indices, whatever the others throw.
func parallelResults<Value: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws -> Value
) -> [Result<Value, any Error>] {
  guard threads > 1, count > 1 else { return (0..<count).map { index in Result { try body(index) } } }
  let next = Atomic(0)
  let results = Mutex<[Result<Value, any Error>?]>(Array(repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = Result { try body(index) }
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { $0 }.map { result in
    guard let result else { preconditionFailure("parallelMap left an index out") }
    return result
  }
}
