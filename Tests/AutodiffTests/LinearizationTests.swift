import Autodiff
import TestSupport
import Testing

/// Derivatives recorded once and applied many times are those that start afresh each time. That they are so for
/// every operation is part of `checkGradient`.
@Suite struct LinearizationTests {
  private let net = Network(sizes: [3, 5, 4, 2], activation: .tanh, extra: [("log_std", [2])])
  private var p: Parameters { net.parameters(noise(56, seed: 1).map { $0 * 0.8 }) }
  private let x = Tensor(noise(36, seed: 2), shape: [12, 3])
  private let actions = Tensor(noise(24, seed: 3), shape: [12, 2])
  private let advantages = Tensor(noise(12, seed: 4))

  private func loss(_ p: Parameters) -> Tensor {
    let logs = gaussianLogDensity(of: actions, mean: net(x, p), logStd: p["log_std"])
    return -((logs - logs.detached()).exp() * advantages).mean()
  }

  @Test func oneRecordServesManyVectors() {
    let hessian = HessianOperator(of: loss, at: p)
    let (value, gradient) = valueAndGradient(of: loss, at: p)
    #expect(hessian.value.scalar == value.scalar)
    #expect(hessian.gradient.flattened() == gradient.flattened())
    for seed in 5..<9 {
      let vector = p.unflattened(noise(56, seed: UInt64(seed)))
      let afresh = hessianVectorProduct(of: loss, at: p, times: vector)
      #expect(relativeError(hessian(vector).flattened(), afresh.doubles) < 1e-6)
    }
    let one = p.unflattened(noise(56, seed: 9))
    #expect(hessian(one).flattened() == hessian(one).flattened())
  }

  /// Layers wide enough for the product kernels, which take an activation's derivatives along where no derivative
  /// looks: forward over reverse does, linearised or not; reverse over reverse does not.
  @Test(arguments: Activation.allCases)
  func wideLayersAgreeWithSeparateOperations(activation: Activation) {
    let net = Network(sizes: [3, 20, 36, 9], activation: activation)
    let p = net.parameters(noise(1_169, seed: 6).map { $0 * 0.5 })
    let vector = p.unflattened(noise(1_169, seed: 7))
    let x = Tensor(noise(303, seed: 8), shape: [101, 3])
    let loss = { (p: Parameters) in net(x, p).square().sum() }
    let separate = gradient(of: { gradient(of: loss, at: $0).inner(vector) }, at: p).doubles
    let hessian = HessianOperator(of: loss, at: p)
    #expect(relativeError(hessian(vector).flattened(), separate) < 1e-5)
    #expect(relativeError(hessianVectorProduct(of: loss, at: p, times: vector).flattened(), separate) < 1e-5)
  }

  /// The divergence from the distribution at a point has gradient zero there, so its Hessian is Jᵀ M J.
  @Test func fisherProductIsTheHessianOfTheDivergence() {
    let (mean, logStd) = (net(x, p), p["log_std"])
    let precision = (logStd * -2).exp()
    let fisher = GaussNewtonOperator(
      of: { [net(x, $0), $0["log_std"]] }, at: p,
      metric: { tangents in [tangents[0] * precision * (1 / 12), tangents[1] * 2] })
    func divergence(_ p: Parameters) -> Tensor {
      let spread = (logStd * 2).exp() + (mean - net(x, p)).square()
      let terms = p["log_std"] - logStd + spread * (p["log_std"] * -2).exp() * 0.5 - 0.5
      return terms.sum(axis: 1).mean()
    }
    #expect(fisher.outputs[0].values == mean.values)
    for seed in 5..<8 {
      let vector = p.unflattened(noise(56, seed: UInt64(seed)))
      let expected = hessianVectorProduct(of: divergence, at: p, times: vector)
      #expect(relativeError(fisher(vector).flattened(), expected.doubles) < 1e-5)
    }
    let (u, v) = (p.unflattened(noise(56, seed: 8)), p.unflattened(noise(56, seed: 9)))
    #expect(abs(fisher(u).dot(v) - fisher(v).dot(u)) < 1e-5)
    #expect(fisher(u).dot(u) > 0)
  }

  @Test func outputsThatDoNotDependOnTheParametersHaveNoDerivative() {
    let linear = Linearization(of: { [$0[0].square(), x, $0[1]] }, at: p)
    let pushed = linear.pushForward(p)
    #expect(pushed[1].values == [Float](repeating: 0, count: 36))
    #expect(pushed[2].values == p[1].values)
    let pulled = linear.pullBack([.ones([5, 3]), x, .zeros([5])])
    #expect(pulled[0].values == p[0].values.map { 2 * $0 })
    #expect(pulled[1].values == [Float](repeating: 0, count: 5))
    #expect(pulled[2].values == [Float](repeating: 0, count: 20))
  }

  @Test func whatLeadsNowhereIsNotKept() {
    let alone = Linearization(of: { [$0[0].square()] }, at: p).byteCount
    let beside = Linearization(
      of: { p in
        _ = net(x, p).exp()
        return [p[0].square()]
      }, at: p
    ).byteCount
    #expect(alone == beside)
    #expect(alone == 2 * 15 * 4)
    #expect(HessianOperator(of: loss, at: p).byteCount > 12 * (5 + 4) * 4 * 4)
  }

  /// A linearisation taken within another derivative is differentiated like anything else.
  @Test func operatorsNest() {
    let v = p.unflattened(noise(56, seed: 5))
    let through = gradient(of: { HessianOperator(of: loss, at: $0)(v).inner(v) }, at: p)
    let afresh = gradient(of: { hessianVectorProduct(of: loss, at: $0, times: v).inner(v) }, at: p)
    #expect(relativeError(through.flattened(), afresh.doubles) < 1e-4)
    let byVector = gradient(of: { HessianOperator(of: loss, at: p)($0).inner(v) }, at: v)
    let expected = hessianVectorProduct(of: loss, at: p, times: v)
    #expect(relativeError(byVector.flattened(), expected.doubles) < 1e-4)
  }
}
