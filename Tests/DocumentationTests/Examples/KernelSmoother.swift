import Autodiff
import Experiments
import Files
import Learning
import Mappings
import MetaLearning
import Randomness

/// Predicts the mean of the known targets, weighted by how near their inputs lie in a learned embedding e (Nadaraya
/// 1964; with an embedding, Vinyals et al. 2016, eq. 1):
///
///     f(x) = Σ_i w_i(x) y_i,   w(x) = softmax_i(−‖e(x) − e(x_i)‖²)
///
/// θ is the network e, φ the examples seen so far: nothing is learned on a new task but what they say.
struct KernelSmoother: MetaLearner, Codable {
  var embedding: MLPShape
  /// Numbers in a target.
  var outputs: Int

  struct Mapping: Sendable {
    let learner: KernelSmoother
    let theta: Parameters
    let known: Examples?

    /// `[rows, inputs]` to `[rows, outputs]`; 0 before any experience.
    func callAsFunction(_ x: Tensor) -> Tensor {
      guard let known else { return .zeros([x.shape[0], learner.outputs]) }
      let a = learner.embedding(x, theta)
      let b = learner.embedding(known.inputs, theta)
      let width = learner.embedding.outputs
      let squares =
        matmul(a.square(), .ones([width, 1])) + matmul(.ones([1, width]), b.square(), transposeB: true)
      return matmul((2 * matmul(a, b, transposeB: true) - squares).softmax(axis: 1), known.targets)
    }
  }

  // The fold.

  func begin(_ theta: Parameters) -> Examples? { nil }

  func absorb(_ state: Examples?, _ experience: Examples, _ theta: Parameters) -> Examples? {
    guard let state else { return experience }
    return Examples(
      inputs: concatenated([state.inputs, experience.inputs]),
      targets: concatenated([state.targets, experience.targets]))
  }

  func mapping(_ state: Examples?, _ theta: Parameters) -> Mapping {
    Mapping(learner: self, theta: theta, known: state)
  }

  func measures(of experience: Examples, by mapping: Mapping) -> Measures {
    Measures(["error": Double((mapping(experience.inputs) - experience.targets).square().mean().scalar)])
  }

  func amount(of experience: Examples) -> Int { experience.count }

  // What trains θ.

  func initialParameters(using stream: RandomStream) -> Parameters {
    MLP(embedding, using: stream).parameters
  }

  func refusal(of update: OuterUpdate) -> String? {
    if case .adam = update { return nil }
    return "adam: a kernel smoother tells its gradient only"
  }

  /// The mean squared error on query examples once the support examples are known.
  func objective<Family: TaskFamily>(
    on tasks: TaskBatch<Family>, at theta: Parameters, for demand: ObjectiveDemand
  ) throws -> Objective where Family.Task.Mapping == Mapping, Family.Task.Experience == Examples {
    let before = mapping(begin(theta), theta)
    let outcomes = try tasks.map { task, _, stream in
      let support = try task.gather(with: before, for: .support(0), using: stream.split("support"))
      let query = try task.gather(with: before, for: .query, using: stream.split("query"))
      let state = absorb(begin(theta), support, theta)
      let (loss, gradient) = valueAndGradient(
        of: { (mapping(state, $0)(query.inputs) - query.targets).square().mean() }, at: theta)
      guard loss.allFinite, gradient.allFinite else { throw NonFinite("meta-gradient") }
      return Outcome(
        loss: loss.scalar, gradient: gradient, before: measures(of: query, by: before),
        after: measures(of: query, by: mapping(state, theta)), amount: support.count + query.count)
    }
    // Folded in task order: the same bits for any number of threads and processes.
    let share = 1 / Float(outcomes.count)
    return Objective(
      value: outcomes.reduce(0) { $0 + share * $1.loss },
      gradient: outcomes.dropFirst().reduce(share * outcomes[0].gradient) {
        $0.adding($1.gradient, scaledBy: share)
      },
      measures: [.mean(outcomes.map(\.before)), .mean(outcomes.map(\.after))],
      amount: outcomes.reduce(0) { $0 + $1.amount })
  }

  /// What each task comes to: told to every process that shares the run.
  private struct Outcome: Codable, Sendable {
    var loss: Float
    var gradient: Parameters
    var before: Measures
    var after: Measures
    var amount: Int
  }
}

/// Meta-trains the learner on sine waves, saves it with θ in one file, reads it again and scores both.
func learnToSmooth(in folder: String) throws -> (trained: Evaluation, reloaded: Evaluation) {
  let learner = KernelSmoother(embedding: MLPShape(inputs: 1, hidden: [40, 40], outputs: 8), outputs: 1)
  let tasks = ExampleTasks(Sinusoids(), shots: 10, query: 10, for: KernelSmoother.Mapping.self)
  let training = MetaTraining(
    learner, on: tasks, updates: [.model: .adam(AdamUpdate())], tasksPerIteration: 25, threads: 2)
  let stream = RandomStream(seed: 1)
  var state = MetaState(parameters: learner.initialParameters(using: stream.split("initial parameters")))
  while state.iteration < 500 {
    state = try training.iterate(state, using: stream.split("training")).state
  }
  // On held-out tasks, before and after absorbing ten examples.
  let settings = EvaluationSettings(tasks: 100, episodes: 10, adaptSteps: 1, seed: 1, threads: 2)
  let trained = try Evaluation(of: learner, at: state.parameters, on: tasks, settings)

  let path = folder + "/smoother.safetensors"
  var file = Safetensors(metadata: ["learner": JSONText.encode(learner)], tensors: [])
  file.append(state.parameters)
  try file.write(to: path)

  let saved = try Safetensors(reading: path)
  let again = try JSONText.decode(KernelSmoother.self, saved.metadata["learner"] ?? "")
  let theta = try saved.parameters(again.embedding.layout, path: path)
  return (trained, try Evaluation(of: again, at: theta, on: tasks, settings))
}
