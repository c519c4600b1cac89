import Autodiff
import Learning
import MetaLearning
import PolicyLearning
import Randomness
import TestSupport
import Testing

/// Gradient steps on episodes keep the laws of every meta-learner.
@Suite struct PolicyLearnerTests {
  static let steps: [GradientSteps] = {
    let one = GradientSteps(rates: [0.3])
    var both = one
    both.stageWeights = [1, 2]
    var three = GradientSteps(rates: [0.3, 0.2, 0.25])
    three.stageWeights = [1, 2, 0, 4]
    var tensors = GradientSteps(rates: [0.3, 0.2])
    tensors.learnedRates = .perTensor
    return [one, both, three, tensors, GradientSteps(rates: [0.2], derivative: .none)]
  }()

  @Test(arguments: steps, Surrogate.allCases)
  func laws(_ steps: GradientSteps, surrogate: Surrogate) throws {
    let criterion = PointLearner.criterion(surrogate: surrogate)
    let learner = GradientLearner(criterion, steps: steps)
    let theta = learner.initialParameters(using: RandomStream(seed: 5))
    let model = criterion.initialParameters(using: RandomStream(seed: 5))
    try checkMetaLearner(
      learner, on: PointLearner.tasks(), at: theta,
      prior: PointLearner.answers(GaussianActor(criterion.policy, model)),
      restoring: { state, theta in
        var restored = learner.begin(theta)
        restored.model = restored.model.unflattened(state.model.flattened())
        restored.step = state.step
        return restored
      }, answers: PointLearner.answers)
  }

  /// The noise keeps the step size that it was given.
  @Test func theDeviationsStepSizeIsNotLearned() {
    for granularity in [RateGranularity.perTensor, .perParameter] {
      var steps = GradientSteps(rates: [0.3])
      steps.learnedRates = granularity
      let names = GradientLearner(PointLearner.criterion(), steps: steps)
        .initialParameters(using: RandomStream(seed: 5)).names
      #expect(names.count == 9 && names.contains("log_std") && !names.contains("rates.0.log_std"))
    }
  }

  /// The price is of the divergence from what gathered support data, in that order, however far it has gone.
  @Test func aProximalGradientHasItsPriceOnTheDivergence() throws {
    var steps = GradientSteps(rates: [0.3, 0.2])
    steps.stageWeights = [1, 1, 0]
    let learner = GradientLearner(PointLearner.criterion(), steps: steps)
    let theta = learner.initialParameters(using: RandomStream(seed: 5))
    let objective = try learner.objective(
      on: TaskBatch(PointLearner.tasks(), count: 3, stream: RandomStream(seed: 7), threads: 1, iteration: 0),
      at: theta, for: ObjectiveDemand(comparesModels: true))
    let gradientAt = try #require(objective.gradientAt)
    let evaluate = try #require(objective.valueAndDivergence)
    let direction = theta.unflattened(noise(theta.elementCount, seed: 2))
    // Far enough that the two divergences between the policies differ by a quarter.
    let point = theta.adding(direction, scaledBy: 0.3 / direction.norm * 2)
    func terms(_ price: Float) -> ProximalTerms { ProximalTerms(clip: 0.2, innerDivergenceWeight: price) }
    let priced = try gradientAt(point, terms(3)) - gradientAt(point, terms(0))
    for d in [priced * (1 / priced.norm), direction * (1 / direction.norm)] {
      let h: Float = 0.01
      func divergence(_ h: Float) throws -> Float { try evaluate(point.adding(d, scaledBy: h)).divergence }
      // Each of the two stages has weight ½ there, and price 3 here.
      let slope = try 6 * (divergence(h) - divergence(-h)) / (2 * h)
      #expect(abs(priced.dot(d) - slope) < 0.02 * priced.norm, "\(priced.dot(d)), by differences \(slope)")
    }
  }
}
