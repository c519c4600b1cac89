public import Autodiff
public import Randomness

/// A network that predicts numbers: inputs are shifted and scaled before it, outputs after it.
///
/// The network learns targets in the scale that `outputs` gives them; errors are counted there, so components of
/// different units weigh alike.
public struct Regressor: Sendable, Hashable, Codable {
  public var network: MLP
  /// What stands between inputs and network.
  public var inputs: ObservationNormalization
  /// What a target is to the network: (target − mean) · scale.
  public var outputs: ObservationNormalization
  /// Standard deviation of all weights before training; nil for Glorot's uniform ones.
  public var initialDeviation: Float?

  public init(
    network: MLP, inputs: ObservationNormalization? = nil, outputs: ObservationNormalization? = nil,
    initialDeviation: Float? = nil
  ) {
    self.initialDeviation = initialDeviation
    self.network = network
    self.inputs = inputs ?? .identity(count: network.inputs)
    self.outputs = outputs ?? .identity(count: network.outputs)
  }

  /// Name and shape of every parameter tensor, in order.
  public var layout: [(name: String, shape: [Int])] { network.layout }

  /// Weights of `initialDeviation`, or Glorot's (Glorot and Bengio 2010, eq. 16); biases zero.
  public func initialParameters(using stream: RandomStream) -> Parameters {
    guard let initialDeviation else { return Parameters(network.initialEntries(using: stream)) }
    return Parameters(
      network.layout.enumerated().map { i, entry in
        var branch = stream.split(i)
        let isWeight = entry.shape.count == 2
        return (
          entry.name,
          isWeight
            ? .normal(entry.shape, deviation: initialDeviation, using: &branch) : .zeros(entry.shape)
        )
      })
  }

  /// Predictions in the targets' units: `[rows, inputs]` to `[rows, outputs]`.
  public func callAsFunction(_ x: Tensor, _ parameters: Parameters) -> Tensor {
    outputs.inverse(network(inputs(x), parameters))
  }
}
