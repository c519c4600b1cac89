import Autodiff
import Gym
import Learning
import MetaLearning
import TestSupport
import Testing

@Suite struct MAMLTests {
  /// The chain of Hessian-vector products is the derivative of the nested computation, done by nesting gradients.
  @Test(arguments: try Golden<GoldenRegression>.files(ofKind: "maml-regression"))
  func chainEqualsNestedDifferentiation(_ golden: Golden<GoldenRegression>) throws {
    let task = GoldenRegressionTask(golden.content)
    let rate = golden.content.innerLearningRate
    let support = GoldenRegressionTask.pairs(golden.content.support)
    let nested = gradient(
      of: { theta in
        var p = theta
        for _ in 0..<2 { p = p - gradient(of: { task.loss($0, on: support) }, at: p) * rate }
        return task.loss(p, on: task.query)
      }, at: task.parameters)
    let maml = MAML(rates: [.scalar(rate), .scalar(rate)])
    let adaptation = try maml.adapt(task.parameters, to: task, using: RandomStream(seed: 0))
    let chained = maml.metaGradient(through: adaptation, of: task, query: task.query).gradient
    #expect(relativeError(chained.flattened(), nested.flattened().map(Double.init)) < 1e-4)
  }

  @Test func adaptingChangesNothingInPlaceAndRatesApplyInOrder() throws {
    let task = GoldenRegressionTask(try Golden<GoldenRegression>.files(ofKind: "maml-regression")[0].content)
    let theta = task.parameters
    let before = theta.flattened()
    let adaptation = try MAML(rates: [.scalar(0.01), .scalar(0)]).adapt(
      theta, to: task, using: RandomStream(seed: 0))
    #expect(theta.flattened() == before)
    #expect(adaptation.path[1].flattened() != before)
    #expect(adaptation.path[2].flattened() == adaptation.path[1].flattened())
  }

  @Test func ratesForEveryParameterEqualOneRateForAll() throws {
    let task = GoldenRegressionTask(try Golden<GoldenRegression>.files(ofKind: "maml-regression")[0].content)
    let theta = task.parameters
    let scalar = MAML(rates: [.scalar(0.05)])
    let each = MAML(rates: [.perParameter(theta.map { .full($0.shape, 0.05) })])
    let stream = RandomStream(seed: 0)
    func metaGradient(_ maml: MAML) throws -> [Float] {
      maml.metaGradient(
        through: try maml.adapt(theta, to: task, using: stream), of: task, query: task.query
      ).gradient.flattened()
    }
    #expect(relativeError(try metaGradient(each), try metaGradient(scalar).map(Double.init)) < 1e-5)
  }
}
