public import Autodiff

/// A network that predicts numbers: inputs are shifted and scaled before it, outputs after it.
///
/// The network learns targets in the scale that `outputs` gives them; errors are counted there, so components of
/// different units weigh alike.
public struct Regressor: Sendable, Hashable, Codable {
  public var network: MLPShape
  /// What stands between inputs and network.
  public var inputs: ObservationNormalization
  /// What a target is to the network: (target − mean) · scale.
  public var outputs: ObservationNormalization

  public init(
    network: MLPShape, inputs: ObservationNormalization? = nil, outputs: ObservationNormalization? = nil
  ) {
    self.network = network
    self.inputs = inputs ?? .identity(count: network.inputs)
    self.outputs = outputs ?? .identity(count: network.outputs)
  }

  /// Name and shape of every parameter tensor, in order.
  public var layout: [(name: String, shape: [Int])] { network.layout }

  /// Predictions in the targets' units: `[rows, inputs]` to `[rows, outputs]`.
  public func callAsFunction(_ x: Tensor, _ parameters: Parameters) -> Tensor {
    outputs.inverse(network(inputs(x), parameters))
  }
}
