import Autodiff
import Gym
import Learning
import MetaLearning
import TestSupport
import Testing

@Suite struct MetaLearnerTests {
  let policy = GaussianPolicy(network: MLP(inputs: 2, hidden: [16], outputs: 2))

  private func learner(
    _ update: MetaUpdate, order: MAML.Order = .second, threads: Int = 1
  ) -> MetaLearner<PolicyTaskDistribution<PointFamily>> {
    var settings = PolicyTaskSettings()
    settings.episodesPerTask = 10
    return MetaLearner(
      PolicyTaskDistribution(PointFamily(), policy: policy, settings: settings),
      maml: MAML(rates: [.scalar(0.3)], order: order), update: update, tasksPerIteration: 8, threads: threads)
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
  ]

  /// Goals lie to the right: returns after adaptation rise, by either outer update and order.
  @Test(arguments: [0, 1], [MAML.Order.first, .second])
  func learnsToReachGoals(update: Int, order: MAML.Order) throws {
    let reports = try train(learner(Self.updates[update], order: order), iterations: 30).reports
    let early = reports[..<5].reduce(0) { $0 + $1.summaries[1].meanReturn } / 5
    let late = reports[25...].reduce(0) { $0 + $1.summaries[1].meanReturn } / 5
    #expect(late > 0.75 * early, "return \(early) → \(late)")
  }

  @Test(arguments: [0, 1])
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

  @Test func aPolicyThatLeavesTheFiniteNumbersStopsTheRun() {
    var learner = learner(Self.updates[0])
    learner.maml.rates = [.scalar(.greatestFiniteMagnitude)]
    #expect(throws: (any Error).self) { _ = try learner.iterate(start, using: RandomStream(seed: 7)) }
  }
}
