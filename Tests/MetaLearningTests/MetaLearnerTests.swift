import Autodiff
import Gym
import Learning
import MetaLearning
import TestSupport
import Testing
import Randomness

@Suite struct MetaLearnerTests {
  let policy = GaussianPolicy(network: MLP(inputs: 2, hidden: [16], outputs: 2))

  private func learner(
    _ update: MetaUpdate, derivative: MAML.Derivative = .second, threads: Int = 1
  ) -> MetaLearner<PolicyTaskDistribution<PointFamily>> {
    var settings = PolicyTaskSettings()
    settings.episodesPerTask = 10
    return MetaLearner(
      PolicyTaskDistribution(PointFamily(), policy: policy, settings: settings),
      maml: MAML(rates: [.scalar(0.3)], derivative: derivative), update: update, tasksPerIteration: 8,
      threads: threads)
  }

  private var start: MetaState {
    MetaState(parameters: policy.initialParameters(logStd: -0.5, using: RandomStream(seed: 5)))
  }

  private func train(_ learner: MetaLearner<PolicyTaskDistribution<PointFamily>>, iterations: Int) throws
    -> (state: MetaState, reports: [IterationReport])
  {
    var state = start
    var reports: [IterationReport] = []
    for _ in 0..<iterations {
      let next = try learner.iterate(state, using: RandomStream(seed: 7))
      state = next.state
      reports.append(next.report)
    }
    return (state, reports)
  }

  static let updates: [MetaUpdate] = [
    .adam(Adam(rate: 0.01), maxGradientNorm: 10), .trustRegion(TrustRegion()),
    .proximal(ProximalUpdate(adam: Adam(rate: 0.003))),
  ]

  /// Goals lie to the right: returns after adaptation rise, by either outer update and order.
  @Test(arguments: [0, 1, 2], [MAML.Derivative.first, .second])
  func learnsToReachGoals(update: Int, derivative: MAML.Derivative) throws {
    let reports = try train(learner(Self.updates[update], derivative: derivative), iterations: 30).reports
    let early = reports[..<5].reduce(0) { $0 + $1.summaries[1].meanReturn } / 5
    let late = reports[25...].reduce(0) { $0 + $1.summaries[1].meanReturn } / 5
    #expect(late > 0.75 * early, "return \(early) → \(late)")
  }

  @Test(arguments: [0, 1, 2])
  func anyNumberOfThreadsGivesTheSameBits(update: Int) throws {
    let one = try train(learner(Self.updates[update], threads: 1), iterations: 3).state.parameters.flattened()
    let three = try train(learner(Self.updates[update], threads: 3), iterations: 3).state.parameters
      .flattened()
    #expect(one == three)
  }

  @Test func trustRegionKeepsItsBound() throws {
    for report in try train(learner(Self.updates[1]), iterations: 5).reports {
      let region = try #require(report.trustRegion)
      #expect(region.divergence <= 0.01)
      #expect(!region.accepted || region.lossAfter < region.lossBefore)
    }
  }

  /// Before anything has moved, ratios are 1 and nothing is clipped: the first proximal step is Adam's.
  @Test func theFirstProximalStepFollowsTheMetaGradient() throws {
    var proximal = ProximalUpdate(adam: Adam(rate: 0.01))
    proximal.epochs = 1
    let plain = try learner(.adam(Adam(rate: 0.01), maxGradientNorm: 10)).iterate(
      start, using: RandomStream(seed: 7))
    let clipped = try learner(.proximal(proximal)).iterate(start, using: RandomStream(seed: 7))
    let moved = (plain.state.parameters - start.parameters).flattened()
    #expect(
      relativeError(
        (clipped.state.parameters - start.parameters).flattened(), moved.map(Double.init)) < 1e-2)
    proximal.epochs = 4
    let far = try learner(.proximal(proximal)).iterate(start, using: RandomStream(seed: 7))
    #expect(
      (far.state.parameters - start.parameters).norm > 2 * (plain.state.parameters - start.parameters).norm)
  }

  /// The price of divergence keeps the policy that gathers support data where it was.
  @Test func theInnerDivergenceHasItsPrice() throws {
    func distance(weight: Float) throws -> Float {
      var proximal = ProximalUpdate(adam: Adam(rate: 0.01))
      proximal.epochs = 8
      proximal.innerDivergenceWeight = weight
      let next = try learner(.proximal(proximal)).iterate(start, using: RandomStream(seed: 7)).state
      let task = try learner(Self.updates[0]).distribution.task(from: .train, using: RandomStream(seed: 3))
      let support = try task.gather(with: start.parameters, stage: 0, using: RandomStream(seed: 4))
      return task.distribution(start.parameters, on: support).meanDivergence(
        to: task.distribution(next.parameters, on: support)
      ).scalar
    }
    #expect(try distance(weight: 10) < 0.3 * distance(weight: 0))
  }

  /// Naming the weights that hold anyway changes no bit; other weights change the update.
  @Test func stageWeightsDecideWhatIsImproved() throws {
    func parameters(_ weights: [Float]?) throws -> [Float] {
      var learner = learner(Self.updates[1])
      learner.maml.stageWeights = weights
      return try learner.iterate(start, using: RandomStream(seed: 7)).state.parameters.flattened()
    }
    #expect(try parameters(nil) == parameters([0, 1]))
    #expect(try parameters(nil) != parameters([0.5, 0.5]))
  }

  @Test func aPolicyThatLeavesTheFiniteNumbersStopsTheRun() {
    var learner = learner(Self.updates[0])
    learner.maml.rates = [.scalar(.greatestFiniteMagnitude)]
    #expect(throws: (any Error).self) { _ = try learner.iterate(start, using: RandomStream(seed: 7)) }
  }
}
