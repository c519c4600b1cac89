import Autodiff
import Gym
import Learning
import Testing

@testable import PolicyLearning

/// What a step's token tells of the step before.
@Suite struct RecollectionTests {
  private func policy(_ head: ActionHead, reward: Bool = true, change: Bool = true) -> SequencePolicy {
    var features = TokenFeatures()
    features.reward = reward
    features.change = change
    let seen = ObservationNormalization(mean: [1, -1], scale: [2, 0.5])
    return SequencePolicy(
      .recurrent(
        SequenceShape(
          kind: .lstm, inputs: SequencePolicy.tokenCount(observations: 2, head: head, features: features),
          encoder: [], hidden: 3, head: [], outputs: head.width)),
      critic: [], head: head, features: features, normalization: seen, context: seen, rewardScale: 0.5,
      deviation: DeviationSchedule(from: 1, to: 1, over: 0), episodes: 2,
      horizon: 3)
  }

  private struct Step {
    var observation: [Float]
    var action: [Float]
    var reward: Float
    var ended = false
  }

  /// Tokens of the second of two rows, of which the first does nothing.
  private func tokens(_ steps: [Step], _ policy: SequencePolicy) -> [[Float]] {
    var recollection = Recollection(rows: 2, policy: policy)
    let fresh = recollection
    let tokens = steps.map { step in
      var token = [Float](repeating: .nan, count: policy.network.inputs)
      var span = token.mutableSpan
      recollection.write(1, observation: step.observation.span, of: policy, into: &span)
      recollection.note(
        1, action: step.action.span, reward: step.reward, ended: step.ended, head: policy.head)
      return token
    }
    var (token, other) = (tokens[0], tokens[0])
    let observation: [Float] = [3, 1]
    var span = token.mutableSpan
    recollection.write(0, observation: observation.span, of: policy, into: &span)
    var otherSpan = other.mutableSpan
    fresh.write(0, observation: observation.span, of: policy, into: &otherSpan)
    #expect(token == other, "the other row remembers nothing")
    recollection.memory = recollection.memory.map { _ in 1 }
    recollection.clear(1, of: policy)
    #expect(recollection.memory == [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    recollection.clear(0, of: policy)
    #expect(recollection == fresh, "what is cleared is as if it had never been")
    return tokens
  }

  /// Two episodes of a trial. Rewards change within an episode only: at its second step, and from there on.
  private let steps = [
    Step(observation: [2, 1], action: [2, 0.25], reward: 4),
    Step(observation: [1, -1], action: [9, -3], reward: 6),
    Step(observation: [1, 3], action: [-1, 1], reward: 1, ended: true),
    Step(observation: [0, -1], action: [1, 0.5], reward: 3),
    Step(observation: [1, -1], action: [0, 0.5], reward: 2, ended: true),
    Step(observation: [1, -1], action: [0, 0], reward: 0),
  ]

  /// Observation shifted and scaled; action clamped to [−1, 3] × [0, 1] and scaled to [−1, 1]; half the reward; end;
  /// five times half the change, and its product with the action.
  @Test func aTrialInABox() {
    let box = ActionHead.box(low: [-1, 0], high: [3, 1])
    let want: [[Float]] = [
      [2, 1, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0.5, -0.5, 2, 0, 0, 0, 0],
      [0, 2, 1, -1, 3, 0, 5, 5, -5],
      [-2, 0, -1, 1, 0.5, 1, -12.5, 12.5, -12.5],
      [0, 0, 0, 0, 1.5, 0, 0, 0, 0],
      [0, 0, -0.5, 0, 1, 1, -2.5, 1.25, 0],
    ]
    #expect(tokens(steps, policy(box)) == want)
    #expect(tokens(steps, policy(box, change: false)) == want.map { Array($0.prefix(6)) })
    #expect(
      tokens(steps, policy(box, reward: false, change: false)) == want.map { Array($0[..<4] + [$0[5]]) })
  }

  @Test func aTrialOfChoices() {
    var steps = steps
    for (i, choice) in [2, 0, 1, 1, 2, 0].enumerated() { steps[i].action = [Float(choice)] }
    let want: [[Float]] = [
      [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0],
      [0, 2, 1, 0, 0, 3, 0, 5, 5, 0, 0],
      [-2, 0, 0, 1, 0, 0.5, 1, -12.5, 0, -12.5, 0],
      [0, 0, 0, 1, 0, 1.5, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 1, 1, 1, -2.5, 0, 0, -2.5],
    ]
    #expect(tokens(steps, policy(.choices(3))) == want)
    #expect(tokens(steps, policy(.choices(3), change: false)) == want.map { Array($0.prefix(7)) })
    #expect(
      tokens(steps, policy(.choices(3), reward: false, change: false))
        == want.map { Array($0[..<5] + [$0[6]]) })
  }

  /// Where a box has no end, ±1; an action that has no range is 0.
  @Test func headsAreThoseOfTheirSpaces() {
    let space = ActionSpace.box(
      Box([Component("a", low: -2), Component("b"), Component("c", low: 3, high: 3)]))
    let head = ActionHead(space)
    #expect(head == .box(low: [-2, -1, 3], high: [1, 1, 3]) && head.width == 3 && head.actionCount == 3)
    var encoded: [Float] = [9, 9, 9]
    var span = encoded.mutableSpan
    let action: [Float] = [1, -7, 3]
    head.encode(action.span, into: &span)
    #expect(encoded == [1, -1, 0])
    let choices = ActionHead(DoorEnv.actionSpace)
    #expect(choices == .choices(3) && choices.width == 3 && choices.actionCount == 1)
  }
}
