import Autodiff
import MetaLearning
public import Models
import Randomness

/// A held-out function of one number as a learner sees it: the truth, and what it predicts before and after adapting.
public struct AdaptedFunction: Sendable {
  public struct Curve: Sendable {
    /// Adaptation steps behind it.
    public var steps: Int
    /// At the places `x`.
    public var y: [Float]
  }

  /// Number of the task in its evaluation.
  public var index: Int
  /// Ascending.
  public var x: [Float]
  public var truth: [Float]
  /// After no, one and all adaptation steps.
  public var predictions: [Curve]
  /// What it adapted on.
  public var support: [(x: Float, y: Float)]
}

extension Training {
  /// The first held-out functions of the final evaluation; none where tasks are no functions of one number.
  public func adaptedFunctions(_ file: PolicyFile, count: Int) throws -> [AdaptedFunction] {
    try problem.adaptedFunctions?(
      file.parameters, configuration.evaluationSettings, min(count, configuration.evaluation.tasks)) ?? []
  }
}

extension MappingCatalogue {
  static func adaptedFunctions<L: ExampleLearner, Family: ExampleFamily>(
    _ learner: L, at theta: Parameters, of family: Family, _ settings: EvaluationSettings, count: Int
  ) throws -> [AdaptedFunction] {
    let tasks = ExampleTasks(family, shots: settings.episodes, query: 200, for: L.Mapping.self)
    return try (0..<count).map { index in
      let stream = settings.stream(ofTask: index)
      let task = try tasks.task(from: settings.split, using: stream.split("task"))
      let places = zip(task.query.inputs.values, task.query.targets.values).sorted { $0.0 < $1.0 }
      let x = places.map(\.0)
      var predictions: [AdaptedFunction.Curve] = []
      try follow(learner, at: theta, on: task, absorptions: settings.adaptSteps, using: stream) { event in
        guard case .scored(_, let mapping, let steps) = event,
          [0, 1, settings.adaptSteps].contains(steps)
        else { return }
        predictions.append(
          .init(steps: steps, y: mapping(Tensor(x, shape: [x.count, 1])).values))
      }
      return AdaptedFunction(
        index: index, x: x, truth: places.map(\.1), predictions: predictions,
        support: Array(zip(task.support.inputs.values, task.support.targets.values)))
    }
  }
}
