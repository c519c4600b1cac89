import Autodiff
import TestSupport
import Testing

/// The error of a perceptron by its kernels is that by `linear`, and so are its derivatives of every order.
@Suite struct PerceptronTests {
  /// A network with data that it does not fit.
  struct Problem: CustomTestStringConvertible {
    let sizes: [Int]
    let rows: Int
    let activation: Activation

    var net: Network { Network(sizes: sizes, activation: activation) }
    var count: Int { zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.1 * ($1.0 + 1) } }
    var testDescription: String { "\(sizes) on \(rows) rows, \(activation)" }
    var x: Tensor { Tensor(noise(rows * sizes[0], seed: 1), shape: [rows, sizes[0]]) }
    var y: Tensor { Tensor(noise(rows * sizes.last!, seed: 2), shape: [rows, sizes.last!]) }
    func parameters(seed: UInt64) -> Parameters { net.parameters(noise(count, seed: seed).map { $0 * 0.7 }) }

    func fused(_ p: Parameters) -> Tensor {
      meanSquaredError(ofPerceptron: p, activation: activation, inputs: x, targets: y)
    }
    func composed(_ p: Parameters) -> Tensor { (net(x, p) - y).square().mean() }
  }

  /// Layers that fill registers, that end beyond one, that are narrower than one, that are one wide.
  private static let problems =
    [[1, 40, 40, 1], [3, 17, 33, 2], [2, 5, 1], [20, 64, 3, 50], [1, 1], [7, 100, 8, 9, 20]].flatMap {
      sizes in
      [1, 2, 10].flatMap { rows in
        [Activation.relu, .tanh, .identity].map { Problem(sizes: sizes, rows: rows, activation: $0) }
      }
    } + [Problem(sizes: [2, 3, 1], rows: 4, activation: .sigmoid)]

  private func expect(
    _ a: [Float], _ b: [Float], _ tolerance: Double, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = relativeError(a, b.map(Double.init))
    #expect(error < tolerance, "\(what) is off by \(error)", sourceLocation: sourceLocation)
  }

  @Test(arguments: problems, [false, true])
  func derivativesAreThoseOfOperations(problem: Problem, isPacked: Bool) {
    let (separate, vector) = (problem.parameters(seed: 3), problem.parameters(seed: 4))
    let p = isPacked ? separate.packed() : separate
    let (fused, composed) = (problem.fused, problem.composed)
    expect([fused(p).scalar], [composed(p).scalar], 1e-5, "value")
    let (value, gradient) = valueAndGradient(of: fused, at: p)
    let expected = Autodiff.gradient(of: composed, at: p).flattened()
    #expect(value.scalar == fused(p).scalar)
    expect(gradient.flattened(), expected, 1e-5, "gradient")
    let product = hessianVectorProduct(of: composed, at: p, times: vector).flattened()
    let hessian = HessianOperator(of: fused, at: p)
    #expect(hessian.gradient.flattened() == gradient.flattened())
    expect(hessian(vector).flattened(), product, 2e-5, "Hessian operator")
    expect(
      hessianVectorProduct(of: fused, at: p, times: vector).flattened(), product, 2e-5,
      "Hessian-vector product")
    // Of a loss of which the error is a part, so that the kernels' cotangent is not 1.
    let part = { (p: Parameters) in (fused(p) * 3).exp() }
    let whole = { (p: Parameters) in (composed(p) * 3).exp() }
    expect(
      HessianOperator(of: part, at: p)(vector).flattened(),
      HessianOperator(of: whole, at: p)(vector).flattened(), 5e-5, "Hessian operator of an exponential")
  }

  /// A machine sees its own level of kernels only.
  @Test(arguments: problems.filter { $0.activation != .sigmoid }, [Int32(0), 3])
  func levelsOfKernelsAgree(problem: Problem, level: Int32) {
    let (p, vector) = (problem.parameters(seed: 3), problem.parameters(seed: 4))
    let (error, gradient, product) = perceptronDerivatives(
      p.packed(), times: vector, activation: problem.activation, inputs: problem.x, targets: problem.y,
      level: level)
    expect([error], [problem.composed(p).scalar], 1e-5, "value")
    expect(gradient, Autodiff.gradient(of: problem.composed, at: p).flattened(), 1e-5, "gradient")
    expect(
      product, hessianVectorProduct(of: problem.composed, at: p, times: vector).flattened(), 2e-5, "product")
  }

  @Test(arguments: [Activation.tanh, .identity])
  func lawsOfDerivatives(activation: Activation) {
    let problem = Problem(sizes: [2, 9, 3, 1], rows: 5, activation: activation)
    let p = problem.parameters(seed: 3)
    checkGradient(at: p, of: problem.fused)
    checkGradient(at: p.packed(), of: problem.fused)
    checkGradient(at: p.packed(), of: problem.composed)
    checkGradient(at: p) { ($0[1].sum() * problem.fused($0)).sin() }
  }

  @Test(arguments: [Activation.tanh, .relu])
  func thirdAndFourthDerivatives(activation: Activation) {
    let problem = Problem(sizes: [2, 9, 3, 2], rows: 5, activation: activation)
    let p = problem.parameters(seed: 3).packed()
    let (u, v, w) = (problem.parameters(seed: 4), problem.parameters(seed: 5), problem.parameters(seed: 6))
    typealias Loss = (Parameters) -> Tensor
    func along(_ v: Parameters, _ f: @escaping Loss) -> Loss { { gradient(of: f, at: $0).inner(v) } }
    func forward(_ v: Parameters, _ f: @escaping Loss) -> Loss {
      { jacobianVectorProduct(of: f, at: $0, along: v).tangent }
    }
    func product(_ f: @escaping Loss) -> Loss { { hessianVectorProduct(of: f, at: $0, times: u).inner(v) } }
    let ways: [(String, (@escaping Loss) -> Loss)] = [
      ("reverse, reverse", { along(v, along(u, $0)) }), ("reverse, forward", { along(v, forward(u, $0)) }),
      ("forward, reverse", { forward(v, along(u, $0)) }),
      ("forward, forward", { forward(v, forward(u, $0)) }),
      ("product", product),
    ]
    for (name, way) in ways {
      let expected = gradient(of: way(problem.composed), at: p).flattened()
      expect(gradient(of: way(problem.fused), at: p).flattened(), expected, 2e-5, "gradient of \(name)")
      let fourth = HessianOperator(of: way(problem.composed), at: p)(w).flattened()
      expect(
        HessianOperator(of: way(problem.fused), at: p)(w).flattened(), fourth, 5e-5, "Hessian of \(name)")
      expect(
        [jacobianVectorProduct(of: way(problem.fused), at: p, along: w).tangent.scalar],
        [jacobianVectorProduct(of: way(problem.composed), at: p, along: w).tangent.scalar], 5e-5,
        "tangent of \(name)")
    }
  }

  @Test func dataMayBeVariables() {
    let problem = Problem(sizes: [2, 9, 3, 1], rows: 5, activation: .tanh)
    let p = problem.parameters(seed: 3)
    let data = Parameters([("x", problem.x), ("y", problem.y)])
    let error = { (d: Parameters) in
      meanSquaredError(ofPerceptron: p, activation: .tanh, inputs: d[0], targets: d[1])
    }
    expect(
      gradient(of: error, at: data).flattened(),
      gradient(of: { (problem.net($0[0], p) - $0[1]).square().mean() }, at: data).flattened(), 1e-6,
      "gradient")
  }

  /// The meta-gradient as `MAML` takes it, by a Hessian-vector product, and as a derivative of a derivative.
  @Test(arguments: try Golden<GoldenRegression>.files(ofKind: "maml-regression"))
  func metaGradientIsTheReference(golden: Golden<GoldenRegression>) throws {
    let g = golden.content
    let activation = try #require(Activation(rawValue: g.activation))
    let p = Network(sizes: [1] + g.hiddenSizes + [1], activation: activation).parameters(g.parameters)
      .packed()
    func column(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count, 1]) }
    func loss(_ data: GoldenRegression.Pairs) -> (Parameters) -> Tensor {
      let (x, y) = (column(data.x), column(data.y))
      return { meanSquaredError(ofPerceptron: $0, activation: activation, inputs: x, targets: y) }
    }
    var path = [p]
    var curvatures: [HessianOperator] = []
    for _ in 0..<g.innerSteps {
      curvatures.append(HessianOperator(of: loss(g.support), at: path.last!))
      path.append(path.last!.adding(curvatures.last!.gradient, scaledBy: -g.innerLearningRate))
    }
    #expect(relativeError(path.last!.doubles, g.expected.adaptedParameters) < 1e-4)
    var v = gradient(of: loss(g.query), at: path.last!)
    #expect(relativeError(v.doubles, g.expected.firstOrderMetaGradient) < 1e-4)
    for hessian in curvatures.reversed() { v = v.adding(hessian(v), scaledBy: -g.innerLearningRate) }
    #expect(relativeError(v.doubles, g.expected.metaGradient) < 1e-4)
    let (value, nested) = valueAndGradient(
      of: { p in
        loss(g.query)(
          curvatures.reduce(p) { p, _ in
            p.adding(gradient(of: loss(g.support), at: p), scaledBy: -g.innerLearningRate)
          })
      }, at: p)
    #expect(abs(Double(value.scalar) - g.expected.outerLoss) < 1e-4 * g.expected.outerLoss)
    #expect(relativeError(nested.doubles, g.expected.metaGradient) < 1e-4)
  }

  @Test func gradientsAreValues() {
    let problem = Problem(sizes: [2, 9, 3, 1], rows: 5, activation: .tanh)
    let p = problem.parameters(seed: 3).packed()
    // Two errors whose gradients are added up where they lie must not change each other.
    let twice = gradient(of: { problem.fused($0) + problem.fused($0) }, at: p)
    expect(twice.flattened(), (gradient(of: problem.fused, at: p) * 2).flattened(), 1e-6, "gradient of a sum")
    let hessian = HessianOperator(of: problem.fused, at: p)
    let before = hessian.gradient.flattened()
    _ = hessian.gradient + hessian(p)
    #expect(hessian.gradient.flattened() == before)
    #expect(hessian.byteCount > 4 * (problem.count + 2 * problem.rows * 13))
    #expect(hessian(p).flattened() == hessian(p).flattened())
  }
}
