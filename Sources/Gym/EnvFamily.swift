public import Randomness

/// A distribution of tasks that share one environment's spaces.
public protocol EnvFamily: Sendable {
  associatedtype Draw: Sendable
  associatedtype Vector: VectorEnv where Vector.Draw == Draw

  /// Registry name with version, as in `limber/Reach-v0`.
  var id: String { get }
  var observationSpace: Box { get }
  var actionSpace: ActionSpace { get }
  var horizon: Int { get }

  /// A task of the given split; the same stream gives the same task.
  func drawTask(from split: Split, using stream: RandomStream) -> Draw

  /// Whether the family can draw a task; what it does not accept is no input for its environments.
  func accepts(_ task: Draw) -> Bool

  /// A number that tasks have in common which take about as long to play; 0 unless given.
  func kind(of task: Draw) -> Int

  /// Numbers of about −1 to 1, as many for all tasks of a kind, that are near where tasks are alike; none unless given.
  func coordinates(of task: Draw) -> [Float]

  /// An environment for each of `tasks`, whose later episodes pose the tasks that `policy` chooses.
  func makeVectorEnv(tasks: [Draw], choosing policy: TaskPolicy<Draw>) -> Vector
}

extension EnvFamily {
  public func accepts(_ task: Draw) -> Bool { true }
  public func kind(of task: Draw) -> Int { 0 }
  public func coordinates(of task: Draw) -> [Float] { [] }

  /// `count` environments that all pose the task `draw`.
  public func makeVectorEnv(for draw: Draw, count: Int) -> Vector {
    makeVectorEnv(tasks: Array(repeating: draw, count: count), choosing: .fixed)
  }
}
