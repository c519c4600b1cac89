import Autodiff
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@Suite struct LearnedRatesTests {
  private let criterion = RegressionCriterion(
    Regressor(network: MLPShape(inputs: 1, hidden: [6], outputs: 1)))

  private func learner(
    _ granularity: RateGranularity, keeping kept: [String] = [], adapting: TensorSelection = .all
  ) -> RegressionLearner {
    var steps = GradientSteps(rates: [0.1, 0.05])
    steps.learnedRates = granularity
    steps.adapting = adapting
    return GradientLearner(criterion, steps: steps, keepingRatesOf: TensorSelection(kept))
  }

  private func start(_ learner: RegressionLearner) -> Parameters {
    learner.initialParameters(using: RandomStream(seed: 4))
  }

  private func sizes(_ theta: Parameters) -> [String: [Float]] {
    Dictionary(
      uniqueKeysWithValues: theta.names.indices.filter { theta.names[$0].hasPrefix("rates.") }.map {
        (theta.names[$0], theta[$0].exp().values)
      })
  }

  private func training(
    _ learner: RegressionLearner, _ updates: [ParameterGroup: OuterUpdate]
  ) -> MetaTraining<RegressionLearner, ExampleTasks<WaveFamily, RegressionCriterion.Mapping>> {
    MetaTraining(
      learner,
      on: ExampleTasks(WaveFamily(), shots: 8, query: 12, for: RegressionCriterion.Mapping.self),
      updates: updates, tasksPerIteration: 3, threads: 1)
  }

  private func adam(_ rate: Float) -> OuterUpdate {
    var update = AdamUpdate()
    update.rate = rate
    return .adam(update)
  }

  @Test(arguments: [RateGranularity.perTensor, .perParameter])
  func beginAtTheGivenSizes(granularity: RateGranularity) {
    let learner = learner(granularity)
    let theta = start(learner)
    let model = criterion.initialParameters(using: RandomStream(seed: 4))
    #expect(learner.model(theta).flattened() == model.flattened())
    #expect(
      theta.names == model.names + [0, 1].flatMap { step in model.names.map { "rates.\(step).\($0)" } })
    for (i, rate) in [Float(0.1), 0.05].enumerated() {
      for (name, tensor) in zip(model.names, model.tensors) {
        let own = theta["rates.\(i).\(name)"]
        #expect(own.shape == (granularity == .perTensor ? [] : tensor.shape))
        for size in own.exp().values { #expect(abs(size - rate) < 1e-6) }
      }
    }
    for name in theta.names {
      #expect(learner.group(ofTensor: name) == (name.hasPrefix("rates.") ? .rates : .model))
    }
  }

  /// Adam's first step is its rate against the sign of the derivative, here of the logarithm.
  @Test(arguments: [RateGranularity.perTensor, .perParameter])
  func moveAgainstTheirGradientsByTheirOwnOptimizer(granularity: RateGranularity) throws {
    let learner = learner(granularity)
    let theta = start(learner)
    let training = training(learner, [.rates: adam(0.1)])
    let stream = RandomStream(seed: 9)
    let objective = try learner.objective(
      on: TaskBatch(
        training.family, count: 3, stream: stream.split(0), threads: 1, iteration: 0), at: theta,
      for: ObjectiveDemand())
    let next = try training.iterate(MetaState(parameters: theta), using: stream).state
    #expect(learner.model(next.parameters).flattened() == learner.model(theta).flattened())
    #expect(next.moments.keys.sorted { $0.rawValue < $1.rawValue } == [.rates])
    let (before, after) = (theta.flattened(), next.parameters.flattened())
    for (i, slope) in objective.gradient.flattened().enumerated()
    where i >= learner.model(theta).elementCount && abs(slope) > 1e-5 {
      #expect(abs(after[i] - before[i] + (slope > 0 ? 0.1 : -0.1)) < 1e-3)
    }
    let both = try training.with([.model: adam(0.01), .rates: adam(0.1)]).iterate(
      MetaState(parameters: theta), using: stream
    ).state
    #expect(sizes(both.parameters) == sizes(next.parameters))
    #expect(learner.model(both.parameters).flattened() != learner.model(theta).flattened())
    let first = learner.model(both.parameters) - learner.model(theta)
    #expect(first.flattened().allSatisfy { abs($0) < 0.0101 }, "each group has its own rate")
  }

  @Test func whatIsKeptOrDoesNotAdaptHasNoLearnedSize() {
    let kept = start(learner(.perTensor, keeping: ["*.bias"]))
    #expect(
      Set(sizes(kept).keys)
        == Set([0, 1].flatMap { ["rates.\($0).layers.0.weight", "rates.\($0).head.weight"] }))
    let head = start(learner(.perParameter, adapting: TensorSelection(["head.*"])))
    #expect(
      Set(sizes(head).keys)
        == Set([0, 1].flatMap { ["rates.\($0).head.weight", "rates.\($0).head.bias"] }))
  }

  /// A kept tensor adapts all the same, with the size it was given.
  @Test func aKeptSizeStaysInUse() throws {
    let learner = learner(.perTensor, keeping: ["*.bias"])
    var theta = start(learner)
    theta = theta.unflattened(
      theta.names.indices.flatMap { i in
        theta.names[i].hasPrefix("rates.") ? theta[i].values.map { _ in -40 } : theta[i].values
      })
    let task = try training(learner, [:]).family.task(from: .train, using: RandomStream(seed: 3))
    let model = learner.model(theta)
    let moved = learner.absorb(learner.begin(theta), task.support, theta).model - model
    let slope = gradient(of: { criterion.supportLoss($0, on: criterion.batch(task.support)) }, at: model)
    for name in model.names {
      let want = name.hasSuffix("bias") ? slope[name].values.map { -0.1 * Double($0) } : nil
      #expect(
        relativeError(moved[name].values, want ?? moved[name].values.map { _ in 0 }) < 1e-4, "\(name)")
    }
  }

  /// The derivative that sizes are learned from is that of the whole computation, by finite differences.
  @Test func rateGradientsAreThoseOfTheAdaptation() throws {
    let problem = GoldenProblem(
      try #require(Golden<GoldenRegression>.files(ofKind: "maml-regression").last).content)
    func outer(_ rates: [Float]) -> MetaGradient {
      let inner = InnerLoop(rates: rates.map(InnerRate.scalar))
      return problem.metaGradient(of: inner, through: problem.adapt(by: inner))
    }
    let (rate, h): (Float, Float) = (0.02, 0.002)
    let analytic = outer([rate, rate]).rateGradients.map { $0.flattened().reduce(0, +) }
    for k in 0..<2 {
      func shifted(_ offset: Float) -> Float { outer((0..<2).map { $0 == k ? rate + offset : rate }).loss }
      let numeric = (shifted(h) - shifted(-h)) / (2 * h)
      #expect(
        abs(analytic[k] - numeric) < 0.02 * abs(numeric) + 1e-3, "step \(k): \(analytic[k]), \(numeric)")
    }
  }
}

extension MetaTraining {
  /// The same with other updates.
  func with(_ updates: [ParameterGroup: OuterUpdate]) -> MetaTraining {
    var other = self
    other.updates = updates
    return other
  }
}
