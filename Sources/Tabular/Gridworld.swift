public import Gym
public import Randomness

/// Grids with a hidden goal: the smallest problem whose best adaptation is a search (Zintgraf et al. 2020, VariBAD,
/// §5.1).
///
/// A task is a goal, one of the cells but the start and its neighbours, the diagonal one included. An episode begins in
/// the bottom left corner and lasts `horizon` steps, of which each pays 1 where it ends on the goal and −0.1 elsewhere;
/// the goal does not end it. It succeeds where the last step ends on the goal.
///
/// There are too few goals to hold some out: training, validation and test draw from all.
public struct Gridworld: EnvFamily, Hashable {
  public let name = "gridworld"
  public let summary =
    "A grid with a hidden goal to search for, then to go to and stay on (Zintgraf et al. 2020)."
  public let id = "limber/Gridworld-v0"
  /// Cells along each side. Cell number c is at x = c % size and y = c / size; the start is 0.
  public let size: Int
  /// Steps of an episode.
  public let horizon: Int
  /// Whether the goal stands in the observation: for what knows the task.
  public let showsTask: Bool

  /// A task.
  public struct Draw: Hashable, Codable, Sendable {
    /// Number of a cell.
    public let goal: Int

    public init(goal: Int) { self.goal = goal }
  }

  /// The reward of a step that ends on the goal, and of one that ends elsewhere.
  public static let rewards: (goal: Float, elsewhere: Float) = (1, -0.1)

  /// - Precondition: there is a goal, and the horizon reaches each: `size` is 3 or more, `horizon` 2 `size` − 2 or more.
  public init(size: Int = 5, horizon: Int = 15, showsTask: Bool = false) {
    precondition(size >= 3, "a grid of \(size) × \(size) cells has no goals")
    precondition(horizon >= 2 * size - 2, "\(horizon) steps do not reach across \(size) × \(size) cells")
    self.size = size
    self.horizon = horizon
    self.showsTask = showsTask
  }

  /// The same tasks in sight.
  public var revealed: Gridworld { Gridworld(size: size, horizon: horizon, showsTask: true) }

  /// Cells that can be the goal, in ascending order.
  public var goals: [Int] { (0..<cells).filter { $0 % size > 1 || $0 / size > 1 } }

  /// Where the agent is, as a share of the way from the left to the right and from the bottom to the top; behind it,
  /// where the task is shown, the same of the goal.
  public var observationSpace: Box {
    let names = ["x", "y"] + (showsTask ? ["goal x", "goal y"] : [])
    return Box(names.map { Component($0, low: 0, high: 1) })
  }
  public var actionSpace: ActionSpace {
    .discrete(Discrete("move", choices: Move.allCases.map { "\($0)" }))
  }

  /// A goal as likely as any other, of whichever split.
  public func drawTask(from split: Split, using stream: RandomStream) -> Draw {
    var stream = stream
    return Draw(goal: goals[Int(stream.next() % UInt64(goals.count))])
  }

  public func makeVectorEnv(
    tasks: [Draw], choosing policy: TaskPolicy<Draw>
  ) -> SerialVectorEnv<GridworldEnv, Draw> {
    SerialVectorEnv(tasks: tasks, choosing: policy) { GridworldEnv(self, task: $0) }
  }
}
