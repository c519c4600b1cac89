public import Autodiff
import Foundation

// The policy gradient (Williams 1992; Sutton et al. 2000, theorem 1) is
//   ∇J(θ) = E[ Σ_t ∇ log π_θ(a_t | s_t) A_t ],
// and each surrogate below is a loss whose gradient at the parameters that gathered the data is −∇J's estimate.
// They differ in their curvature, which second-order MAML differentiates: `score` has the Hessian of
// −log π · A, `ratio` adds the outer product of the score, −∇log π ∇log πᵀ · A (Rothfuss et al. 2019, §5).

/// Which surrogate stands for the policy gradient.
public enum Surrogate: String, Sendable, Codable, CaseIterable {
  /// −mean(log π · A)
  case score
  /// −mean(exp(log π − stop(log π)) · A)
  case ratio

  /// - Parameters:
  ///   - logProbability: `[rows]`, at the parameters differentiated, summed over action components.
  ///   - advantages: `[rows]`, constants.
  /// - Returns: a scalar to be minimised.
  public func loss(logProbability: Tensor, advantages: Tensor) -> Tensor {
    switch self {
    case .score: -(logProbability * advantages).mean()
    case .ratio: -((logProbability - logProbability.detached()).exp() * advantages).mean()
    }
  }

  /// The same function away from the parameters that gathered the data, where log-probabilities were `old`: `score`
  /// as it is, `ratio` weighted by importance. At `old` it has the derivatives of the loss above, of any order.
  public func loss(logProbability: Tensor, old: Tensor, advantages: Tensor) -> Tensor {
    switch self {
    case .score: loss(logProbability: logProbability, advantages: advantages)
    case .ratio: importanceLoss(logProbability: logProbability, old: old, advantages: advantages)
    }
  }
}

/// −mean(π / π_old · A): the importance-weighted surrogate that a trust region bounds (Schulman et al. 2015, eq. 14).
public func importanceLoss(logProbability: Tensor, old: Tensor, advantages: Tensor) -> Tensor {
  -((logProbability - old).exp() * advantages).mean()
}

/// −mean(min(r A, clip(r, 1 ± ε) A)), r = π / π_old (Schulman et al. 2017, eq. 7).
/// - Parameters:
///   - clip: ε.
///   - bound: c, more than 1 + ε: r counts as no more than c, so that an action far from what either policy means, whose
///     ratio can be anything, is not pushed further than c A says (Ye et al. 2020, eq. 5); nil for no bound.
public func clippedLoss(
  logProbability: Tensor, old: Tensor, advantages: Tensor, clip: Float, bound: Float? = nil
) -> Tensor {
  var difference = logProbability - old
  // e⁻⁸⁰ is next to nothing, and a number.
  if let bound { difference = difference.clamped(to: -80...log(bound)) }
  let ratio = difference.exp()
  return -minimum(ratio * advantages, ratio.clamped(to: (1 - clip)...(1 + clip)) * advantages).mean()
}
