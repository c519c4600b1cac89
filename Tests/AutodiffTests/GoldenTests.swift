import Autodiff
import TestSupport
import Testing

/// Figures computed independently in float64, within 1e-4 of the reference relative to its norm.
@Suite struct GoldenTests {
  private func expect(
    _ actual: [Double], _ reference: [Double], _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = relativeError(actual, reference)
    #expect(error < 1e-4, "\(what) is off by \(error)", sourceLocation: sourceLocation)
  }

  @Test(arguments: try Golden<GoldenRegression>.files(ofKind: "maml-regression"))
  func metaRegression(golden: Golden<GoldenRegression>) throws {
    let g = golden.content
    let activation = try #require(Activation(rawValue: g.activation))
    let net = Network(sizes: [1] + g.hiddenSizes + [1], activation: activation)
    let p = net.parameters(g.parameters)
    func column(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count, 1]) }
    let loss = { (data: GoldenRegression.Pairs) in
      { (p: Parameters) in (net(column(data.x), p) - column(data.y)).square().mean() }
    }
    func adapt(_ p: Parameters) -> Parameters {
      (0..<g.innerSteps).reduce(p) { p, _ in
        p.adding(gradient(of: loss(g.support), at: p), scaledBy: -g.innerLearningRate)
      }
    }
    let adapted = adapt(p)
    expect(adapted.doubles, g.expected.adaptedParameters, "adapted parameters")
    let (value, meta) = valueAndGradient(of: { loss(g.query)(adapt($0)) }, at: p)
    expect([Double(value.scalar)], [g.expected.outerLoss], "outer loss")
    expect(meta.doubles, g.expected.metaGradient, "meta-gradient")
    let firstOrder = gradient(of: loss(g.query), at: adapted)
    expect(firstOrder.doubles, g.expected.firstOrderMetaGradient, "first-order meta-gradient")
    #expect(relativeError(firstOrder.doubles, meta.doubles) > 1e-3)
  }

  @Test(arguments: try Golden<GoldenPolicyGradient>.files(ofKind: "maml-policy-gradient"))
  func metaPolicyGradient(golden: Golden<GoldenPolicyGradient>) throws {
    let g = golden.content
    let activation = try #require(Activation(rawValue: g.activation))
    let net = Network(
      sizes: [g.observationSize] + g.hiddenSizes + [g.actionSize], activation: activation,
      extra: [("log_std", [g.actionSize])])
    let p = net.parameters(g.parameters)
    func logDensity(_ data: GoldenPolicyGradient.Batch, _ p: Parameters) -> Tensor {
      gaussianLogDensity(
        of: matrix(data.actions), mean: net(matrix(data.observations), p), logStd: p["log_std"])
    }
    func surrogate(_ data: GoldenPolicyGradient.Batch, ratio: Bool) -> (Parameters) -> Tensor {
      { p in
        let logs = logDensity(data, p)
        return -((ratio ? (logs - logs.detached()).exp() : logs) * Tensor(data.advantages)).mean()
      }
    }
    let inner = g.support.map { surrogate($0, ratio: g.innerSurrogate == "ratio") }
    let rates = p.map { .full($0.shape, g.innerLearningRate) }
    func adapt(_ p: Parameters, _ rates: Parameters) -> Parameters {
      inner.reduce(p) { p, loss in p - rates * gradient(of: loss, at: p) }
    }
    let adapted = adapt(p, rates)
    let (innerLoss, innerGradient) = valueAndGradient(of: inner[0], at: p)
    expect([Double(innerLoss.scalar)], [g.expected.innerLoss], "inner loss")
    expect(innerGradient.doubles, g.expected.innerGradient, "inner gradient")
    expect(adapted.doubles, g.expected.adaptedParameters, "adapted parameters")

    let outer = surrogate(g.query, ratio: true)
    let (value, meta) = valueAndGradient(of: { outer(adapt($0, rates)) }, at: p)
    expect([Double(value.scalar)], [g.expected.outerLoss], "outer loss")
    expect(meta.doubles, g.expected.metaGradient, "meta-gradient")
    let firstOrder = gradient(of: outer, at: adapted)
    expect(firstOrder.doubles, g.expected.firstOrderMetaGradient, "first-order meta-gradient")
    #expect(relativeError(firstOrder.doubles, meta.doubles) > 1e-3)
    let steps = gradient(of: { outer(adapt(p, $0)) }, at: rates)
    expect(steps.doubles, g.expected.stepSizeGradient, "step-size gradient")

    let vector = p.unflattened(g.expected.vector)
    let hessian = hessianVectorProduct(of: inner[0], at: p, times: vector)
    expect(hessian.doubles, g.expected.innerHessianVector, "inner Hessian-vector product")
    let observations = matrix(g.query.observations)
    let (oldMean, oldLogStd) = (net(observations, adapted), adapted["log_std"])
    func divergence(_ p: Parameters) -> Tensor {
      let new = adapt(p, rates)
      let (mean, logStd) = (net(observations, new), new["log_std"])
      let spread = (oldLogStd * 2).exp() + (oldMean - mean).square()
      return (logStd - oldLogStd + spread * (logStd * -2).exp() * 0.5 - 0.5).sum(axis: 1).mean()
    }
    let divergenceProduct = hessianVectorProduct(of: divergence, at: p, times: vector)
    expect(divergenceProduct.doubles, g.expected.klHessianVector, "divergence Hessian-vector product")
  }
}
