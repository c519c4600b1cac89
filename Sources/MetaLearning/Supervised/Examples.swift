public import Autodiff

/// Labelled examples of a mapping.
public struct Examples: Sendable {
  /// `[rows, inputs]`
  public var inputs: Tensor
  /// `[rows, outputs]`
  public var targets: Tensor

  public init(inputs: Tensor, targets: Tensor) {
    precondition(
      inputs.rank == 2 && targets.rank == 2 && inputs.shape[0] == targets.shape[0],
      "examples of inputs \(inputs.shape) and targets \(targets.shape), expected as many rows of each")
    self.inputs = inputs
    self.targets = targets
  }

  public var count: Int { inputs.shape[0] }
}
