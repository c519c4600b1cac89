public import Autodiff

/// A rule that turns gradients into new parameters: two pure functions and a state between them.
public protocol Optimizer: Sendable {
  associatedtype State: Sendable

  /// The step size; a schedule sets it before each update.
  var rate: Float { get set }

  /// The state before the first update.
  func initialState(for parameters: Parameters) -> State

  /// The parameters and the state after one descent step along `gradient`.
  func update(
    _ parameters: Parameters, gradient: Parameters, state: State
  ) -> (parameters: Parameters, state: State)
}

extension Adam: Optimizer {}

extension Parameters {
  /// The same direction, shortened to a Euclidean norm of at most `limit` over all values
  /// (Pascanu, Mikolov and Bengio 2013).
  public func clipped(toNorm limit: Float) -> Parameters {
    precondition(limit > 0, "clipped: norm \(limit), expected a positive one")
    let norm = norm
    return norm > limit ? self * (limit / norm) : self
  }
}
