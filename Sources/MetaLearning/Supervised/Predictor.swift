public import Autodiff

/// A mapping that predicts numbers from numbers.
public protocol Predictor: Sendable {
  /// `[rows, inputs]` to `[rows, outputs]`, in the targets' units; each row for itself.
  func callAsFunction(_ inputs: Tensor) -> Tensor
}

extension RegressionCriterion.Mapping: Predictor {}
