public import Autodiff

/// Gradient descent with momentum, as PyTorch has it: m ← μ m + g,  θ ← θ − rate · m, or with Nesterov's
/// look-ahead θ ← θ − rate · (g + μ m) (Sutskever et al. 2013).
public struct SGD: Optimizer, Hashable, Codable {
  public var rate: Float
  /// μ, in [0, 1); 0 for plain gradient descent.
  public var momentum: Float
  public var isNesterov: Bool

  public init(rate: Float, momentum: Float = 0, isNesterov: Bool = false) {
    self.rate = rate
    self.momentum = momentum
    self.isNesterov = isNesterov
  }

  /// m
  public static var momentNames: [String] { ["velocity"] }

  public func update(
    _ parameters: Parameters, gradient: Parameters, state: OptimizerState
  ) -> (parameters: Parameters, state: OptimizerState) {
    if momentum == 0 {
      return (parameters.adding(gradient, scaledBy: -rate), state.next(state.moments.map(\.values)))
    }
    let velocity = gradient.adding(state.moments[0].values, scaledBy: momentum)
    let direction = isNesterov ? gradient.adding(velocity, scaledBy: momentum) : velocity
    return (parameters.adding(direction, scaledBy: -rate), state.next([velocity]))
  }
}
