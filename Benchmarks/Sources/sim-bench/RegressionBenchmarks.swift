internal import Autodiff
internal import Learning
internal import Randomness

/// Meta-learning to regress sinusoids (Finn, Abbeel and Levine 2017, §5.1): 1→40→40→1, ReLU, one inner step on ten
/// points, ten query points, exact second order, 25 tasks and one update by Adam an iteration.
enum RegressionBenchmarks {
  static let all: [Benchmark] =
    [
      microseconds("regression_task.microseconds", mark: .under(20), fused, fusedError),
      microseconds(
        "regression_task_composed.microseconds", mark: nil, "operation by operation", composedError),
    ]

  private static let fused = "one kernel a derivative"

  private typealias Loss = @Sendable (_ parameters: Parameters, _ x: Tensor, _ y: Tensor) -> Tensor

  private static let fusedError: Loss = {
    meanSquaredError(ofPerceptron: $0, activation: .relu, inputs: $1, targets: $2)
  }

  private static let composedError: Loss = { layers, x, y in
    var h = x
    for i in [0, 2, 4] { h = linear(h, layers[i], layers[i + 1], activation: i < 4 ? .relu : .identity) }
    return (h - y).square().mean()
  }

  private static func microseconds(_ name: String, mark: Mark?, _ how: String, _ loss: @escaping Loss)
    -> Benchmark
  {
    Benchmark(name: name, against: "", mark: mark, unit: "µs") { _ in
      let tasks = (0..<25).map { Sinusoid(seed: $0) }
      let adam = Adam(rate: 1e-3)
      var parameters = how == fused ? initialParameters().packed() : initialParameters()
      var state = adam.initialState(for: parameters)
      let iterations = 20
      let seconds = medianSeconds(repetitions: 41) {
        for _ in 0..<iterations {
          var total = metaGradient(at: parameters, of: tasks[0], loss)
          for task in tasks.dropFirst() { total = total + metaGradient(at: parameters, of: task, loss) }
          (parameters, state) = adam.update(parameters, gradient: total * (1 / 25), state: state)
        }
      }
      guard parameters.allFinite else { throw BenchmarkError("the parameters are not finite") }
      return Figure(
        value: 1e6 * seconds / Double(iterations * tasks.count),
        detail: "CPU time of a task's second-order meta-gradient and its share of the update, 1→40→40→1, "
          + "10 + 10 points, \(how), median of 41")
    }
  }

  /// v − α H v for the query gradient v after one step.
  private static func metaGradient(at parameters: Parameters, of task: Sinusoid, _ loss: Loss) -> Parameters {
    let support = HessianOperator(of: { loss($0, task.x[0], task.y[0]) }, at: parameters)
    let adapted = parameters.adding(support.gradient, scaledBy: -0.01)
    let outer = gradient(of: { loss($0, task.x[1], task.y[1]) }, at: adapted)
    return outer.adding(support(outer), scaledBy: -0.01)
  }

  /// Ten points to adapt on and ten to be scored on.
  private struct Sinusoid {
    var x: [Tensor] = []
    var y: [Tensor] = []

    init(seed: Int) {
      var stream = RandomStream(seed: 1).split(seed)
      let amplitude = stream.uniform(0.1, 5)
      let phase = stream.uniform(0, .pi)
      for _ in 0..<2 {
        let points = Tensor((0..<10).map { _ in stream.uniform(-5, 5) }, shape: [10, 1])
        x.append(points)
        y.append((points - phase).sin() * amplitude)
      }
    }
  }

  private static func initialParameters() -> Parameters {
    var stream = RandomStream(seed: 2)
    let sizes = [1, 40, 40, 1]
    var entries: [(name: String, tensor: Tensor)] = []
    for layer in 1..<sizes.count {
      let (inputs, outputs) = (sizes[layer - 1], sizes[layer])
      let limit = (3 / Float(inputs)).squareRoot()
      let weights = (0..<inputs * outputs).map { _ in stream.uniform(-limit, limit) }
      entries.append(("layer\(layer).weight", Tensor(weights, shape: [outputs, inputs])))
      entries.append(("layer\(layer).bias", .zeros([outputs])))
    }
    return Parameters(entries)
  }
}
