public import Autodiff
public import Randomness

/// A diagonal Gaussian policy: the mean comes from a network, the log standard deviation is a parameter of its
/// own that does not depend on the observation.
///
/// Parameters: the network's, layer by layer, then `log_std` `[action]`.
public struct GaussianPolicy: Sendable, Hashable, Codable {
  public static let logStdName = "log_std"
  public var network: MLPShape
  /// What stands between observations and the network.
  public var normalization: ObservationNormalization

  /// - Parameter normalization: nil for none.
  public init(network: MLPShape, normalization: ObservationNormalization? = nil) {
    let normalization = normalization ?? .identity(count: network.inputs)
    precondition(
      normalization.count == network.inputs,
      "a normalization of \(normalization.count) observations for a network of \(network.inputs) inputs")
    self.network = network
    self.normalization = normalization
  }

  public var observationCount: Int { network.inputs }
  public var actionCount: Int { network.outputs }
  /// Name and shape of every parameter tensor, in order.
  public var layout: [(name: String, shape: [Int])] {
    network.layout + [(Self.logStdName, [actionCount])]
  }

  public func initialParameters(
    logStd: Float = 0, outputScale: Float = 1, using stream: RandomStream
  ) -> Parameters {
    let network = MLP(network, outputScale: outputScale, using: stream).parameters
    return Parameters(
      zip(network.names, network.tensors).map { ($0, $1) } + [(Self.logStdName, .full([actionCount], logStd))]
    )
  }

  /// The distribution of actions given `observations` `[rows, observation]`.
  public func callAsFunction(_ observations: Tensor, _ parameters: Parameters) -> DiagonalGaussian {
    DiagonalGaussian(
      mean: network(normalization(observations), parameters), logStd: parameters[2 * network.layerCount])
  }

  /// Log-density of `actions` `[rows, action]`, summed over action components: `[rows]`.
  public func logProbability(
    of actions: Tensor, given observations: Tensor, _ parameters: Parameters
  ) -> Tensor {
    self(observations, parameters).logProbability(of: actions)
  }
}
