public import Randomness

/// Which task the next episode of a row poses. A task that was assigned to the row goes before.
public struct TaskPolicy<Draw: Sendable>: Sendable {
  /// nil where rows keep their tasks.
  let next: (@Sendable (_ row: Int, _ episode: Int, _ seed: UInt64) -> Draw)?

  /// Every row keeps its task.
  public static var fixed: TaskPolicy { TaskPolicy(next: nil) }

  /// What the caller hands in for each episode.
  /// - Parameter next: a row's task for its episode number `episode`, counted from 0 at each reset, that begins with
  ///   `seed`.
  public static func handedIn(
    _ next: @escaping @Sendable (_ row: Int, _ episode: Int, _ seed: UInt64) -> Draw
  ) -> TaskPolicy {
    TaskPolicy(next: next)
  }

  /// A new task of the split for each episode, drawn from the branch "task" of the episode's seed.
  public static func drawn<Family: EnvFamily>(from split: Split, of family: Family) -> TaskPolicy
  where Family.Draw == Draw {
    TaskPolicy { _, _, seed in
      family.drawTask(from: split, using: RandomStream(seed: seed).split("task"))
    }
  }

  /// The task of an episode; nil for the row's last one.
  public func callAsFunction(row: Int, episode: Int, seed: UInt64) -> Draw? { next?(row, episode, seed) }
}
