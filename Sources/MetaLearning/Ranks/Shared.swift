/// What became of tasks that ranks share: what each told, which all know, and what each kept, where it was worked on.
public struct Shared<Kept: Sendable, Told: Sendable>: Sendable {
  /// Of all tasks, in their order.
  public let told: [Told]
  /// nil where another rank has it.
  private let kept: [Kept?]
  private let owners: [Int]
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
}
