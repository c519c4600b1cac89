import Autodiff
import Learning
import MetaLearning
import PolicyLearning
import Randomness
import TestSupport
import Testing

@Suite struct MetaTrainingTests {
  /// What a run remembers is part of its state: a checkpoint of it has to be one that can be read again.
  @Test func aStateIsFiniteWhereAllOfItIs() {
    let good = Parameters([("a", Tensor([1]))])
    var state = MetaState(parameters: good)
    (state.memory, state.moments[.model]) = (
      good, OptimizerState(moments: [.init(name: "mean", values: good)], count: 1)
    )
    #expect(state.isFinite)
    let bad = good * .nan
    var (one, two, three) = (state, state, state)
    (one.parameters, two.memory) = (bad, bad)
    three.moments[.model] = OptimizerState(moments: [.init(name: "mean", values: bad)], count: 1)
    #expect(!one.isFinite && !two.isFinite && !three.isFinite)
  }

  let criterion = PointLearner.criterion(hidden: 16)

  private func training(
    _ update: OuterUpdate, derivative: GradientSteps.Derivative = .exact, rates: [Float] = [0.3],
    stageWeights: [Float] = [], threads: Int = 1
  ) -> MetaTraining<PolicyLearner, PointTasks> {
    var steps = GradientSteps(rates: rates, derivative: derivative)
    steps.stageWeights = stageWeights
    return MetaTraining(
      GradientLearner(criterion, steps: steps), on: PointLearner.tasks(), updates: [.model: update],
      tasksPerIteration: 8, threads: threads)
  }

  private var start: MetaState {
    MetaState(parameters: criterion.initialParameters(using: RandomStream(seed: 5)))
  }

  private func train(
    _ training: MetaTraining<PolicyLearner, PointTasks>, iterations: Int
  ) throws -> (state: MetaState, reports: [IterationReport]) {
    var state = start
    var reports: [IterationReport] = []
    for _ in 0..<iterations {
      let next = try training.iterate(state, using: RandomStream(seed: 7))
      state = next.state
      reports.append(next.report)
    }
    return (state, reports)
  }

  private static func adam(_ rate: Float) -> AdamUpdate {
    var update = AdamUpdate()
    update.rate = rate
    return update
  }

  private static func proximal(_ rate: Float, epochs: Int = 5, price: Float = 0.0005) -> ProximalUpdate {
    var update = ProximalUpdate()
    update.rate = rate
    update.epochs = epochs
    update.innerDivergenceWeight = price
    return update
  }

  static let updates: [OuterUpdate] = [
    .adam(adam(0.01)), .trustRegion(TrustRegion()), .proximal(proximal(0.003)),
  ]

  /// Goals lie to the right: returns after adaptation rise, by either outer update and order.
  @Test(arguments: [0, 1, 2], [GradientSteps.Derivative.firstOrder, .exact])
  func learnsToReachGoals(update: Int, derivative: GradientSteps.Derivative) throws {
    let reports = try train(training(Self.updates[update], derivative: derivative), iterations: 30).reports
    let returns = reports.map { $0.measures[1]["return"] ?? .nan }
    let early = returns[..<5].reduce(0, +) / 5
    let late = returns[25...].reduce(0, +) / 5
    #expect(late > 0.75 * early, "return \(early) → \(late)")
  }

  @Test(arguments: [0, 1, 2])
  func anyNumberOfThreadsGivesTheSameBits(update: Int) throws {
    func parameters(_ threads: Int) throws -> [Float] {
      try train(training(Self.updates[update], threads: threads), iterations: 3).state.parameters.flattened()
    }
    #expect(try parameters(1) == parameters(3))
  }

  @Test func trustRegionKeepsItsBound() throws {
    for report in try train(training(Self.updates[1]), iterations: 5).reports {
      let region = try #require(report.trustRegion)
      #expect(region.divergence <= 0.01)
      #expect(!region.accepted || region.lossAfter < region.lossBefore)
    }
  }

  /// Before anything has moved, ratios are 1 and nothing is clipped: the first proximal step is Adam's.
  @Test func theFirstProximalStepFollowsTheMetaGradient() throws {
    func step(_ update: OuterUpdate) throws -> Parameters {
      try train(training(update), iterations: 1).state.parameters - start.parameters
    }
    let plain = try step(.adam(Self.adam(0.01)))
    #expect(relativeError(try step(.proximal(Self.proximal(0.01, epochs: 1))), plain) < 1e-2)
    #expect(try step(.proximal(Self.proximal(0.01, epochs: 4))).norm > 2 * plain.norm)
  }

  /// The price of divergence keeps the policy that gathers support data where it was.
  @Test func theInnerDivergenceHasItsPrice() throws {
    func distance(price: Float) throws -> Float {
      let update = OuterUpdate.proximal(Self.proximal(0.01, epochs: 8, price: price))
      let next = try train(training(update), iterations: 1).state.parameters
      let task = PointLearner.tasks().task(from: .train, using: RandomStream(seed: 3))
      let support = criterion.batch(
        try task.gather(
          with: criterion.mapping(start.parameters), for: .support(0), using: RandomStream(seed: 4)))
      let reference = criterion.reference(start.parameters, on: support)
      return criterion.divergence(since: reference, to: next, on: support).scalar
    }
    #expect(try distance(price: 10) < 0.3 * distance(price: 0))
  }

  /// Naming the weights that hold anyway changes no bit; other weights change the update.
  @Test func stageWeightsDecideWhatIsImproved() throws {
    func parameters(_ weights: [Float]) throws -> [Float] {
      try train(training(Self.updates[1], stageWeights: weights), iterations: 1).state.parameters.flattened()
    }
    #expect(try parameters([]) == parameters([0, 1]))
    #expect(try parameters([]) != parameters([0.5, 0.5]))
  }

  /// Sizes of inner steps are learned beside a trust region, by an optimizer of their own, and stay positive.
  @Test func learningStepSizesChangesTheRunAndKeepsThemPositive() throws {
    var steps = GradientSteps(rates: [0.3])
    steps.learnedRates = .perTensor
    let learner = GradientLearner(criterion, steps: steps)
    let training = MetaTraining(
      learner, on: PointLearner.tasks(episodes: 6),
      updates: [.model: Self.updates[1], .rates: .adam(Self.adam(0.03))], tasksPerIteration: 4, threads: 1)
    var state = MetaState(parameters: learner.initialParameters(using: RandomStream(seed: 5)))
    let begin = state.parameters
    for _ in 0..<5 {
      let next = try training.iterate(state, using: RandomStream(seed: 7))
      state = next.state
      #expect(next.report.diagnostics.names == ["step_size/inner_step_1"])
      #expect(next.report.trustRegion?.accepted == true)
    }
    let sizes = state.parameters.names.filter { $0.hasPrefix("rates.") }.map {
      state.parameters[$0].exp().scalar
    }
    #expect(sizes.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(Set(sizes).count == 4 && !sizes.contains(0.3))
    #expect(learner.model(state.parameters).flattened() != learner.model(begin).flattened())
    #expect(state.moments[.rates]?.count == 5 && state.moments[.model] == nil)
  }

  @Test func aPolicyThatLeavesTheFiniteNumbersStopsTheRun() {
    let far = training(Self.updates[0], rates: [.greatestFiniteMagnitude])
    #expect(throws: MetaLearningError.self) { _ = try far.iterate(start, using: RandomStream(seed: 7)) }
  }
}
