public import Autodiff
public import Randomness

/// Sets each value to zero with a probability and scales the others by 1 / (1 − probability), so that the mean
/// stays (Srivastava et al. 2014). For training only: acting leaves it out.
///
/// - Parameters:
///   - probability: of a zero, in [0, 1).
///   - stream: what is dropped depends on it alone.
public func dropout(_ x: Tensor, probability: Float, using stream: inout RandomStream) -> Tensor {
  precondition((0..<1).contains(probability), "dropout: probability \(probability), expected one in [0, 1)")
  if probability == 0 { return x }
  let kept = 1 / (1 - probability)
  let mask = (0..<x.count).map { _ in stream.uniform() < probability ? 0 : kept }
  return x * Tensor(mask, shape: x.shape)
}
