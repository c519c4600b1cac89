import Autodiff
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@testable import PolicyLearning

/// Training teaches what no policy without a memory can do.
@Suite struct SequenceTrainingTests {
  private func proximal(_ rate: Float) -> OuterUpdate {
    var update = ProximalUpdate()
    (update.rate, update.epochs, update.minibatches, update.clip) = (rate, 4, 2, 0.2)
    return .proximal(update)
  }

  /// One of three doors an episode, six episodes a trial. Without a memory one in three is right; with one, who has
  /// found the prize finds it again. The first episode stays a guess. Of 20 other runs, each by another seed, the worst
  /// came to 0.99.
  @Test(arguments: [SequenceProblem.Memory.gru, .lstm, .attention])
  func aMemoryFindsThePrizeAgain(_ kind: SequenceProblem.Memory) throws {
    let family = DoorFamily(tries: 1)
    var loss = SequenceLoss()
    loss.entropyWeight = 0.1
    let learner = SequenceLearner(
      SequenceProblem.policy(kind, for: family, hidden: 16, episodes: 6), loss: loss)
    let training = MetaTraining(
      learner,
      on: SequenceProblem.lanes(family, rows: 24, steps: 24, episodes: 6, teacher: nil as DoorTeacher?),
      updates: [.model: proximal(kind == .attention ? 0.004 : 0.01)], tasksPerIteration: 4, threads: 2)
    var state = MetaState(parameters: learner.initialParameters(using: RandomStream(seed: 1)))
    var measures: [Measures] = []
    for _ in 0..<60 {
      let next = try training.iterate(state, using: RandomStream(seed: 2))
      (state, measures) = (next.state, next.report.measures)
    }
    let successes = try measures.map { try #require($0["success"]) }
    #expect(successes[0] < 0.5, "nothing tells the first guess: \(successes)")
    #expect(successes[3...].allSatisfy { $0 > 0.75 }, "\(successes)")
  }

  /// The teacher does what the observation says; who imitates it comes to do the same.
  @Test func imitationDescendsToTheTeacher() throws {
    let family = ShownFamily()
    var loss = SequenceLoss()
    loss.imitation = 100
    let learner = SequenceLearner(
      SequenceProblem.policy(.gru, for: family, layers: [8], hidden: 8), loss: loss)
    let training = MetaTraining(
      learner, on: SequenceProblem.lanes(family, rows: 8, steps: 12, teacher: ShownTeacher()),
      updates: [.model: proximal(0.01)], tasksPerIteration: 2, threads: 1)
    var state = MetaState(parameters: learner.initialParameters(using: RandomStream(seed: 1)))
    var losses: [Float] = []
    for _ in 0..<30 {
      let next = try training.iterate(state, using: RandomStream(seed: 2))
      state = next.state
      losses.append(next.report.loss)
    }
    #expect(losses[29] < 0.1 * losses[0], "\(losses)")
  }
}
