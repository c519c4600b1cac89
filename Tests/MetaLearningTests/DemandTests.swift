import Autodiff
import Learning
import MetaLearning
import Randomness
import Synchronization
import Testing

/// Training asks an objective for what its updates use, and for nothing else.
@Suite struct DemandTests {
  @Test func trainingAsksForWhatItsUpdatesUse() throws {
    let problem = try GoldenProblem.first()
    func demand(_ updates: [ParameterGroup: OuterUpdate]) throws -> ObjectiveDemand {
      let learner = Listener(
        learner: RegressionLearner(problem.criterion, steps: GradientSteps(rates: [0.1])))
      let training = MetaTraining(
        learner, on: problem.task, updates: updates, tasksPerIteration: 3, threads: 1)
      _ = try training.iterate(MetaState(parameters: problem.parameters), using: RandomStream(seed: 1))
      return try #require(learner.heard.demand)
    }
    let (adam, proximal) = (OuterUpdate.adam(AdamUpdate()), OuterUpdate.proximal(ProximalUpdate()))
    #expect(try demand([.model: adam]) == ObjectiveDemand())
    #expect(try demand([.model: proximal]) == ObjectiveDemand(comparesModels: true, descends: false))
    #expect(try demand([.rates: adam, .model: proximal]) == ObjectiveDemand(comparesModels: true))
    let region = OuterUpdate.trustRegion(TrustRegion())
    #expect(
      try demand([.rates: proximal, .model: region])
        == ObjectiveDemand(curvatureTasks: 3, comparesModels: true))
    #expect(try demand([:]) == ObjectiveDemand(descends: false))
  }
}

/// A learner that hears what is asked of it, and answers more.
private struct Listener: MetaLearner {
  let learner: RegressionLearner
  let heard = Heard()

  final class Heard: Sendable {
    private let last = Mutex<ObjectiveDemand?>(nil)
    func hear(_ demand: ObjectiveDemand) { last.withLock { $0 = demand } }
    var demand: ObjectiveDemand? { last.withLock { $0 } }
  }

  func begin(_ theta: Parameters) -> RegressionLearner.State { learner.begin(theta) }
  func absorb(
    _ state: RegressionLearner.State, _ experience: RegressionLearner.Experience, _ theta: Parameters
  ) -> RegressionLearner.State { learner.absorb(state, experience, theta) }
  func mapping(_ state: RegressionLearner.State, _ theta: Parameters) -> RegressionLearner.Mapping {
    learner.mapping(state, theta)
  }
  func measures(of experience: RegressionLearner.Experience, by mapping: RegressionLearner.Mapping)
    -> Measures
  {
    learner.measures(of: experience, by: mapping)
  }
  func amount(of experience: RegressionLearner.Experience) -> Int { learner.amount(of: experience) }
  func initialParameters(using stream: RandomStream) -> Parameters {
    learner.initialParameters(using: stream)
  }
  func objective<Family: TaskFamily>(
    on tasks: TaskBatch<Family>, at theta: Parameters, for demand: ObjectiveDemand
  ) throws -> Objective
  where
    Family.Task.Mapping == RegressionLearner.Mapping, Family.Task.Experience == RegressionLearner.Experience
  {
    heard.hear(demand)
    var all = demand
    all.comparesModels = true
    all.curvatureTasks = max(all.curvatureTasks, 1)
    return try learner.objective(on: tasks, at: theta, for: all)
  }
}
