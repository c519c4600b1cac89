/// The best that can be done in a gridworld whose goal is unknown, in a trial of some episodes with one goal: the
/// expected returns, and the moves that reach them, exactly.
///
/// Each step is worth −0.1, and 1.1 more on the goal: what is to be maximised is the expected number of steps on the
/// goal, a whole number over the number of goals. Until the goal is found, all that is learned is where it is not, so
/// that the search is one sequence of moves, the same for all goals; once it is found, the best is to stay, and in
/// later episodes to take a shortest way to it. A goal at distance d from the start that step t of episode e of E (all
/// counted from 1) is the first to end on has, of the trial's E H steps,
///
///     (H + 1 − t) + (E − e) (H + 1 − d)
///
/// on it, and none if it is never found. `GridworldSearch` finds the moves for which these sum up to the most.
public struct GridworldOptimum: Sendable {
  public let world: Gridworld
  /// Of a trial.
  public let episodes: Int
  /// `[episodes × horizon]`: what to do as long as the goal is not found. Behind the step that looks at the last cell
  /// which could be it, anything.
  public let search: [Gridworld.Move]
  /// `[episodes]`: the expected return of each episode, the goal being any with the same probability.
  public let episodeReturns: [Double]
  /// The expected return of the whole trial, their sum.
  public let value: Double
  /// The expected return of an episode whose goal is known from its start.
  public let informedReturn: Double

  /// - Precondition: there is an episode, and the world has not more than 5 × 5 cells: more can take more memory than
  ///   there is.
  public init(_ world: Gridworld, episodes: Int = 1) { self.init(world, episodes: episodes, width: 1000) }

  /// - Parameter width: as in `GridworldSearch.best(width:)`; time depends on it, and which of several best searches is
  ///   found, not the value.
  init(_ world: Gridworld, episodes: Int, width: Int) {
    precondition(episodes >= 1, "a trial of \(episodes) episodes")
    precondition(world.size <= 5, "\(world.size) × \(world.size) cells are too many to be solved")
    self.world = world
    self.episodes = episodes
    search = GridworldSearch(world, episodes: episodes).best(width: width)
    episodeReturns = Self.stepsOnGoal(world, episodes, search).map { Self.meanReturn($0, world) }
    value = episodeReturns.reduce(0, +)
    informedReturn = Self.meanReturn(
      world.goals.reduce(0) { $0 + world.horizon + 1 - world.distance(from: 0, to: $1) }, world)
  }

  /// - Parameter steps: on the goal, summed over all goals.
  private static func meanReturn(_ steps: Int, _ world: Gridworld) -> Double {
    let goals = world.goals.count
    // In tenths.
    return Double(11 * steps - world.horizon * goals) / Double(10 * goals)
  }

  /// Steps on the goal in each episode, summed over all goals, of whoever searches by `moves`.
  private static func stepsOnGoal(_ world: Gridworld, _ episodes: Int, _ moves: [Gridworld.Move]) -> [Int] {
    var steps = [Int](repeating: 0, count: episodes)
    for goal in world.goals {
      var isFound = false
      for episode in 0..<episodes {
        var cell = 0
        for time in 0..<world.horizon {
          let move = isFound ? world.move(from: cell, to: goal) : moves[episode * world.horizon + time]
          cell = world.cell(after: move, from: cell)
          if cell == goal {
            isFound = true
            steps[episode] += 1
          }
        }
      }
    }
    return steps
  }
}
