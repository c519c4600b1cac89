public import Autodiff

/// What adapting to one task left behind, step by step.
public struct Adaptation: Sendable {
  /// The loss of step k as a function of parameters, on its support data.
  public typealias Loss = @Sendable (Parameters) -> Tensor

  /// θ_0 … θ_K
  public var path: [Parameters]
  /// L_0 … L_{K−1}
  public var losses: [Loss] = []
  /// ∇L_k(θ_k)
  public var gradients: [Parameters] = []
  /// H_k = ∇²L_k(θ_k), kept from when the gradient was taken; nil where products start from scratch.
  public var curvatures: [HessianOperator?] = []

  public init(from parameters: Parameters) { path = [parameters] }

  /// θ_K
  public var parameters: Parameters { path[path.count - 1] }
  /// Bytes that the kept curvatures hold.
  public var curvatureBytes: Int { curvatures.reduce(0) { $0 + ($1?.byteCount ?? 0) } }

  /// Gives up curvatures, those of the first steps first, until the rest holds at most `bytes`.
  public mutating func limitCurvatures(toBytes bytes: Int) {
    guard bytes > 0 else {
      for k in curvatures.indices { curvatures[k] = nil }
      return
    }
    var held = curvatureBytes
    for k in curvatures.indices where held > bytes {
      held -= curvatures[k]?.byteCount ?? 0
      curvatures[k] = nil
    }
  }

  /// H_k times a vector, by the kept linearisation if there is one; else of the loss that was adapted on.
  func curvature(_ k: Int, times vector: Parameters) -> Parameters {
    if let hessian = curvatures[k] { return hessian(vector) }
    return hessianVectorProduct(of: losses[k], at: path[k], times: vector)
  }
}

/// The outer loss of one task and its derivatives.
public struct MetaGradient: Sendable {
  public var loss: Float
  /// With respect to θ_0.
  public var gradient: Parameters
  /// With respect to the step sizes, one for each inner step, elementwise.
  public var rateGradients: [Parameters]
}
