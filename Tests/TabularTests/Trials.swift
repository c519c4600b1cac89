import Gym
import Randomness
import Testing

/// Plays `episodes` episodes in every row of `env`, all of one length, and tells the policy of all that happens.
/// - Returns: `[row][episode]`, rewards summed up in tenths.
func returns<P: Policy, V: VectorEnv>(
  of policy: inout P, in env: V, episodes: Int, mode: AutoresetMode, seed: UInt64
) throws -> [[Double]] {
  let root = RandomStream(seed: seed)
  var streams = (0..<env.count).map { root.split("actions").split($0) }
  var sums = Array(repeating: Array(repeating: 0.0, count: episodes), count: env.count)
  env.autoreset = mode
  var step = env.makeStep()
  func reset(_ episode: Int) {
    env.reset(seeds: (0..<env.count).map { UInt64($0 + 100_000 * episode) ^ seed << 32 }, into: &step)
  }
  reset(0)
  var actions = [Float](repeating: 0, count: env.count * env.actionSpace.count)
  for episode in 0..<episodes {
    for time in 0..<env.horizon + (mode == .nextStep && episode + 1 < episodes ? 1 : 0) {
      var span = actions.mutableSpan
      policy.act(on: step.observations.span, streams: &streams, into: &span)
      try env.step(actions.span, into: &step)
      policy.remember(actions.span, outcome: step)
      for row in 0..<env.count {
        sums[row][episode] += (Double(step.rewards[row]) * 10).rounded()
        #expect(step.ended(row) == (time == env.horizon - 1))
      }
    }
    if mode == .disabled { reset(episode + 1) }
  }
  return sums.map { $0.map { $0 / 10 } }
}

/// Expects that the mean of `samples` lies within three standard errors of `expected`.
func expectMean(_ samples: [Double], _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation) {
  let count = Double(samples.count)
  let mean = samples.reduce(0, +) / count
  let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  #expect(
    abs(mean - expected) < 3 * (variance / count).squareRoot(),
    "\(mean), expected \(expected) ± \((variance / count).squareRoot())", sourceLocation: sourceLocation)
}
