import Gym
import MetaLearning
import PolicyLearning
import Randomness
import TestSupport
import Testing

@Suite struct EpisodeTaskTests {
  @Test(arguments: [ActionChoice.drawn, .likeliestWhenScored, .likeliest])
  func theLikeliestActionIsTakenWhereItIsAskedFor(choice: ActionChoice) throws {
    let stream = RandomStream(seed: 2)
    let criterion = PointLearner.criterion()
    let actor = criterion.mapping(criterion.initialParameters(using: stream.split("policy")))
    let task = EpisodeTasks(PointFamily(), episodes: 3, choosing: choice, for: GaussianActor.self)
      .task(from: .test, using: stream.split("task"))
    for purpose in [Purpose.query, .support(1)] {
      let takesLikeliest = choice == .likeliest || choice == .likeliestWhenScored && purpose == .query
      for episode in try task.gather(with: actor, for: purpose, using: stream) {
        var mean = [Float](repeating: 0, count: episode.actions.count)
        var likeliest = actor.likeliest
        var span = mean.mutableSpan
        var streams = (0..<episode.length).map { RandomStream(seed: UInt64($0)) }
        likeliest.act(
          on: episode.observations.span.extracting(first: episode.length * episode.observationCount),
          streams: &streams, into: &span)
        let off = zip(episode.actions, mean).map { abs($0 - $1) }.max() ?? 1
        #expect((off < 1e-5) == takesLikeliest, "\(purpose): off by \(off)")
      }
    }
  }
}
