import Autodiff
import Learning
import MetaLearning
import Randomness
import TestSupport

/// Learners of examples by gradient steps.
typealias RegressionLearner = GradientLearner<RegressionCriterion>

/// A family of one task, whatever is drawn.
struct OneTask: TaskFamily {
  let support: Examples
  let query: Examples

  func task(from split: Split, using stream: RandomStream) -> ExampleTask<RegressionCriterion.Mapping> {
    ExampleTask(support: support, query: query)
  }
}

/// A network on the examples of one task: the regression of a golden file, or another.
struct GoldenProblem {
  let criterion: RegressionCriterion
  let parameters: Parameters
  let task: OneTask

  init(network: MLPShape, parameters: [Float], task: OneTask) {
    criterion = RegressionCriterion(Regressor(network: network))
    self.parameters = criterion.initialParameters(using: RandomStream(seed: 0)).unflattened(parameters)
    self.task = task
  }

  init(_ file: GoldenRegression) {
    func examples(_ pairs: GoldenRegression.Pairs) -> Examples {
      Examples(
        inputs: Tensor(pairs.x, shape: [pairs.x.count, 1]),
        targets: Tensor(pairs.y, shape: [pairs.y.count, 1]))
    }
    self.init(
      network: MLPShape(
        inputs: 1, hidden: file.hiddenSizes, outputs: 1,
        activation: file.activation == "relu" ? .relu : .tanh), parameters: file.parameters,
      task: OneTask(support: examples(file.support), query: examples(file.query)))
  }

  /// That of the first golden file.
  static func first() throws -> GoldenProblem {
    GoldenProblem(try Golden<GoldenRegression>.files(ofKind: "maml-regression")[0].content)
  }

  func supportLoss(_ model: Parameters) -> Tensor {
    criterion.supportLoss(model, on: criterion.batch(task.support))
  }
  func queryLoss(_ model: Parameters) -> Tensor {
    criterion.queryLoss(model, on: criterion.batch(task.query))
  }

  func adapt(by inner: InnerLoop) -> Adaptation {
    inner.adapt(parameters, linearising: true) { _ in supportLoss }
  }

  /// Of the query loss after the last step.
  func metaGradient(of inner: InnerLoop, through adaptation: Adaptation) -> MetaGradient {
    let outer = valueAndGradient(of: queryLoss, at: adaptation.parameters)
    return inner.metaGradient(through: adaptation, outer: (outer.value.scalar, outer.gradient))
  }

  /// The objective of a whole learner, at its own parameters or at other ones.
  func objective(_ steps: GradientSteps, at theta: Parameters? = nil) throws -> Objective {
    try RegressionLearner(criterion, steps: steps).objective(
      on: TaskBatch(task, count: 2, stream: RandomStream(seed: 1), threads: 1, iteration: 0),
      at: theta ?? parameters, for: ObjectiveDemand())
  }
}

func relativeError(_ got: Parameters, _ want: Parameters) -> Double {
  relativeError(got.flattened(), want.flattened().map(Double.init))
}
