public import Autodiff

/// A network over sequences of examples that predicts each target before it sees it: the input of step t is
/// [x_t, y_(t−1)], with y = 0 before the first (Hochreiter, Younger and Conwell 2001; Santoro et al. 2016, §3).
///
/// Inputs and targets are shifted and scaled before the network, predictions after it.
public struct SequenceRegressor: Sendable, Hashable, Codable {
  public var network: SequenceShape
  /// What stands between inputs and network.
  public var inputs: ObservationNormalization
  /// What a target is to the network: (target − mean) · scale.
  public var outputs: ObservationNormalization

  /// - Precondition: the network's inputs are an input and a target, its outputs a target.
  public init(
    network: SequenceShape, inputs: ObservationNormalization, outputs: ObservationNormalization
  ) {
    precondition(
      network.inputs == inputs.count + outputs.count && network.outputs == outputs.count,
      "a network of \(network.inputs) inputs and \(network.outputs) outputs for examples of \(inputs.count) "
        + "and \(outputs.count) numbers")
    self.network = network
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Predictions of every target in a sequence from what stands before it, in the network's scale.
  /// - Parameters:
  ///   - inputs: `[time, rows, inputs]`, scaled.
  ///   - targets: `[time, rows, outputs]`, scaled; the last one is not read.
  /// - Returns: `[time · rows, outputs]`
  public func predictions(_ inputs: Tensor, _ targets: Tensor, _ parameters: Parameters) -> Tensor {
    let (time, rows, width) = (targets.shape[0], targets.shape[1], targets.shape[2])
    let first = Tensor.zeros([1, rows, width])
    let previous = time > 1 ? concatenated([first, targets.slice(0..<time - 1)]) : first
    return network(concatenated([inputs, previous], axis: 2), parameters).outputs
  }
}
