import Autodiff
import Experiments
import MetaLearning
import Randomness
import Reporting

/// y = a x² + b x + c, of coefficients in [−1, 1], measured with noise of deviation 0.05.
struct Parabolas: ExampleFamily {
  let name = "parabola"
  let summary = "Parabolas of random coefficients, measured with noise."
  let inputs = [Quantity("x")]
  let outputs = [Quantity("y")]

  /// a, b and c.
  func function(from split: Split, using stream: RandomStream) -> [Float] {
    var attempt = 0
    while true {
      var branch = stream.split(attempt)
      let drawn = (0..<3).map { _ in branch.uniform(-1, 1) }
      if Split(of: drawn) == split { return drawn }
      attempt += 1
    }
  }

  func examples(of function: [Float], count: Int, using stream: RandomStream) -> Examples {
    var stream = stream
    let x = (0..<count).map { _ in stream.uniform(-2, 2) }
    let y = x.map { x in (function[0] * x + function[1]) * x + function[2] + 0.05 * stream.normal() }
    return Examples(inputs: Tensor(x, shape: [count, 1]), targets: Tensor(y, shape: [count, 1]))
  }
}

/// Trains MAML on parabolas in a run folder, with a report, and scores the policy that it saved.
func learnParabolas(in folder: String) throws -> (trained: Evaluation, reloaded: Evaluation) {
  var configuration = RunConfiguration.defaults(for: "mapping/parabola", algorithm: .maml)
  configuration.iterations = 300
  configuration.learner.rates = [0.1, 0.1, 0.1]
  var network = MLPSettings()
  network.activation = .tanh
  network.normalize = true
  configuration.model = .mlp(network)
  configuration.evaluation.tasks = 50
  configuration.evaluation.shots = 10
  configuration.evaluation.steps = 3
  let training = try Training(configuration, on: Parabolas())
  let run = try training.run(in: RunFolder(folder), from: training.initialState())
  try TrainingReport(training, run, beside: training.references()).write(in: run.folder)
  return (run.evaluation, try training.evaluate(policyAt: run.folder.policyPath))
}
