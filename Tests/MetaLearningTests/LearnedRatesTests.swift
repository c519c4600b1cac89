import Autodiff
import Gym
import Learning
import MetaLearning
import TestSupport
import Testing
import Randomness

@Suite struct LearnedRatesTests {
  private func values(_ rates: LearnedRates, step: Int) -> [Float] {
    rates.logRates[step].map { $0.exp() }.flattened()
  }

  private let parameters = Parameters([
    ("a", Tensor([1, 2], shape: [2])), ("b", Tensor([3], shape: [1])),
  ])

  private func gradients(_ values: [Float]) -> [Parameters] { [parameters.unflattened(values)] }

  @Test func beginAtTheGivenSizesAndMoveAgainstTheirGradients() {
    let rates = LearnedRates([.scalar(0.5)], for: parameters, granularity: .perParameter)
    #expect(relativeError(values(rates, step: 0), [0.5, 0.5, 0.5]) < 1e-6)
    let moved = values(rates.updated(by: Adam(rate: 0.1), gradients: gradients([1, -1, 0])), step: 0)
    // Adam's first step is its rate in the direction of the sign, here of the logarithm.
    #expect(relativeError(moved, [0.5 * 0.904837, 0.5 * 1.105171, 0.5]) < 1e-4)
  }

  @Test func aTensorSharesItsSize() {
    let rates = LearnedRates([.scalar(0.5)], for: parameters, granularity: .perTensor)
    let moved = values(rates.updated(by: Adam(rate: 0.1), gradients: gradients([3, -1, -2])), step: 0)
    #expect(moved[0] == moved[1] && moved[0] < 0.5 && moved[2] > 0.5)
  }

  @Test func whatIsNotLearnedStays() {
    let rates = LearnedRates([.scalar(0.5)], for: parameters, granularity: .perTensor)
    let moved = rates.updated(
      by: Adam(rate: 0.1), gradients: gradients([3, -1, -2]), learning: [true, false])
    #expect(values(moved, step: 0)[2] == values(rates, step: 0)[2])
    #expect(values(moved, step: 0)[0] < 0.5)
  }

  /// The derivative that sizes are learned from is that of the whole computation, by finite differences.
  @Test func rateGradientsAreThoseOfTheAdaptation() throws {
    let task = GoldenRegressionTask(
      try #require(Golden<GoldenRegression>.files(ofKind: "maml-regression").last).content)
    let stream = RandomStream(seed: 0)
    func outer(_ rates: [InnerRate]) throws -> (loss: Float, gradient: MetaGradient) {
      let maml = MAML(rates: rates)
      let adaptation = try maml.adapt(task.parameters, to: task, using: stream)
      let gradient = maml.metaGradient(through: adaptation, of: task, query: task.query)
      return (gradient.loss, gradient)
    }
    let (rate, h): (Float, Float) = (0.02, 0.002)
    let analytic = try outer([.scalar(rate), .scalar(rate)]).gradient.rateGradients.map {
      $0.flattened().reduce(0, +)
    }
    for k in 0..<2 {
      func shifted(_ offset: Float) throws -> Float {
        try outer((0..<2).map { .scalar($0 == k ? rate + offset : rate) }).loss
      }
      let numeric = (try shifted(h) - shifted(-h)) / (2 * h)
      #expect(
        abs(analytic[k] - numeric) < 0.02 * abs(numeric) + 1e-3, "step \(k): \(analytic[k]), \(numeric)")
    }
  }

  @Test func learningThemChangesTheRunAndKeepsThemPositive() throws {
    let policy = GaussianPolicy(network: MLP(inputs: 2, hidden: [8], outputs: 2))
    var settings = PolicyTaskSettings()
    settings.episodesPerTask = 6
    let learner = MetaLearner(
      PolicyTaskDistribution(PointFamily(), policy: policy, settings: settings),
      maml: MAML(rates: [.scalar(0.3)]), update: .trustRegion(TrustRegion()), tasksPerIteration: 4, threads: 1
    )
    let start = policy.initialParameters(using: RandomStream(seed: 5))
    var state = MetaState(
      parameters: start, rates: LearnedRates([.scalar(0.3)], for: start, granularity: .perTensor))
    for _ in 0..<5 {
      let next = try learner.iterate(state, using: RandomStream(seed: 7))
      state = next.state
      #expect(next.report.meanRates?.count == 1)
    }
    let rates = values(try #require(state.rates), step: 0)
    #expect(rates.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(Set(rates).count == start.count && !rates.contains(0.3))
  }
}
