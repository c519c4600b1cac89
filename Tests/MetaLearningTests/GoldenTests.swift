import Autodiff
import Gym
import Learning
import MetaLearning
import TestSupport
import Testing
import Randomness

/// Every figure of the golden files within 1e-4, norm-wise.
@Suite struct GoldenTests {
  let stream = RandomStream(seed: 0)

  @Test(arguments: try Golden<GoldenPolicyGradient>.files(ofKind: "maml-policy-gradient"))
  func policyGradient(_ golden: Golden<GoldenPolicyGradient>) throws {
    let file = golden.content
    let expected = file.expected
    let task = try GoldenPolicyTask(file)
    let theta = task.parameters
    let first = GoldenPolicyTask.batch(file.support[0])
    let maml = MAML(rates: file.support.map { _ in .scalar(file.innerLearningRate) })

    let inner = valueAndGradient(of: { task.loss($0, on: first) }, at: theta)
    #expect(relativeError([inner.value.scalar], [expected.innerLoss]) < 1e-4)
    #expect(relativeError(inner.gradient.flattened(), expected.innerGradient) < 1e-4)

    let adaptation = try maml.adapt(theta, to: task, using: stream)
    #expect(relativeError(adaptation.parameters.flattened(), expected.adaptedParameters) < 1e-4)

    let exact = maml.metaGradient(through: adaptation, of: task, query: task.query)
    #expect(relativeError([exact.loss], [expected.outerLoss]) < 1e-4)
    #expect(relativeError(exact.gradient.flattened(), expected.metaGradient) < 1e-4)
    var rateGradient = exact.rateGradients[0]
    for other in exact.rateGradients.dropFirst() { rateGradient = rateGradient + other }
    #expect(relativeError(rateGradient.flattened(), expected.stepSizeGradient) < 1e-4)

    let firstOrder = MAML(rates: maml.rates, derivative: .first)
      .metaGradient(through: adaptation, of: task, query: task.query)
    #expect(relativeError(firstOrder.gradient.flattened(), expected.firstOrderMetaGradient) < 1e-4)
    #expect(relativeError(firstOrder.gradient.flattened(), expected.metaGradient) > 1e-3)

    let vector = theta.unflattened(expected.vector)
    let product = hessianVectorProduct(of: { task.loss($0, on: first) }, at: theta, times: vector)
    #expect(relativeError(product.flattened(), expected.innerHessianVector) < 1e-4)

    let old = task.distribution(adaptation.parameters, on: task.query).detached()
    let fisher = hessianVectorProduct(
      of: { old.meanDivergence(to: task.distribution($0, on: task.query)) }, at: adaptation.parameters,
      times: maml.pushForward(vector, through: adaptation, of: task))
    let pulled = maml.pullBack(fisher, through: adaptation, of: task).gradient
    #expect(relativeError(pulled.flattened(), expected.klHessianVector) < 1e-4)
  }

  @Test(arguments: try Golden<GoldenRegression>.files(ofKind: "maml-regression"))
  func regression(_ golden: Golden<GoldenRegression>) throws {
    let file = golden.content
    let task = GoldenRegressionTask(file)
    let maml = MAML(rates: Array(repeating: .scalar(file.innerLearningRate), count: file.innerSteps))
    let adaptation = try maml.adapt(task.parameters, to: task, using: stream)
    #expect(relativeError(adaptation.parameters.flattened(), file.expected.adaptedParameters) < 1e-4)
    let exact = maml.metaGradient(through: adaptation, of: task, query: task.query)
    #expect(relativeError([exact.loss], [file.expected.outerLoss]) < 1e-4)
    #expect(relativeError(exact.gradient.flattened(), file.expected.metaGradient) < 1e-4)
    let firstOrder = MAML(rates: maml.rates, derivative: .first)
      .metaGradient(through: adaptation, of: task, query: task.query)
    #expect(relativeError(firstOrder.gradient.flattened(), file.expected.firstOrderMetaGradient) < 1e-4)
    #expect(relativeError(firstOrder.gradient.flattened(), file.expected.metaGradient) > 1e-3)
  }
}
