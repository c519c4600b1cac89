/// What became of tasks that ranks share: what each told, which all know, and what each kept, where it was worked on.
public struct Shared<Kept: Sendable, Told: Sendable>: Sendable {
  /// Of all tasks, in their order.
  public private(set) var told: [Told]
  /// nil where another rank has it.
  private var kept: [Kept?]
  private var owners: [Int]
  private let workers: Workers

  init(told: [Told], kept: [Kept?], owners: [Int], _ workers: Workers) {
    self.told = told
    self.kept = kept
    self.owners = owners
    self.workers = workers
  }

  public var count: Int { owners.count }

  /// What `body` makes of what was kept of some tasks, told to all.
  /// - Parameter tasks: which; all unless given.
  /// - Returns: in the order of `tasks`, the same on every rank.
  /// - Throws: of several errors that of the first task, on every rank.
  public func map<Result: Codable & Sendable>(
    _ tasks: [Int]? = nil, _ body: @Sendable (_ kept: Kept, _ task: Int) throws -> Result
  ) throws -> [Result] {
    let tasks = tasks ?? Array(owners.indices)
    @Sendable func result(_ task: Int) throws -> Result {
      guard let kept = kept[task] else { preconditionFailure("task \(task) is with rank \(owners[task])") }
      return try body(kept, task)
    }
    guard !workers.isAlone else {
      return try parallelMap(count: tasks.count, threads: workers.threads) { try result(tasks[$0]) }
    }
    return try workers.tell(tasks, owners: owners, result).told
  }

  /// The same tasks with something else kept of each.
  public func keeping<Other: Sendable>(_ transform: (Kept, Int) throws -> Other) rethrows -> Shared<
    Other, Told
  > {
    Shared<Other, Told>(
      told: told, kept: try kept.indices.map { task in try kept[task].map { try transform($0, task) } },
      owners: owners, workers)
  }

  /// Tasks of one and of the other, one after the other.
  public static func + (a: Shared, b: Shared) -> Shared {
    Shared(told: a.told + b.told, kept: a.kept + b.kept, owners: a.owners + b.owners, a.workers)
  }
}
