public import Randomness

/// A distribution of tasks that share one environment's spaces.
public protocol EnvFamily: Sendable {
  associatedtype Draw: Sendable
  associatedtype Vector: VectorEnv

  /// Registry name with version, as in `limber/Reach-v0`.
  var id: String { get }
  var observationSpace: Box { get }
  var actionSpace: Box { get }
  var horizon: Int { get }

  /// A task of the given split; the same stream gives the same task.
  func drawTask(from split: Split, using stream: RandomStream) -> Draw

  /// `count` environments that all pose the task `draw`.
  func makeVectorEnv(for draw: Draw, count: Int) -> Vector
}
