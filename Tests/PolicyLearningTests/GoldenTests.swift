import Autodiff
import Learning
import MetaLearning
import PolicyLearning
import Randomness
import TestSupport
import Testing

/// Every figure of the golden files within 1e-4, norm-wise.
@Suite struct GoldenTests {
  static func batch(_ batch: GoldenPolicyGradient.Batch) -> PolicyBatch {
    let rows = batch.observations.count
    return PolicyBatch(
      observations: Tensor(Array(batch.observations.joined()), shape: [rows, batch.observations[0].count]),
      actions: Tensor(Array(batch.actions.joined()), shape: [rows, batch.actions[0].count]),
      advantages: Tensor(batch.advantages, shape: [rows]))
  }

  @Test(arguments: try Golden<GoldenPolicyGradient>.files(ofKind: "maml-policy-gradient"))
  func policyGradient(_ golden: Golden<GoldenPolicyGradient>) throws {
    let (file, expected) = (golden.content, golden.content.expected)
    let policy = GaussianPolicy(
      network: MLPShape(
        inputs: file.observationSize, hidden: file.hiddenSizes, outputs: file.actionSize,
        activation: file.activation == "relu" ? .relu : .tanh))
    let criterion = PolicyCriterion(
      policy, advantages: AdvantageSettings(),
      surrogate: try #require(Surrogate(rawValue: file.innerSurrogate)))
    let theta = criterion.initialParameters(using: RandomStream(seed: 0)).unflattened(file.parameters)
    let (support, query) = (file.support.map(Self.batch), Self.batch(file.query))
    let inner = InnerLoop(rates: support.map { _ in .scalar(file.innerLearningRate) })

    let first = valueAndGradient(of: { criterion.supportLoss($0, on: support[0]) }, at: theta)
    #expect(relativeError([first.value.scalar], [expected.innerLoss]) < 1e-4)
    #expect(relativeError(first.gradient.flattened(), expected.innerGradient) < 1e-4)

    let adaptation = inner.adapt(theta, linearising: true) { k in
      { criterion.supportLoss($0, on: support[k]) }
    }
    #expect(relativeError(adaptation.parameters.flattened(), expected.adaptedParameters) < 1e-4)

    let outer = valueAndGradient(of: { criterion.queryLoss($0, on: query) }, at: adaptation.parameters)
    let exact = inner.metaGradient(through: adaptation, outer: (outer.value.scalar, outer.gradient))
    #expect(relativeError([exact.loss], [expected.outerLoss]) < 1e-4)
    #expect(relativeError(exact.gradient.flattened(), expected.metaGradient) < 1e-4)
    var rateGradient = exact.rateGradients[0]
    for other in exact.rateGradients.dropFirst() { rateGradient = rateGradient + other }
    #expect(relativeError(rateGradient.flattened(), expected.stepSizeGradient) < 1e-4)

    let firstOrder = InnerLoop(rates: inner.rates, derivative: .firstOrder)
      .metaGradient(through: adaptation, outer: (outer.value.scalar, outer.gradient))
    #expect(relativeError(firstOrder.gradient.flattened(), expected.firstOrderMetaGradient) < 1e-4)
    #expect(relativeError(firstOrder.gradient.flattened(), expected.metaGradient) > 1e-3)

    let vector = theta.unflattened(expected.vector)
    let product = hessianVectorProduct(
      of: { criterion.supportLoss($0, on: support[0]) }, at: theta, times: vector)
    #expect(relativeError(product.flattened(), expected.innerHessianVector) < 1e-4)

    let reference = criterion.reference(adaptation.parameters, on: query)
    #expect(
      relativeError([criterion.queryValue(adaptation.parameters, reference, on: query)], [expected.outerLoss])
        < 1e-4)
    let pushed = inner.pushForward(vector, through: adaptation)[support.count]
    let hessian = hessianVectorProduct(
      of: { criterion.divergence(since: reference, to: $0, on: query) }, at: adaptation.parameters,
      times: pushed)
    for image in [hessian, criterion.fisher(adaptation.parameters, on: query, reference)(pushed)] {
      let pulled = inner.pullBack(image, through: adaptation).gradient
      #expect(relativeError(pulled.flattened(), expected.klHessianVector) < 1e-4)
    }
  }
}
