internal import Synchronization

/// One derivative being taken: everything that is computed from its variables while it is open is traced.
///
/// Levels are numbered in the order in which they open, so that of nested derivatives the inner one has the
/// higher number. An operation is applied at the highest level among its inputs and sees, one level down,
/// inputs without that level's trace; that is what lets derivatives nest to any order without confusing
/// one's variables with another's. A tensor that outlives its level is a constant of that level.
final class Level: Sendable {
  private static let opened = Atomic<Int>(0)

  let number: Int
  /// How the derivative is taken: forward levels carry a tangent with each tensor, reverse levels keep a tape.
  let mode: Mode
  private let open = Atomic<Bool>(true)
  private let tape = Mutex<[Application?]>([])

  enum Mode { case forward, reverse }

  init(_ mode: Mode) {
    self.mode = mode
    number = Level.opened.wrappingAdd(1, ordering: .relaxed).newValue
  }

  var isOpen: Bool { open.load(ordering: .acquiring) }

  func close() { _ = finish() }

  /// Closes the level and hands over its tape; entries of variables are nil.
  func finish() -> [Application?] {
    open.store(false, ordering: .releasing)
    return tape.withLock { tape in
      defer { tape = [] }
      return tape
    }
  }

  /// `value` as an independent variable of this reverse level.
  func variable(_ value: Tensor) -> Tensor {
    let index = tape.withLock { tape in
      tape.append(nil)
      return tape.count - 1
    }
    return value.traced(by: Trace(level: self, below: value.trace, index: index, tangent: nil))
  }

  /// `value` that moves along `tangent` as this forward level's variable moves.
  func dual(_ value: Tensor, tangent: Tensor) -> Tensor {
    value.traced(by: Trace(level: self, below: value.trace, index: 0, tangent: tangent))
  }

  /// Puts an operation on the tape and returns its output as a tensor of this reverse level.
  func record(_ application: Application) -> Tensor {
    let index = tape.withLock { tape in
      tape.append(application)
      return tape.count - 1
    }
    let output = application.output
    return output.traced(by: Trace(level: self, below: output.trace, index: index, tangent: nil))
  }

  /// Closes the level and returns, for its first `variables` tape entries, the derivative of
  /// ⟨`output`, `cotangent`⟩; nil where `output` does not depend on one.
  ///
  /// Operations are dropped as soon as they have been differentiated, so their buffers serve the next ones.
  func pullback(from output: Tensor, cotangent: Tensor, variables: Int) -> [Tensor?] {
    var tape = finish()
    guard let trace = output.trace, trace.level === self else {
      return [Tensor?](repeating: nil, count: variables)
    }
    var cotangents = [Tensor?](repeating: nil, count: tape.count)
    cotangents[trace.index] = cotangent
    while tape.count > variables {
      guard let application = tape.removeLast() else { continue }
      guard let cotangent = cotangents.removeLast() else { continue }
      let contributions = application.operation.pullback(cotangent, application)
      for (parent, contribution) in zip(application.parents, contributions) where parent >= 0 {
        if let contribution { cotangents[parent].accumulate(contribution) }
      }
    }
    return cotangents
  }
}

/// What ties a tensor to an open level: its place on the tape or its tangent, and its trace at lower levels.
final class Trace: Sendable {
  let level: Level
  let below: Trace?
  let index: Int
  let tangent: Tensor?

  init(level: Level, below: Trace?, index: Int, tangent: Tensor?) {
    self.level = level
    self.below = below
    self.index = index
    self.tangent = tangent
  }
}

extension Tensor {
  func traced(by trace: Trace?) -> Tensor { Tensor(storage: storage, shape: shape, trace: trace) }

  /// The same value seen from below `level`.
  func lowered(from level: Level) -> Tensor {
    guard let trace, trace.level === level else { return self }
    return traced(by: trace.below)
  }

  /// The topmost trace whose level is still open.
  var openTrace: Trace? {
    var top = trace
    while let candidate = top, !candidate.level.isOpen { top = candidate.below }
    return top
  }
}

/// Whether no open derivative looks at any of these, so that one kernel may stand for several operations.
func areConstants(_ tensors: [Tensor]) -> Bool { tensors.allSatisfy { $0.openTrace == nil } }

extension Tensor? {
  /// Adds to a sum of cotangents, in place where nobody else sees it.
  mutating func accumulate(_ contribution: Tensor) {
    guard var sum = consume self else {
      self = contribution
      return
    }
    self = nil
    if sum.trace == nil, contribution.trace == nil, sum.storage.owner == nil,
      isKnownUniquelyReferenced(&sum.storage)
    {
      sum.storage.accumulate(contribution.storage)
      self = sum
    } else {
      self = sum + contribution
    }
  }
}
