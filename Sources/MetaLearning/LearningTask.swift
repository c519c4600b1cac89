public import Autodiff
public import Randomness

/// What experience is gathered for. What one purpose yields is never used for the other.
public enum Purpose: Sendable, Hashable {
  /// To be absorbed, after so many absorptions.
  case support(Int)
  /// To score a mapping, or to differentiate the loss of what adapted.
  case query
}

/// A mapping to be learned, drawn from a family of such: it can gather experience with a mapping.
///
/// A task of acting gathers episodes with the policy it is given, afresh each time; a task of labelled examples hands
/// out the same support examples after every absorption, and ignores the mapping. Learners cannot tell which.
public protocol LearningTask: Sendable {
  /// What gathers: a policy, or a predictor.
  associatedtype Mapping: Sendable
  associatedtype Experience: Sendable

  /// Whether support experience depends on the mapping that gathers it, so that what was gathered with a mapping
  /// measures it as query experience would.
  static var gathersAfresh: Bool { get }

  /// How it was chosen, where a curriculum chooses; nil unless given.
  var proposal: Proposal? { get }

  /// - Parameter stream: the only source of randomness.
  func gather(
    with mapping: Mapping, for purpose: Purpose, using stream: RandomStream
  ) throws -> Experience
}

extension LearningTask {
  public var proposal: Proposal? { nil }
}

/// A distribution of learning tasks whose splits share no task.
public protocol TaskFamily: Sendable {
  associatedtype Task: LearningTask

  /// A task of the given split; the same stream gives the same task.
  func task(from split: Split, using stream: RandomStream) throws -> Task

  /// A number that tasks have in common which cost about as much work, told without making the task; 0 unless given.
  func kind(ofTaskFrom split: Split, using stream: RandomStream) -> Int

  /// The same tasks, those for training chosen by `proposer`; itself unless given.
  func proposing(_ proposer: Proposer) -> Self
}

extension TaskFamily {
  public func kind(ofTaskFrom split: Split, using stream: RandomStream) -> Int { 0 }
  public func proposing(_ proposer: Proposer) -> Self { self }
}

/// The tasks of one meta-iteration: drawn, worked on and folded in their order, by any number of workers.
public struct TaskBatch<Family: TaskFamily>: Sendable {
  public var family: Family
  public var count: Int
  /// Task i is drawn from, and works with, the branch i.
  public var stream: RandomStream
  public var workers: Workers
  /// Of the run, for messages.
  public var iteration: Int
  /// What the learner kept of earlier iterations.
  public var memory = Parameters([])

  public init(_ family: Family, count: Int, stream: RandomStream, workers: Workers, iteration: Int) {
    precondition(count > 0, "a batch of \(count) tasks")
    self.family = family
    self.count = count
    self.stream = stream
    self.workers = workers
    self.iteration = iteration
  }

  public init(_ family: Family, count: Int, stream: RandomStream, threads: Int, iteration: Int) {
    self.init(
      family, count: count, stream: stream, workers: Workers(threads: threads), iteration: iteration)
  }

  /// What `body` makes of every training task, in task order. Its stream is for the work on that task.
  /// - Throws: `MetaLearningError` naming iteration and task where `body` throws `NonFinite` or a fault of the world.
  public func map<Result: Codable & Sendable>(
    _ body: @Sendable (Family.Task, _ index: Int, _ stream: RandomStream) throws -> Result
  ) throws -> [Result] {
    try share { ((), try body($0, $1, $2)) }.told
  }

  /// The same where more is asked of each task afterwards: what it keeps for that stays with the rank that worked on it,
  /// what it tells is told to all.
  /// - Parameter first: how many of the first tasks will be asked again and again.
  public func share<Kept: Sendable, Told: Codable & Sendable>(
    first: Int = 0,
    _ body: @Sendable (Family.Task, _ index: Int, _ stream: RandomStream) throws -> (kept: Kept, told: Told)
  ) throws -> Shared<Kept, Told> {
    @Sendable func kind(_ index: Int) -> Int {
      family.kind(ofTaskFrom: .train, using: stream.split(index).split("task"))
    }
    return try workers.share(count, for: "training", kinds: kind, first: first) { index in
      let own = stream.split(index)
      do { return try body(family.task(from: .train, using: own.split("task")), index, own) } catch {
        switch error {
        case let error as NonFinite:
          throw MetaLearningError.nonFinite(what: error.what, iteration: iteration, task: index)
        case let error as any TaskFault:
          throw MetaLearningError.refused("\(error)", iteration: iteration, task: index)
        default: throw error
        }
      }
    }
  }
}

/// A fault of a task's world that ends a run, and is told with the task's number.
public protocol TaskFault: Error {}

/// A number that left the finite ones.
public struct NonFinite: Error {
  /// As in "the meta-gradient is not finite".
  public var what: String

  public init(_ what: String) { self.what = what }
}
