public import Autodiff

/// What adapting to one task left behind, step by step.
public struct Adaptation<Experience: Sendable>: Sendable {
  /// θ_0 … θ_K
  public var path: [Parameters]
  /// Support data gathered with θ_0 … θ_{K−1}.
  public var support: [Experience]
  /// ∇L_k(θ_k)
  public var gradients: [Parameters]
  /// H_k = ∇²L_k(θ_k), kept from when the gradient was taken; nil where products start from scratch.
  public var curvatures: [HessianOperator?] = []

  /// θ_K
  public var parameters: Parameters { path[path.count - 1] }
  /// Bytes that the kept curvatures hold.
  public var curvatureBytes: Int { curvatures.reduce(0) { $0 + ($1?.byteCount ?? 0) } }

  /// Gives up curvatures, those of the first steps first, until the rest holds at most `bytes`.
  public mutating func limitCurvatures(toBytes bytes: Int) {
    var held = curvatureBytes
    for k in curvatures.indices where held > bytes {
      held -= curvatures[k]?.byteCount ?? 0
      curvatures[k] = nil
    }
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
