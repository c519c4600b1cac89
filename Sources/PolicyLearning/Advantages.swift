/// Sums of discounted future rewards, `[time]`: R_t = r_t + γ R_{t+1}, with `finalValue` after the last step.
public func discountedReturns(_ rewards: [Float], discount: Float, finalValue: Float = 0) -> [Float] {
  var returns = rewards
  var following = finalValue
  for t in rewards.indices.reversed() {
    following = rewards[t] + discount * following
    returns[t] = following
  }
  return returns
}

/// Generalised advantage estimates (Schulman et al. 2016, eq. 16) of one environment's sequence of steps, which
/// may hold several episodes.
///
/// δ_t = r_t + γ V(s_{t+1}) − V(s_t);  A_t = δ_t + γλ A_{t+1}. A termination does not bootstrap (V(s_{t+1}) = 0),
/// a truncation bootstraps from the final observation's value; both cut the sum.
///
/// Steps that another policy took count with ρ_t = π(a_t | s_t) / π_then(a_t | s_t), truncated at 1:
/// A_t = δ_t + γλ min(1, ρ_{t+1}) A_{t+1} (Munos et al. 2016, eq. 3 and 4), and the value function learns
/// V(s_t) + min(1, ρ_t) A_t (Espeholt et al. 2018, eq. 1).
/// - Parameters:
///   - values: `[time]`, V of the observation that each action was chosen from.
///   - finalValues: `[time]`, read where an episode ends and at the last step: V of the observation that follows.
///   - mask: `[time]`, false at padding, which stands behind the last step and may hold any numbers; nil for none.
///   - ratios: ρ, `[time]`; nil where the policy is the one that acted.
/// - Returns: `advantages` `[time]` and `returns`, what the value function learns; both 0 at padding.
public func generalizedAdvantages(
  rewards: [Float], values: [Float], finalValues: [Float], terminated: [Bool], truncated: [Bool],
  mask: [Bool]? = nil, ratios: [Float]? = nil, discount: Float, lambda: Float
) -> (advantages: [Float], returns: [Float]) {
  let count = rewards.count
  precondition(
    values.count == count && finalValues.count == count && terminated.count == count
      && truncated.count == count && mask?.count ?? count == count && ratios?.count ?? count == count,
    "generalised advantages of \(count) rewards, \(values.count) values, \(finalValues.count) final values, "
      + "\(terminated.count) terminations, \(truncated.count) truncations, a mask of \(mask?.count ?? count), "
      + "\(ratios?.count ?? count) ratios")
  let steps = mask?.firstIndex(of: false) ?? count
  precondition(mask?[steps...].contains(true) != true, "generalised advantages: a step behind padding")
  var advantages = [Float](repeating: 0, count: count)
  var returns = advantages
  var following: Float = 0
  for t in (0..<steps).reversed() {
    let ended = terminated[t] || truncated[t]
    let next = terminated[t] ? 0 : ended || t == steps - 1 ? finalValues[t] : values[t + 1]
    if ended { following = 0 }
    following = rewards[t] + discount * next - values[t] + discount * lambda * following
    advantages[t] = following
    if let ratios { following *= min(1, ratios[t]) }
    returns[t] = following + values[t]
  }
  return (advantages, returns)
}

/// Shifted to mean 0 and scaled to standard deviation 1 over all entries; constant input becomes zeros.
///
/// Values are divided by √(σ² + (10⁻⁴ s)²). Advantages are differences of numbers as large as the returns, and
/// carry their rounding, some 10⁻⁷ to 10⁻⁶ of the returns' size s: where nothing else is left, they become numbers
/// near 0 instead of noise of deviation 1. A deviation of s/100 loses 5 · 10⁻⁵ of itself. In units of the reward
/// nothing changes: the result for rewards c r is the same for all c > 0.
/// - Parameters:
///   - mask: false at entries that do not count and become 0; nil for none.
///   - scale: s, the root of the mean squared return; nil for that of the values themselves.
public func standardized(_ values: [Float], mask: [Bool]? = nil, scale: Double? = nil) -> [Float] {
  precondition(
    mask?.count ?? values.count == values.count,
    "standardized: \(values.count) values, a mask of \(mask?.count ?? 0)")
  func mean(_ term: (Double) -> Double) -> Double {
    var sum = 0.0
    var count = 0
    for i in values.indices where mask?[i] != false {
      sum += term(Double(values[i]))
      count += 1
    }
    return sum / Double(max(count, 1))
  }
  let center = mean { $0 }
  let variance = mean { ($0 - center) * ($0 - center) }
  let square = scale.map { $0 * $0 } ?? mean { $0 * $0 }
  let deviation = (variance + 1e-8 * square).squareRoot()
  return values.indices.map { i in
    mask?[i] == false || deviation == 0 ? 0 : Float((Double(values[i]) - center) / deviation)
  }
}
