public import Autodiff
public import Randomness

/// Independent distributions of one kind, one in each row: all that losses and trust regions know of what a model
/// predicts.
///
/// `outputs` are the tensors that the model made and that derivatives go through. With q ranging over distributions
/// of the kind, every conforming type keeps to these laws, which one test checks for all:
/// - probabilities sum to 1, and `entropy` is −E log p under `sample`;
/// - D(p) = `p.meanDivergence(to: q)` is the mean over rows of E_p[log p − log q], 0 at q = p and positive elsewhere;
/// - `fisherMetric` is the Hessian of D with respect to q's outputs at q = p: a small change v of the outputs costs
///   ½ vᵀFv nats.
public protocol Distribution: Sendable {
  /// What is drawn, one for each row: `[rows, action]`, or `rows` classes.
  associatedtype Sample: Sendable

  var rows: Int { get }

  /// Draws for every row; row i from `streams[i]` alone.
  func sample(using streams: inout [RandomStream]) -> Sample

  /// log p of a draw for each row, `[rows]`: of its density where it is continuous.
  func logProbability(of sample: Sample) -> Tensor

  /// −E log p, `[rows]`, in nats.
  var entropy: Tensor { get }

  /// The mean over rows of KL(self ‖ other), a scalar, in nats.
  func meanDivergence(to other: Self) -> Tensor

  /// What a model outputs to make the distribution, in a fixed order.
  var outputs: [Tensor] { get }

  /// The distribution of the same kind with other outputs of the same shapes.
  func replacing(outputs: [Tensor]) -> Self

  /// The Fisher matrix of the outputs, averaged over rows, times tangents of the outputs.
  func fisherMetric(_ tangents: [Tensor]) -> [Tensor]
}

extension Distribution {
  /// Draws for every row from branches of one stream: row i from branch i, however many rows there are.
  public func sample(using stream: RandomStream) -> Sample {
    var streams = (0..<rows).map { stream.split($0) }
    return sample(using: &streams)
  }

  /// The same distribution as a constant.
  public func detached() -> Self { replacing(outputs: outputs.map { $0.detached() }) }

  func check(_ tangents: [Tensor]) {
    precondition(
      tangents.map(\.shape) == outputs.map(\.shape),
      "fisherMetric: tangents \(tangents.map(\.shape)) of outputs \(outputs.map(\.shape))")
  }
}
