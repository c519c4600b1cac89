public import Randomness

/// Tasks as a value: a list without repetitions that can be filtered, shuffled, divided and saved, so that what is
/// learned from and what is reported cannot share a task.
public struct TaskSet<Draw: Hashable & Sendable>: Sendable, Hashable {
  public let tasks: [Draw]
  public var count: Int { tasks.count }

  /// The first of each task that stands in `tasks` more than once.
  public init(_ tasks: [Draw]) {
    var seen: Set<Draw> = []
    self.tasks = tasks.filter { seen.insert($0).inserted }
  }

  /// `draws` tasks of a split, without repetitions.
  public init<Family: EnvFamily>(
    drawing draws: Int, from split: Split, of family: Family, using stream: RandomStream
  ) where Family.Draw == Draw {
    self.init((0..<draws).map { family.drawTask(from: split, using: stream.split($0)) })
  }

  /// Those for which `isIncluded` is true, in the same order.
  public func filter(_ isIncluded: (Draw) throws -> Bool) rethrows -> TaskSet {
    TaskSet(try tasks.filter(isIncluded))
  }

  /// In an order that `stream` decides, each as likely as another.
  public func shuffled(using stream: RandomStream) -> TaskSet {
    var stream = stream
    return TaskSet(tasks.shuffled(using: &stream))
  }

  /// Consecutive parts without a task in common: of n tasks, part i ends at the whole number next to n times the sum
  /// of the shares up to its own.
  /// - Precondition: shares are not negative, and their sum is at most 1.
  public func divided(by shares: [Double]) -> [TaskSet] {
    precondition(
      shares.allSatisfy { $0 >= 0 } && shares.reduce(0, +) <= 1 + 1e-9,
      "tasks divided by \(shares), expected a sum of 1")
    var (parts, start, sum) = ([TaskSet](), 0, 0.0)
    for share in shares {
      sum += share
      let end = min(Int((sum * Double(count)).rounded()), count)
      parts.append(TaskSet(Array(tasks[start..<end])))
      start = end
    }
    return parts
  }

  /// Those that are in neither.
  public func subtracting(_ other: TaskSet) -> TaskSet {
    let others = Set(other.tasks)
    return filter { !others.contains($0) }
  }
}

extension TaskSet: Codable where Draw: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode([Draw].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(tasks)
  }
}

/// A family whose tasks are those of sets, each as often as another of its set.
public struct TaskSetFamily<Base: EnvFamily>: EnvFamily where Base.Draw: Hashable {
  public let base: Base
  private let sets: [Split: TaskSet<Base.Draw>]

  /// - Precondition: no set is empty, and no task stands in two.
  public init(
    _ base: Base, train: TaskSet<Base.Draw>, validation: TaskSet<Base.Draw>, test: TaskSet<Base.Draw>
  ) {
    let sets = [train, validation, test]
    precondition(sets.allSatisfy { $0.count > 0 }, "a family with a split of no tasks")
    precondition(
      TaskSet(sets.flatMap(\.tasks)).count == sets.reduce(0) { $0 + $1.count },
      "a task that stands in two splits")
    self.base = base
    self.sets = [.train: train, .validation: validation, .test: test]
  }

  public var id: String { base.id }
  public var observationSpace: Box { base.observationSpace }
  public var actionSpace: ActionSpace { base.actionSpace }
  public var horizon: Int { base.horizon }

  public func drawTask(from split: Split, using stream: RandomStream) -> Base.Draw {
    guard let set = sets[split] else { preconditionFailure("a family without the split \(split)") }
    var stream = stream
    return set.tasks[Int(stream.next() % UInt64(set.count))]
  }

  public func kind(of task: Base.Draw) -> Int { base.kind(of: task) }
  public func coordinates(of task: Base.Draw) -> [Float] { base.coordinates(of: task) }

  public func makeVectorEnv(tasks: [Base.Draw], choosing policy: TaskPolicy<Base.Draw>) -> Base.Vector {
    base.makeVectorEnv(tasks: tasks, choosing: policy)
  }
}
