import Autodiff
import Learning
import Randomness

// Proximal outer update: several Adam steps on the data of one iteration (Schulman et al. 2017, eq. 7, through the
// adaptation; Rothfuss et al. 2019, §6, ProMP).
//
// Loss of θ:   Σ_k w_k E[−min(r_k A, clip(r_k, 1 ± ε) A)] + η Σ_{k<K} KL(π_k^old ‖ π_{θ_k(θ)}),
//              r_k = π_{θ_k(θ)} / π_k^old, on what was gathered with θ_k before the update.
// As θ moves away from the parameters that gathered the support data, the inner steps weight it by importance:
// ∇L_k = −E[r_k A ∇log π], the low-variance curvature surrogate of ProMP (eq. 12 there).

/// Settings of a proximal update.
public struct ProximalUpdate: Sendable, Hashable, Codable {
  /// Of Adam.
  public var rate: Float = 0.002
  /// Meta-gradients longer than this are shortened to it.
  public var maxGradientNorm: Float = 10
  /// How often each iteration's data is used.
  public var epochs: Int = 5
  /// Adam steps in an epoch, each on a part of the tasks, drawn anew in every epoch.
  public var minibatches: Int = 1
  /// ε: how far an importance ratio may leave 1 before it stops counting.
  public var clip: Float = 0.3
  /// η: price of a nat between the models that gathered support data and those of the update.
  public var innerDivergenceWeight: Float = 0.0005

  public init() {}

  /// - Returns: also the length of the first step's gradient.
  func update(
    _ parameters: Parameters, _ objective: Objective, state: OptimizerState?
  ) throws -> (parameters: Parameters, state: OptimizerState, gradientNorm: Float) {
    guard let gradientAt = objective.gradientAt else {
      preconditionFailure("a proximal update of an objective that knows only its own data's gradient")
    }
    let adam = Adam(rate: rate)
    var (theta, moments) = (parameters, state ?? adam.initialState(for: parameters))
    var norm: Float?
    for epoch in 0..<epochs {
      for blocks in parts(of: objective, epoch: epoch) {
        let terms = ProximalTerms(clip: clip, innerDivergenceWeight: innerDivergenceWeight, blocks: blocks)
        let gradient = try gradientAt(theta, terms)
        norm = norm ?? gradient.norm
        let step = adam.update(theta, gradient: gradient.clipped(toNorm: maxGradientNorm), state: moments)
        (theta, moments) = (step.parameters, step.state)
      }
    }
    return (theta, moments, norm ?? 0)
  }

  /// The blocks of each Adam step; nil for all of them.
  private func parts(of objective: Objective, epoch: Int) -> [[Int]?] {
    let count = min(minibatches, objective.blocks)
    guard count > 1 else { return [nil] }
    var random = objective.stream.split("minibatches").split(epoch)
    let order = Array(0..<objective.blocks).shuffled(using: &random)
    return (0..<count).map { part in
      order[part * order.count / count..<(part + 1) * order.count / count].sorted()
    }
  }
}
