import Autodiff
import TestSupport
import Testing

/// Derivatives of derivatives, to any order, without confusing one's variables with another's.
@Suite struct NestingTests {
  private func scalar(_ x: Float) -> Parameters { Parameters([("x", Tensor(x))]) }

  private func derivative(_ f: @escaping (Tensor) -> Tensor) -> (Tensor) -> Tensor {
    { x in gradient(of: { f($0[0]) }, at: Parameters([("x", x)]))[0] }
  }

  @Test func ordersZeroToFourOfAProduct() {
    // By Leibniz the n-th derivative of x⁴ eˣ is eˣ Σ C(n, k) · 4!/(4 − k)! · x⁴⁻ᵏ.
    let x = Float(0.7)
    let rows: [[Float]] = [[1], [1, 1], [1, 2, 1], [1, 3, 3, 1], [1, 4, 6, 4, 1]]
    let falling: [Float] = [1, 4, 12, 24, 24]
    let powers: [Float] = [0.2401, 0.343, 0.49, 0.7, 1]
    var f: (Tensor) -> Tensor = { $0.square().square() * $0.exp() }
    for row in rows {
      let expected = 2.0137527 * row.indices.reduce(0) { $0 + row[$1] * falling[$1] * powers[$1] }
      #expect(abs(f(Tensor(x)).scalar - expected) < 1e-5 * expected)
      f = derivative(f)
    }
  }

  @Test func thirdOrderOfEveryActivation() {
    // ∂³ of tanh: (6y² − 2)(1 − y²); of the logistic function: s(1 − s)(1 − 6s + 6s²).
    let y = Float(0.4621171572600098)
    let tanh = derivative(derivative(derivative { $0.tanh() }))(Tensor(0.5)).scalar
    #expect(abs(tanh - (6 * y * y - 2) * (1 - y * y)) < 1e-5)
    let s = Float(0.6224593312018546)
    let sigmoid = derivative(derivative(derivative { $0.sigmoid() }))(Tensor(0.5)).scalar
    #expect(abs(sigmoid - s * (1 - s) * (1 - 6 * s + 6 * s * s)) < 1e-6)
    let layer = derivative(
      derivative(
        derivative { linear($0.reshaped([1, 1]), .ones([1, 1]), .zeros([1]), activation: .tanh).sum() }))
    #expect(abs(layer(Tensor(0.5)).scalar - tanh) < 1e-5)
  }

  @Test func thirdOrderOfALayerAgainstDifferences() {
    let net = Network(sizes: [2, 3, 1], activation: .tanh)
    let p = net.parameters(noise(13, seed: 3))
    let x = Tensor(noise(8, seed: 4), shape: [4, 2])
    let (u, v) = (p.unflattened(noise(13, seed: 5)), p.unflattened(noise(13, seed: 6)))
    let loss = { (p: Parameters) in net(x, p).square().mean() }
    let curvature = { (p: Parameters) in hessianVectorProduct(of: loss, at: p, times: u).inner(v) }
    checkGradient(at: p, of: curvature)
  }

  @Test func innerVariablesAreNotOuterOnes() {
    // d/dx (x · d/dy (x y)) = d/dx x² = 2x; confused levels give x or 3x.
    let f = { (x: Tensor) in x * self.derivative { y in x * y }(Tensor(2)) }
    #expect(derivative(f)(Tensor(3)).scalar == 6)
    // The same with tangents inside a gradient and a gradient inside tangents.
    let inside = gradient(
      of: { p in p[0] * jacobianVectorProduct(of: { p[0] * $0[0] }, at: scalar(2), along: scalar(1)).tangent
      },
      at: scalar(3))
    #expect(inside[0].scalar == 6)
    let outside = jacobianVectorProduct(
      of: { p in p[0] * gradient(of: { p[0] * $0[0] }, at: scalar(2))[0] }, at: scalar(3), along: scalar(1))
    #expect(outside.tangent.scalar == 6)
    let twoTangents = jacobianVectorProduct(
      of: { p in p[0] * jacobianVectorProduct(of: { p[0] * $0[0] }, at: scalar(2), along: scalar(1)).tangent
      },
      at: scalar(3), along: scalar(1))
    #expect(twoTangents.tangent.scalar == 6)
  }

  @Test func detachedTensorsAreConstants() {
    let g = gradient(of: { $0[0] * $0[0].detached() }, at: scalar(3))
    #expect(g[0].scalar == 3)
    let none = gradient(of: { $0[0].detached() }, at: scalar(3))
    #expect(none[0].scalar == 0)
    // A detached inner gradient gives first-order meta-gradients.
    let first = gradient(
      of: { p in
        let g = gradient(of: { $0[0].square() }, at: p).detached()
        return p.adding(g, scaledBy: -0.1)[0].square()
      }, at: scalar(3))
    #expect(abs(first[0].scalar - 2 * 2.4) < 1e-5)
  }

  @Test func tensorsThatOutliveTheirDerivativeAreConstants() {
    var kept = Tensor(0)
    _ = gradient(
      of: { p in
        kept = p[0].square()
        return kept
      }, at: scalar(3))
    let g = gradient(of: { $0[0] * kept }, at: scalar(2))
    #expect(g[0].scalar == 9)
    #expect((kept + kept).scalar == 18)
  }

  @Test func valuesOfInnerDerivativesStayDifferentiable() {
    // value 2x² and gradient 4x of an inner function of y at y = x: outer derivative 4x + 4.
    let g = gradient(
      of: { p in
        let (value, gradient) = valueAndGradient(of: { 2 * $0[0].square() }, at: p)
        return value + gradient[0]
      }, at: scalar(3))
    #expect(g[0].scalar == 16)
  }

  @Test func longGraphsDoNotOverflowTheStack() {
    let g = gradient(
      of: { p in
        var x = p[0]
        for _ in 0..<200_000 { x = x * 1.000_001 + 0 }
        return x
      }, at: scalar(1))
    #expect(abs(g[0].scalar - 1.2214) < 0.02)
  }

  @Test func errorsLeaveNoTrace() {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try gradient(of: { _ in throw Failure() }, at: scalar(1))
    }
    #expect(gradient(of: { $0[0].square() }, at: scalar(3))[0].scalar == 6)
  }

  @Test func chainOfHessianVectorProductsIsTheMetaGradient() {
    let net = Network(sizes: [3, 5, 2], activation: .tanh)
    let p = net.parameters(noise(32, seed: 1).map { $0 * 0.8 })
    let (x, y) = (Tensor(noise(18, seed: 2), shape: [6, 3]), Tensor(noise(12, seed: 3), shape: [6, 2]))
    let loss = { (p: Parameters) in (net(x, p) - y).square().mean() }
    let outer = { (p: Parameters) in (net(x, p) + y).tanh().square().mean() }
    let nested = gradient(
      of: { p in
        var q = p
        for _ in 0..<3 { q = q.adding(gradient(of: loss, at: q), scaledBy: -0.3) }
        return outer(q)
      }, at: p)
    var points = [p]
    for _ in 0..<3 {
      points.append(points.last!.adding(gradient(of: loss, at: points.last!), scaledBy: -0.3))
    }
    var chain = gradient(of: outer, at: points[3])
    let firstOrder = chain
    for q in points[..<3].reversed() {
      chain = chain.adding(hessianVectorProduct(of: loss, at: q, times: chain), scaledBy: -0.3)
    }
    #expect(relativeError(chain.doubles, nested.doubles) < 1e-5)
    #expect(relativeError(firstOrder.doubles, nested.doubles) > 0.01)
  }
}
