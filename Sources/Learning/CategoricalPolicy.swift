public import Autodiff
public import Randomness

/// A policy that chooses one of several actions: a network makes the logits of the choices.
///
/// Parameters: the network's, layer by layer.
public struct CategoricalPolicy: Sendable, Hashable, Codable {
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
  public var choiceCount: Int { network.outputs }
  /// Name and shape of every parameter tensor, in order.
  public var layout: [(name: String, shape: [Int])] { network.layout }

  /// - Parameter outputScale: of the last layer's weights; 0 makes every choice as likely as another.
  public func initialParameters(outputScale: Float = 1, using stream: RandomStream) -> Parameters {
    MLP(network, outputScale: outputScale, using: stream).parameters
  }

  /// The distribution of choices given `observations` `[rows, observation]`.
  public func callAsFunction(_ observations: Tensor, _ parameters: Parameters) -> Categorical {
    Categorical(logits: network(normalization(observations), parameters))
  }
}
