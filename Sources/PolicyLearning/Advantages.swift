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
/// - Parameters:
///   - values: `[time]`, V of the observation that each action was chosen from.
///   - finalValues: `[time]`, read where an episode ends and at the last step: V of the observation that follows.
/// - Returns: `advantages` `[time]` and `returns` = advantages + values.
public func generalizedAdvantages(
  rewards: [Float], values: [Float], finalValues: [Float], terminated: [Bool], truncated: [Bool],
  discount: Float, lambda: Float
) -> (advantages: [Float], returns: [Float]) {
  let count = rewards.count
  precondition(
    values.count == count && finalValues.count == count && terminated.count == count
      && truncated.count == count,
    "generalised advantages of \(count) rewards, \(values.count) values, \(finalValues.count) final values, "
      + "\(terminated.count) terminations, \(truncated.count) truncations")
  var advantages = [Float](repeating: 0, count: count)
  var following: Float = 0
  for t in (0..<count).reversed() {
    let ended = terminated[t] || truncated[t]
    let next = terminated[t] ? 0 : ended || t == count - 1 ? finalValues[t] : values[t + 1]
    if ended { following = 0 }
    following = rewards[t] + discount * next - values[t] + discount * lambda * following
    advantages[t] = following
  }
  return (advantages, zip(advantages, values).map { $0 + $1 })
}

/// Shifted and scaled to mean 0 and standard deviation 1 over all entries; constant input becomes zeros.
public func standardized(_ values: [Float]) -> [Float] {
  guard !values.isEmpty else { return [] }
  let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
  let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
  let scale = 1 / (variance.squareRoot() + 1e-8)
  return values.map { Float((Double($0) - mean) * scale) }
}
