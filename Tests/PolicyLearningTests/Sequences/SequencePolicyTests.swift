import Autodiff
import Learning
import Randomness
import Testing

@testable import PolicyLearning

@Suite struct SequencePolicyTests {
  @Test func aDeviationFallsByTheSameFactor() {
    let schedule = DeviationSchedule(from: 0.8, to: 0.2, over: 4)
    for (iteration, want) in [(-1, 0.8), (0, 0.8), (1, 0.5656854), (2, 0.4), (4, 0.2), (9, 0.2)] {
      #expect(abs(schedule(iteration) - Float(want)) < 1e-6, "iteration \(iteration)")
    }
    #expect(DeviationSchedule(from: 0.8, to: 0.2, over: 0)(0) == 0.2)
  }

  /// Imitation has a schedule of its own; the policy's begins behind it.
  @Test func imitationComesFirst() {
    var loss = SequenceLoss()
    (loss.imitation, loss.imitationDeviation) = (2, [1, 0.25])
    let learner = SequenceLearner(SequenceProblem.policy(.gru, for: ShownFamily()), loss: loss)
    #expect((0..<4).map(learner.imitates) == [true, true, false, false])
    let deviations = (0..<3).map(learner.deviation) + [learner.deviation(12)]
    for (got, want) in zip(deviations, [1, 0.5, 0.6, 0.3] as [Float]) { #expect(abs(got - want) < 1e-6) }
    let mapping = learner.mapping(nil, learner.initialParameters(using: RandomStream(seed: 1)))
    #expect(mapping.deviation == 0.3)
  }

  @Test(arguments: SequenceProblem.Memory.allCases)
  func theLayoutIsThatOfInitialParameters(_ kind: SequenceProblem.Memory) {
    for policy in [
      SequenceProblem.policy(kind, for: ShownFamily(), layers: [6], sees: 2),
      SequenceProblem.policy(kind, for: DoorFamily()),
    ] {
      let p = SequenceLearner(policy, loss: SequenceLoss()).initialParameters(using: RandomStream(seed: 1))
      #expect(p.names == policy.layout.map(\.name) && p.tensors.map(\.shape) == policy.layout.map(\.shape))
      // The first actions are those of a network that says almost nothing.
      if policy.network.generated == nil {
        #expect(abs(p["head.head.weight"].slice(0..<1).square().sum().scalar - 1e-4) < 1e-6)
      } else {
        #expect(p["head.generator.weight"].values.allSatisfy { $0 == 0 })
      }
      #expect(p["critic.layers.0.weight"].values.allSatisfy { $0 != 0 })
      #expect(p.names[policy.criticPlace] == "critic.layers.0.weight")
      let tokens = policy.observationCount + policy.head.width + 3 + policy.head.width
      #expect(
        policy.network.inputs == tokens
          && policy.critic.inputs == policy.network.hidden + policy.context.count + 2)
    }
  }

  @Test func choicesAreDrawnAsSoftmaxSays() {
    let logits: [Float] = [1, -1, 0.5]
    var stream = RandomStream(seed: 2)
    var counts = [0, 0, 0]
    for _ in 0..<4000 { counts[chosen(logits, using: &stream)] += 1 }
    let want = Tensor(logits, shape: [1, 3]).softmax(axis: 1).values
    for (count, probability) in zip(counts, want) { #expect(abs(Float(count) / 4000 - probability) < 0.03) }
    let certain: [Float] = [0, 300, -300]
    #expect(chosen(certain, using: &stream) == 1)
    let even: [Float] = [1, 3, 3]
    #expect(chosen(even, isDeterministic: true, using: &stream) == 1)
    #expect(chosen(logits, isDeterministic: true, using: &stream) == 0)
  }
}
