import Autodiff
import Foundation
import Gym
import Learning
import MetaLearning
import PolicyLearning
import Randomness
import TestSupport
import Testing

/// Policies that choose keep the laws of those that act by numbers.
@Suite struct ChoiceLearnerTests {
  static let steps: [GradientSteps] = {
    var both = GradientSteps(rates: [0.5, 0.4])
    both.stageWeights = [1, 2, 1]
    var tensors = GradientSteps(rates: [0.5])
    tensors.learnedRates = .perTensor
    return [GradientSteps(rates: [0.5]), both, tensors]
  }()

  @Test(arguments: steps, Surrogate.allCases)
  func laws(_ steps: GradientSteps, surrogate: Surrogate) throws {
    let criterion = ChoiceLearner.criterion(surrogate: surrogate)
    let learner = GradientLearner(criterion, steps: steps)
    let theta = learner.initialParameters(using: RandomStream(seed: 5))
    let model = criterion.initialParameters(using: RandomStream(seed: 5))
    try checkMetaLearner(
      learner, on: ChoiceLearner.tasks(episodes: 20), at: theta,
      prior: ChoiceLearner.answers(CategoricalActor(criterion.policy, model)),
      restoring: { state, theta in
        var restored = learner.begin(theta)
        restored.model = restored.model.unflattened(state.model.flattened())
        restored.step = state.step
        return restored
      }, answers: ChoiceLearner.answers)
  }

  /// Of a layer x ↦ W x + b under a softmax p: with e the choice that was made, −mean(A log p_e) has the gradient
  /// mean(A (p − e)) by b and mean(A (p − e) xᵀ) by W.
  @Test func thePolicyGradientOfOneLayerIsTheFormula() {
    let policy = CategoricalPolicy(network: MLPShape(inputs: 2, hidden: [], outputs: 3))
    var stream = RandomStream(seed: 3)
    let rows = 7
    let x = (0..<2 * rows).map { _ in stream.normal() }
    let advantages = (0..<rows).map { _ in stream.normal() }
    let choices = (0..<rows).map { _ in Int(stream.next() % 3) }
    let batch = PolicyBatch(
      observations: Tensor(x, shape: [rows, 2]), actions: Tensor(choices.map(Float.init), shape: [rows, 1]),
      advantages: Tensor(advantages, shape: [rows]))
    let weight = (0..<6).map { _ in stream.normal() }
    let bias = (0..<3).map { _ in stream.normal() }
    let theta = Parameters([("head.weight", Tensor(weight, shape: [3, 2])), ("head.bias", Tensor(bias))])
    var byWeight = [Double](repeating: 0, count: 6)
    var byBias = [Double](repeating: 0, count: 3)
    for i in 0..<rows {
      let powers = (0..<3).map { (c: Int) -> Double in
        let logit: Float = bias[c] + weight[2 * c] * x[2 * i] + weight[2 * c + 1] * x[2 * i + 1]
        return exp(Double(logit))
      }
      for c in 0..<3 {
        let error: Double = powers[c] / powers.reduce(0, +) - (choices[i] == c ? 1 : 0)
        let term = Double(advantages[i]) * error / Double(rows)
        byBias[c] += term
        for k in 0..<2 { byWeight[2 * c + k] += term * Double(x[2 * i + k]) }
      }
    }
    for surrogate in Surrogate.allCases {
      let criterion = PolicyCriterion(policy, advantages: AdvantageSettings(), surrogate: surrogate)
      let got = gradient(of: { criterion.supportLoss($0, on: batch) }, at: theta).flattened()
      #expect(relativeError(got, byWeight + byBias) < 1e-5)
    }
  }

  /// Behind one of three doors is a prize. Before it has seen any, a policy finds it in a third of its first trials;
  /// what was learned on other tasks makes one step enough to find it nearly always.
  @Test func oneStepFindsThePrize() throws {
    let learner = GradientLearner(
      ChoiceLearner.criterion(discount: 0.1), steps: GradientSteps(rates: [2]))
    let training = MetaTraining(
      learner, on: ChoiceLearner.tasks(episodes: 20), updates: [.model: .trustRegion(TrustRegion())],
      tasksPerIteration: 12, threads: 1)
    var state = MetaState(parameters: learner.initialParameters(using: RandomStream(seed: 5)))
    for _ in 0..<25 { state = try training.iterate(state, using: RandomStream(seed: 7)).state }
    func firstTrials(_ theta: Parameters, absorptions: Int) throws -> Double {
      var share = 0.0
      for i in 0..<30 {
        let stream = RandomStream(seed: 11).split(i)
        let task = ChoiceLearner.tasks(episodes: 20).task(from: .test, using: stream.split("task"))
        try follow(learner, at: theta, on: task, absorptions: absorptions, using: stream) { event in
          guard case .scored(let episodes, _, absorptions) = event else { return }
          share += Double(episodes.count { $0.length == 1 }) / 600
        }
      }
      return share
    }
    let (before, after) = try (
      firstTrials(state.parameters, absorptions: 0), firstTrials(state.parameters, absorptions: 1)
    )
    #expect(abs(before - 1.0 / 3) < 0.15 && after > 0.8, "\(before), \(after)")
  }
}
