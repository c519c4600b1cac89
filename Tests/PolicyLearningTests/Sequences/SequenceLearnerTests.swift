import Autodiff
import Gym
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@testable import PolicyLearning

/// A policy with a memory keeps the laws of every meta-learner.
@Suite struct SequenceLearnerTests {
  /// What actors of the mapping do first, at fixed places, with noise of many streams.
  private static func answers<Family: EnvFamily>(_ mapping: SequenceMapping, in family: Family) -> [Float] {
    let draws = (0..<3).map { family.drawTask(from: .train, using: RandomStream(seed: UInt64($0))) }
    let actor = mapping.actor(in: family.makeVectorEnv(tasks: draws, choosing: .fixed))
    let observations = questions(family)
    return (0..<64).flatMap { i in
      var (own, streams) = (actor, streams(i))
      var actions = [Float](repeating: 0, count: 3 * mapping.policy.head.actionCount)
      var span = actions.mutableSpan
      own.act(on: observations.span, streams: &streams, into: &span)
      return actions
    }
  }
  private static func streams(_ i: Int) -> [RandomStream] {
    (0..<3).map { RandomStream(seed: 8).split(i).split($0) }
  }
  private static func questions<Family: EnvFamily>(_ family: Family) -> [Float] {
    noise(3 * family.observationSpace.count, seed: 4)
  }

  /// The same without the learner: tokens that tell of nothing but the observation.
  private static func prior<Family: EnvFamily>(
    _ policy: SequencePolicy, _ theta: Parameters, in family: Family
  ) -> [Float] {
    let count = family.observationSpace.count
    let said = (0..<3).map { row in
      let seen = questions(family)[row * count..<row * count + policy.observationCount]
      var token = zip(seen.indices, seen).map { place, value in
        let i = place - row * count
        return (value - policy.normalization.mean[i]) * policy.normalization.scale[i]
      }
      token += Array(repeating: 0, count: policy.network.inputs - token.count)
      var stepper = policy.network.stepper(theta)
      var state = [Float](repeating: 0, count: policy.network.memory)
      var out = [Float](repeating: 0, count: policy.head.width)
      stepper.step(token, state: &state, into: &out)
      return out
    }
    return (0..<64).flatMap { i in
      var streams = streams(i)
      return (0..<3).flatMap { row in
        let own = said[row]
        if case .choices = policy.head {
          let choice = chosen(own, using: &streams[row])
          return [Float(choice)]
        }
        return own.map { $0 + policy.deviation.to * streams[row].normal() }
      }
    }
  }

  private func expectLaws<Family: EnvFamily, Teacher: ActingMapping>(
    _ family: Family, _ policy: SequencePolicy, _ loss: SequenceLoss, taughtBy teacher: Teacher
  ) throws {
    let learner = SequenceLearner(policy, loss: loss)
    let theta = SequenceProblem.smoothParameters(learner)
    try checkMetaLearner(
      learner, on: EpisodeTasks(family, episodes: 3, for: SequenceMapping.self),
      trainedOn: SequenceProblem.lanes(family, teacher: teacher), at: theta,
      prior: Self.prior(policy, theta, in: family),
      restoring: { state, _ in
        state.map { state in
          var restored = Recollection(rows: state.rows, policy: policy)
          (restored.memory, restored.actions, restored.ages) = (state.memory, state.actions, state.ages)
          (restored.rewards, restored.changes, restored.ends) = (state.rewards, state.changes, state.ends)
          return restored
        }
      }, answers: { Self.answers($0, in: family) })
  }

  /// Without the critic's part of the loss: it takes h for a constant, so that its gradient is not the slope of its
  /// value.
  private func loss(imitation: Int, flow: SequenceLoss.Flow = .trial) -> SequenceLoss {
    var loss = SequenceLoss()
    (loss.valueWeight, loss.imitation, loss.flow, loss.entropyWeight) = (0, imitation, flow, 0.1)
    return loss
  }

  @Test(arguments: SequenceProblem.Memory.allCases, [0, 1])
  func lawsInABox(_ kind: SequenceProblem.Memory, imitation: Int) throws {
    let family = ShownFamily()
    try expectLaws(
      family, SequenceProblem.policy(kind, for: family, sees: 2), loss(imitation: imitation),
      taughtBy: ShownTeacher())
  }

  @Test(arguments: SequenceProblem.Memory.allCases, [0, 1])
  func lawsOfChoices(_ kind: SequenceProblem.Memory, imitation: Int) throws {
    let family = DoorFamily()
    try expectLaws(
      family, SequenceProblem.policy(kind, for: family), loss(imitation: imitation, flow: .episode),
      taughtBy: DoorTeacher())
  }

  @Test func anUpdateByCurvatureIsRefused() {
    let learner = SequenceLearner(SequenceProblem.policy(.gru, for: ShownFamily()), loss: SequenceLoss())
    #expect(learner.refusal(of: .trustRegion(TrustRegion())) != nil)
    for update in [OuterUpdate.adam(AdamUpdate()), .proximal(ProximalUpdate()), .sgd(SGDUpdate())] {
      #expect(learner.refusal(of: update) == nil)
    }
  }

  @Test func anotherNumberOfEpisodesTraps() async {
    await #expect(processExitsWith: .failure) {
      let learner = SequenceLearner(SequenceProblem.policy(.gru, for: DoorFamily()), loss: SequenceLoss())
      _ = learner.absorb(
        Recollection(rows: 2, policy: learner.policy), [], SequenceProblem.parameters(learner))
    }
  }
}
