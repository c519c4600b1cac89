/// What a rank tells of its tasks, in their order.
struct RankReport<Told: Codable & Sendable>: Codable, Sendable {
  var told: [Told]
  /// Of each task.
  var seconds: [Double]
  var failure: TaskFailure?
}

/// An error of a task, as all ranks are told of it.
struct TaskFailure: Codable, Sendable {
  /// Of the task among those that were asked.
  var place: Int
  var text: String
  private var learning: MetaLearningError?
  private var isStop: Bool

  init(_ error: any Error, place: Int) {
    self.place = place
    text = "\(error)"
    learning = error as? MetaLearningError
    isStop = error is StopRequested
  }

  /// The same on all ranks, also on the one whose task it was.
  var error: any Error {
    if isStop { return StopRequested() }
    return learning ?? SharedError(text: text)
  }
}

/// An error of a task that a rank told to all, in the words that it had where it arose.
public struct SharedError: Error, Hashable, CustomStringConvertible {
  public let text: String
  public var description: String { text }
}

/// Thrown by a task that was not begun since the run is to stop.
public struct StopRequested: Error {
  public init() {}
}
