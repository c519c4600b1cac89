public import Autodiff
public import Testing

/// The law of every differentiable function: its derivatives agree with finite differences and each other.
///
/// `f` may return any shape; it is weighed with fixed random numbers into one. Checked are, relative to their
/// norms: the gradient against central differences of the value; the Hessian-vector product against
/// central differences of the gradient; the Jacobian-vector product against the gradient; the
/// Hessian-vector product against the gradient of ⟨gradient, vector⟩ (reverse over reverse) and against the
/// linearised gradient; and the linearised function, in both directions, against its derivatives.
///
/// Differences use four points (error of order step⁴), so `f` needs to be smooth within two steps of `parameters`.
public func checkGradient(
  at parameters: Parameters, step: Float = 0.02, tolerance: Double = 1e-3,
  sourceLocation: SourceLocation = #_sourceLocation, of f: @escaping (Parameters) -> Tensor
) {
  let shape = f(parameters).shape
  let weights = Tensor(noise(f(parameters).count, seed: 1), shape: shape)
  let weighed = { (p: Parameters) in (f(p) * weights).sum() }
  let analytic = gradient(of: weighed, at: parameters).flattened().map(Double.init)

  let point = parameters.flattened()
  let numeric = point.indices.map { i in
    fourPoint(step) { offset in
      var moved = point
      moved[i] += offset
      let values = f(parameters.unflattened(moved)).values
      return [zip(values, weights.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }]
    }[0]
  }
  expectClose(analytic, numeric, tolerance, "gradient, finite differences", sourceLocation)

  let vector = parameters.unflattened(noise(point.count, seed: 2))
  let product = hessianVectorProduct(of: weighed, at: parameters, times: vector).flattened().map(Double.init)
  let differences = fourPoint(step) { offset in
    gradient(of: weighed, at: parameters.adding(vector, scaledBy: offset)).flattened().map(Double.init)
  }
  expectClose(product, differences, tolerance, "Hessian-vector product, finite differences", sourceLocation)

  let (_, tangent) = jacobianVectorProduct(of: f, at: parameters, along: vector)
  let along = zip(tangent.values, weights.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  let scale = Double(vector.norm) * analytic.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let expected = zip(analytic, vector.flattened()).reduce(0) { $0 + $1.0 * Double($1.1) }
  #expect(
    abs(along - expected) <= 1e-4 * scale + 1e-5, "Jacobian-vector product \(along), gradient \(expected)",
    sourceLocation: sourceLocation)

  let twice = gradient(of: { gradient(of: weighed, at: $0).inner(vector) }, at: parameters)
  expectClose(
    twice.flattened().map(Double.init), product, 2e-4, "reverse over reverse, forward over reverse",
    sourceLocation)

  let hessian = HessianOperator(of: weighed, at: parameters)
  expectClose(hessian.gradient.flattened(), analytic, 1e-6, "linearised gradient: gradient", sourceLocation)
  expectClose(hessian(vector).flattened(), product, 1e-5, "linearised gradient: product", sourceLocation)
  let linear = Linearization(of: { [f($0)] }, at: parameters)
  let pushed = linear.pushForward(vector)[0].values
  expectClose(pushed, tangent.values.map(Double.init), 1e-5, "linearised function, forward", sourceLocation)
  expectClose(
    linear.pullBack([weights]).flattened(), analytic, 1e-5, "linearised function, backward", sourceLocation)
}

/// Numbers between -1 and 1 that look random and are always the same for a seed.
public func noise(_ count: Int, seed: UInt64) -> [Float] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int32(truncatingIfNeeded: state >> 32)) / 2_147_483_648
  }
}

private func fourPoint(_ step: Float, _ f: (Float) -> [Double]) -> [Double] {
  let (near, far) = (zip(f(step), f(-step)), zip(f(2 * step), f(-2 * step)))
  return zip(near, far).map { (8 * ($0.0 - $0.1) - ($1.0 - $1.1)) / (12 * Double(step)) }
}

private func expectClose<Value: BinaryFloatingPoint>(
  _ a: [Value], _ reference: [Double], _ tolerance: Double, _ what: String, _ location: SourceLocation
) {
  let norm = reference.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let error = norm > 1e-2 ? relativeError(a, reference) : relativeError(a, reference) * norm
  #expect(error <= tolerance, "\(what): \(a) and \(reference)", sourceLocation: location)
}
