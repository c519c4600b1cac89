public import Autodiff
public import Gym
public import Learning
public import Randomness

/// A Gaussian policy with fixed parameters, ready to act: forward passes reuse its buffers and build no graph.
public struct GaussianActor: Policy, Sendable {
  private var pass: NetworkPass
  private let std: [Float]
  private var isDeterministic = false

  public init(_ policy: GaussianPolicy, _ parameters: Parameters) {
    pass = NetworkPass(policy.network, policy.normalization, parameters)
    std = parameters[2 * policy.network.layerCount].exp().values
  }

  /// The same that acts with the mean, and draws nothing.
  public var likeliest: GaussianActor {
    var copy = self
    copy.isDeterministic = true
    return copy
  }

  public mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    let rows = streams.count
    pass(observations, rows: rows, into: &actions)
    guard !isDeterministic else { return }
    for row in 0..<rows {
      for i in 0..<std.count { actions[row * std.count + i] += std[i] * streams[row].normal() }
    }
  }
}
