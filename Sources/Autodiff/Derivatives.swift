/// The gradient of a scalar function of parameters, of the parameters' names and shapes.
///
/// Derivatives nest: within `f`, gradients may be taken of further functions, and the result can itself be
/// differentiated. `f` may capture tensors of an enclosing derivative.
public func gradient(of f: (Parameters) throws -> Tensor, at parameters: Parameters) rethrows -> Parameters {
  try valueAndGradient(of: f, at: parameters).gradient
}

/// The value of a scalar function of parameters, and its gradient.
public func valueAndGradient(
  of f: (Parameters) throws -> Tensor, at parameters: Parameters
) rethrows -> (value: Tensor, gradient: Parameters) {
  try reverse(f, at: parameters) { value in
    precondition(value.count == 1, "gradient: the function returned shape \(value.shape), not a scalar")
    return .ones(value.shape)
  }
}

/// A function's value, and its transposed Jacobian times `cotangent`, which has the value's shape.
public func vectorJacobianProduct(
  of f: (Parameters) throws -> Tensor, at parameters: Parameters, cotangent: Tensor
) rethrows -> (value: Tensor, gradient: Parameters) {
  try reverse(f, at: parameters) { value in
    precondition(
      value.shape == cotangent.shape,
      "vectorJacobianProduct: value \(value.shape) and cotangent \(cotangent.shape) differ in shape")
    return cotangent
  }
}

/// A function's value, and its Jacobian times `tangent`, which has the parameters' names and shapes.
public func jacobianVectorProduct(
  of f: (Parameters) throws -> Tensor, at parameters: Parameters, along tangent: Parameters
) rethrows -> (value: Tensor, tangent: Tensor) {
  let (values, tangents) = try forward({ [try f($0)] }, at: parameters, along: tangent)
  return (values[0], tangents[0])
}

/// The Hessian of a scalar function times a vector of the parameters' names and shapes, in about three times
/// the time of the gradient and without forming the Hessian: the tangent of the gradient along the vector
/// (forward over reverse; Pearlmutter, Fast Exact Multiplication by the Hessian, 1994).
public func hessianVectorProduct(
  of f: (Parameters) throws -> Tensor, at parameters: Parameters, times vector: Parameters
) rethrows -> Parameters {
  let (_, tangents) = try forward({ try gradient(of: f, at: $0).leaves }, at: parameters, along: vector)
  return parameters.with(leaves: tangents)
}

private func reverse(
  _ f: (Parameters) throws -> Tensor, at parameters: Parameters, seed: (Tensor) -> Tensor
) rethrows -> (value: Tensor, gradient: Parameters) {
  let level = Level(.reverse)
  defer { level.close() }
  let leaves = parameters.leaves
  let value = try f(parameters.with(leaves: leaves.map(level.variable)))
  let cotangents = level.pullback(from: value, cotangent: seed(value), variables: leaves.count)
  let gradient = parameters.with(leaves: leaves.indices.map { cotangents[$0] ?? .zeros(leaves[$0].shape) })
  return (value.lowered(from: level), gradient)
}

private func forward(
  _ f: (Parameters) throws -> [Tensor], at parameters: Parameters, along tangent: Parameters
) rethrows -> (values: [Tensor], tangents: [Tensor]) {
  let level = Level(.forward)
  defer { level.close() }
  let outputs = try f(
    parameters.zipLeaves(with: tangent, "tangent") { level.dual($0, tangent: $1) })
  let values = outputs.map { $0.lowered(from: level) }
  let tangents = outputs.map { output in
    guard let trace = output.trace, trace.level === level, let tangent = trace.tangent else {
      return Tensor.zeros(output.shape)
    }
    return tangent
  }
  return (values, tangents)
}
