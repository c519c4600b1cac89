internal import Autodiff
internal import Learning
internal import Mappings
internal import MetaLearning
internal import Randomness

/// Whole meta-iterations on sinusoids (Finn, Abbeel and Levine 2017, §5.1), drawing of tasks and measures included, on
/// one core: 25 tasks of 10 + 10 points, 1→40→40→1, ReLU, one inner step of 0.01, exact second order, Adam.
enum SinusoidBenchmarks {
  static let all: [Benchmark] = [
    against("jax", "JAX, jit, CPU, tasks as one batch", mark: 1),
    against("torch", "PyTorch, CPU, a loop over tasks", mark: 10),
  ]

  private static func against(_ library: String, _ title: String, mark: Double) -> Benchmark {
    Benchmark(name: "training.sinusoid.\(library)", against: title, mark: .atLeast(mark), unit: "×") { _ in
      let work = try Work(library: library, iterations: library == "jax" ? 400 : 20)
      guard let peer = try Peer.start("sinusoid_maml.py", work.problem) else { return nil }
      let difference = relativeDifference(
        try work.gradient().flattened(), try peer.values(of: "meta_gradient"))
      guard difference < 1e-3 else {
        throw BenchmarkError(
          "the meta-gradient of \(library) differs from ours by \(difference.formatted()) of its norm")
      }
      let pairs = try interleaved(rounds: 9) {
        try threadSeconds { try work.train(iterations: 400) } / Double(400 * Work.tasks)
      } theirs: {
        try peer.seconds(of: "iterations", repetitions: 1)
          / Double(work.problem.iterations * Work.tasks)
      }
      return Figure(
        value: pairs.speedup,
        detail:
          "\((1e6 * median(pairs.ours)).formatted()) against \((1e6 * median(pairs.theirs)).formatted()) µs of "
          + "CPU time a task, meta-iterations of \(Work.tasks) tasks, one core each, median of \(pairs.count) "
          + "pairs; meta-gradients differ by \(difference.formatted()) of their norm")
    }
  }

  /// What training does on our side, and as much of it as the peer is told.
  private struct Work {
    static let tasks = 25
    private static let shots = 10
    typealias Learning = GradientLearner<RegressionCriterion>
    typealias Tasks = ExampleTasks<Sinusoids, RegressionCriterion.Mapping>

    struct Problem: Encodable {
      var library: String
      var iterations: Int
      var innerRate: Float
      var rate: Float
      /// Weights and biases, layer by layer.
      var parameters: [Float]
      /// `[task][support, then query]`, to compare meta-gradients on.
      var x: [[Float]]
      var y: [[Float]]
    }

    private let learner: Learning
    private let batch: TaskBatch<Tasks>
    private let theta: Parameters
    private let update: AdamUpdate
    private let stream = RandomStream(seed: 1)
    let problem: Problem

    init(library: String, iterations: Int) throws {
      let steps = GradientSteps(rates: [0.01])
      learner = Learning(
        RegressionCriterion(
          Regressor(network: MLPShape(inputs: 1, hidden: [40, 40], outputs: 1, activation: .relu))),
        steps: steps)
      let family = Tasks(
        Sinusoids(), shots: Self.shots, query: Self.shots, for: RegressionCriterion.Mapping.self)
      batch = TaskBatch(family, count: Self.tasks, stream: stream.split(0), threads: 1, iteration: 0)
      theta = learner.initialParameters(using: RandomStream(seed: 2))
      var adam = AdamUpdate()
      adam.maxGradientNorm = 0
      update = adam
      // Inputs, then targets, of the support examples and the queries after them.
      let drawn = try batch.map { task, _, _ in
        [
          task.support.inputs.values + task.query.inputs.values,
          task.support.targets.values + task.query.targets.values,
        ]
      }
      problem = Problem(
        library: library, iterations: iterations, innerRate: steps.rates[0], rate: adam.rate,
        parameters: theta.flattened(), x: drawn.map { $0[0] }, y: drawn.map { $0[1] })
    }

    /// Of the mean query loss over the tasks that the problem holds.
    func gradient() throws -> Parameters {
      try learner.objective(on: batch, at: theta, for: ObjectiveDemand()).gradient
    }

    func train(iterations: Int) throws {
      let training = MetaTraining(
        learner, on: batch.family, updates: [.model: .adam(update)], tasksPerIteration: Self.tasks,
        threads: 1)
      var state = MetaState(parameters: theta)
      for _ in 0..<iterations { state = try training.iterate(state, using: stream).state }
      guard state.isFinite else { throw BenchmarkError("the parameters are not finite") }
    }
  }
}
