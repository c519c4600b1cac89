import Autodiff
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

/// Gradient steps on examples keep the laws of every meta-learner.
@Suite struct RegressionLearnerTests {
  let criterion = RegressionCriterion(Regressor(network: MLPShape(inputs: 1, hidden: [8, 8], outputs: 1)))
  let tasks = ExampleTasks(WaveFamily(), shots: 8, query: 12, for: RegressionCriterion.Mapping.self)
  let questions = Tensor([-1.5, -0.2, 0.4, 1.7], shape: [4, 1])

  static let steps: [GradientSteps] = {
    let one = GradientSteps(rates: [0.15])
    var three = GradientSteps(rates: [0.15, 0.1, 0.2])
    three.stageWeights = [1, 2, 0, 4]
    var head = GradientSteps(rates: [0.2, 0.1])
    head.adapting = TensorSelection(["head.*"])
    head.stageWeights = [0, 1, 3]
    var tensors = three
    tensors.learnedRates = .perTensor
    var metaSGD = GradientSteps(rates: [0.1, 0.05])
    metaSGD.learnedRates = .perParameter
    return [one, three, head, tensors, metaSGD, GradientSteps(rates: [0.1], derivative: .none)]
  }()

  @Test(arguments: steps) func laws(_ steps: GradientSteps) throws {
    let learner = GradientLearner(criterion, steps: steps)
    let theta = learner.initialParameters(using: RandomStream(seed: 6))
    let model = criterion.initialParameters(using: RandomStream(seed: 6))
    try checkMetaLearner(
      learner, on: tasks, at: theta, prior: criterion.model(questions, model).values,
      restoring: { state, theta in
        var restored = learner.begin(theta)
        restored.model = restored.model.unflattened(state.model.flattened())
        restored.step = state.step
        return restored
      }, answers: { $0(questions).values })
  }

  /// First order: the gradient is the query loss's at the adapted parameters, and no other.
  @Test func firstOrderTakesTheGradientAtAdaptedParameters() throws {
    let steps = GradientSteps(rates: [0.15, 0.1], derivative: .firstOrder)
    let learner = GradientLearner(criterion, steps: steps)
    let theta = learner.initialParameters(using: RandomStream(seed: 6))
    let task = try tasks.task(from: .train, using: RandomStream(seed: 1))
    var state = learner.begin(theta)
    for _ in 0..<2 { state = learner.absorb(state, task.support, theta) }
    let want = gradient(of: { criterion.queryLoss($0, on: criterion.batch(task.query)) }, at: state.model)
    let batch = TaskBatch(
      OneTask(support: task.support, query: task.query), count: 1, stream: RandomStream(seed: 2), threads: 1,
      iteration: 0)
    let got = try learner.objective(on: batch, at: theta, for: ObjectiveDemand()).gradient
    #expect(relativeError(got, want) < 1e-5)
    let exact = try GradientLearner(criterion, steps: GradientSteps(rates: [0.15, 0.1])).objective(
      on: batch, at: theta, for: ObjectiveDemand()
    ).gradient
    #expect(relativeError(exact, want) > 0.01)
  }

  @Test func displacementHasAGradientButNoLoss() {
    let updates: [OuterUpdate] = [
      .adam(AdamUpdate()), .sgd(SGDUpdate()), .rmsProp(RMSPropUpdate()), .proximal(ProximalUpdate()),
      .trustRegion(TrustRegion()),
    ]
    for derivative in [GradientSteps.Derivative.exact, .firstOrder, .displacement, .none] {
      let learner = GradientLearner(criterion, steps: GradientSteps(rates: [0.1], derivative: derivative))
      #expect(
        updates.map { learner.refusal(of: $0) == nil }
          == [true, true, true, derivative != .displacement, derivative != .displacement])
    }
  }

  /// Sizes on new tasks: learned ones for the steps that were trained, then the given ones, the last one repeated.
  @Test func stepsBeyondTheTrainedOnesHaveTheirSizes() throws {
    func sizes(_ steps: GradientSteps) throws -> [Float] {
      let learner = GradientLearner(criterion, steps: steps)
      let theta = learner.initialParameters(using: RandomStream(seed: 6))
      let task = try tasks.task(from: .train, using: RandomStream(seed: 1))
      var state = learner.begin(theta)
      return (0..<4).map { _ in
        let next = learner.absorb(state, task.support, theta)
        let slope = gradient(
          of: { criterion.supportLoss($0, on: criterion.batch(task.support)) }, at: state.model)
        defer { state = next }
        return -(next.model - state.model).dot(slope) / slope.dot(slope)
      }
    }
    func expect(_ steps: GradientSteps, _ want: [Float]) throws {
      for (got, want) in zip(try sizes(steps), want) { #expect(abs(got - want) < 1e-3 * want) }
    }
    var steps = GradientSteps(rates: [0.2, 0.1])
    try expect(steps, [0.2, 0.1, 0.1, 0.1])
    steps.evaluationRates = [0.05, 0.06, 0.07]
    try expect(steps, [0.05, 0.06, 0.07, 0.07])
    steps.learnedRates = .perTensor
    try expect(steps, [0.2, 0.1, 0.07, 0.07])
    steps.evaluationRates = []
    try expect(steps, [0.2, 0.1, 0.1, 0.1])
  }

  /// Every point of the curve is scored on query examples, as the fold is that the model goes through.
  @Test func measuresAreOfTheQueryAlone() throws {
    let learner = GradientLearner(criterion, steps: GradientSteps(rates: [0.15, 0.1]))
    let theta = learner.initialParameters(using: RandomStream(seed: 6))
    let task = try tasks.task(from: .train, using: RandomStream(seed: 1))
    let batch = TaskBatch(
      OneTask(support: task.support, query: task.query), count: 1, stream: RandomStream(seed: 2), threads: 1,
      iteration: 0)
    let objective = try learner.objective(on: batch, at: theta, for: ObjectiveDemand())
    var state = learner.begin(theta)
    #expect(objective.measures.count == 3 && objective.amount == 20)
    for measures in objective.measures {
      let want = learner.measures(of: task.query, by: learner.mapping(state, theta))
      #expect(measures.names == ["error"])
      #expect(abs((measures["error"] ?? .nan) - (want["error"] ?? 0)) < 1e-5)
      state = learner.absorb(state, task.support, theta)
    }
    #expect(abs(Double(objective.value) - (objective.measures[2]["error"] ?? 0)) < 1e-5)
  }

  /// Scores come from query examples, before and after each absorption; support ones are only absorbed.
  @Test func followingATaskScoresWhatItDoesNotAbsorb() throws {
    let learner = GradientLearner(criterion, steps: GradientSteps(rates: [0.1]))
    let theta = learner.initialParameters(using: RandomStream(seed: 6))
    let task = try tasks.task(from: .test, using: RandomStream(seed: 1))
    var seen: [String] = []
    let isScored = { (count: Int) in count != 1 }
    let last = try follow(
      learner, at: theta, on: task, absorptions: 2, using: RandomStream(seed: 2), scoring: isScored
    ) { event in
      switch event {
      case .scored(let experience, by: let mapping, let count):
        #expect(experience.inputs.values == task.query.inputs.values)
        #expect((mapping.parameters.flattened() == theta.flattened()) == (count == 0))
        seen.append("scored \(count)")
      case .gathered(let experience, let count):
        #expect(experience.inputs.values == task.support.inputs.values)
        seen.append("gathered \(count)")
      }
    }
    #expect(seen == ["scored 0", "gathered 0", "gathered 1", "scored 2"])
    #expect(last.step == 2)
  }
}
