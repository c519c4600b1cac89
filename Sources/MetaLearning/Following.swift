public import Autodiff
public import Randomness

/// What an observer is told while a learner follows a task.
public enum Following<L: Learner>: Sendable {
  /// Query experience of the mapping after so many absorptions.
  case scored(L.Experience, by: L.Mapping, after: Int)
  /// Support experience that is about to be absorbed, after so many others.
  case gathered(L.Experience, after: Int)
}

/// Runs a learner's fold on one task, and scores its mapping after 0, 1, … absorptions on experience that it does not
/// absorb. Evaluation, films and live adaptation are observers of this loop.
/// - Parameters:
///   - absorptions: how many.
///   - isScored: after which of them.
///   - stream: the branches `score` and `adapt` are drawn from.
/// - Returns: φ after the last one.
@discardableResult
public func follow<L: Learner, Task: LearningTask>(
  _ learner: L, at theta: Parameters, on task: Task, absorptions: Int, using stream: RandomStream,
  scoring isScored: (Int) -> Bool = { _ in true }, observe: (Following<L>) throws -> Void
) throws -> L.State where Task.Mapping == L.Mapping, Task.Experience == L.Experience {
  var state = learner.begin(theta)
  for count in 0...absorptions {
    let mapping = learner.mapping(state, theta)
    if isScored(count) {
      let query = try task.gather(
        with: mapping, for: .query, using: stream.split("score").split(count))
      try observe(.scored(query, by: mapping, after: count))
    }
    guard count < absorptions else { break }
    let support = try task.gather(
      with: mapping, for: .support(count), using: stream.split("adapt").split(count))
    try observe(.gathered(support, after: count))
    state = learner.absorb(state, support, theta)
  }
  return state
}
