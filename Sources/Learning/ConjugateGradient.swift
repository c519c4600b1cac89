public import Autodiff

/// Solves A x = b for a symmetric positive definite A known only through its products (Hestenes and Stiefel 1952).
///
/// Vectors have the size of a policy; inner products accumulate in double precision.
public struct ConjugateGradient: Sendable, Hashable, Codable {
  public var iterations: Int
  /// Stop when ‖A x − b‖² falls below this fraction of ‖b‖².
  public var tolerance: Float

  public init(iterations: Int = 10, tolerance: Float = 1e-10) {
    self.iterations = iterations
    self.tolerance = tolerance
  }

  public struct Solution: Sendable {
    public var x: Parameters
    /// ‖A x − b‖ / ‖b‖ by the recurrence.
    public var residual: Float
    /// xᵀ A x, from A x = b − residual without another product.
    public var curvature: Float
    public var iterations: Int
    /// False where the iterations ran out first, or a direction of non-positive curvature ended the search.
    public var converged: Bool
  }

  public func solve(
    _ b: Parameters, product: (Parameters) throws -> Parameters
  ) rethrows -> Solution {
    var x = b * 0
    var residual = b
    var direction = b
    let size = b.dot(b)
    var square = size
    var done = 0
    while done < iterations, square > tolerance * size, square > 0 {
      let image = try product(direction)
      let curvature = direction.dot(image)
      guard curvature > 0, curvature.isFinite else { break }
      let step = square / curvature
      x = x.adding(direction, scaledBy: step)
      residual = residual.adding(image, scaledBy: -step)
      let next = residual.dot(residual)
      direction = residual.adding(direction, scaledBy: next / square)
      square = next
      done += 1
    }
    return Solution(
      x: x, residual: size > 0 ? (square / size).squareRoot() : 0,
      curvature: x.dot(b.adding(residual, scaledBy: -1)), iterations: done,
      converged: square <= tolerance * size)
  }
}
