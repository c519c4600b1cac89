/// The Hessian H of a scalar function at a point, as an operator to be applied to many vectors.
///
/// The gradient is computed once and linearised (`Linearization` of forward and backward pass together); a
/// product then costs two thirds of `hessianVectorProduct`, which starts afresh for each vector, and has the
/// same value.
public struct HessianOperator: Sendable {
  /// The function's value at the point, of one element.
  public let value: Tensor
  /// The function's gradient at the point.
  public let gradient: Parameters
  private let linearization: Linearization

  public init(of f: (Parameters) throws -> Tensor, at parameters: Parameters) rethrows {
    var value: Tensor?
    linearization = try Linearization(
      of: { p in
        let result = try valueAndGradient(of: f, at: p)
        value = result.value
        return result.gradient.leaves
      }, at: parameters)
    self.value = value!
    gradient = parameters.with(leaves: linearization.outputs)
  }

  /// H v; `vector` has the parameters' names and shapes.
  public func callAsFunction(_ vector: Parameters) -> Parameters {
    gradient.with(leaves: linearization.pushForward(vector))
  }

  /// Bytes kept: the activations and cotangents of one gradient.
  public var byteCount: Int { linearization.byteCount }
}

/// Jᵀ M J for the Jacobian J of some outputs and a symmetric metric M on them: the Gauss-Newton matrix where M
/// is the Hessian of a loss with respect to the outputs, the Fisher matrix where M is the outputs' own Fisher
/// information (Martens, New Insights and Perspectives on the Natural Gradient Method, 2020, §8).
///
/// A product runs the derivative of the outputs forward and backward once; nothing else is recomputed.
public struct GaussNewtonOperator: Sendable {
  /// The outputs at the point.
  public var outputs: [Tensor] { linearization.outputs }
  private let linearization: Linearization
  private let metric: @Sendable ([Tensor]) -> [Tensor]

  /// - Parameters:
  ///   - metric: M times tangents of the outputs: one tensor per output, of the output's shape.
  public init(
    of outputs: (Parameters) throws -> [Tensor], at parameters: Parameters,
    metric: @escaping @Sendable ([Tensor]) -> [Tensor]
  ) rethrows {
    linearization = try Linearization(of: outputs, at: parameters)
    self.metric = metric
  }

  /// Jᵀ M J v; `vector` has the parameters' names and shapes.
  public func callAsFunction(_ vector: Parameters) -> Parameters {
    linearization.pullBack(metric(linearization.pushForward(vector)))
  }

  /// Bytes kept: the activations on the way to the outputs.
  public var byteCount: Int { linearization.byteCount }
}
