public import Autodiff

/// Steps divided by the root of a running mean of squared gradients (Tieleman and Hinton 2012, lecture 6.5):
/// v ← ρ v + (1 − ρ) g²,  θ ← θ − rate · g / (√v + ε).
public struct RMSProp: Optimizer, Hashable, Codable {
  public var rate: Float
  /// ρ, in [0, 1).
  public var smoothing: Float
  /// ε
  public var epsilon: Float

  public init(rate: Float, smoothing: Float = 0.99, epsilon: Float = 1e-8) {
    self.rate = rate
    self.smoothing = smoothing
    self.epsilon = epsilon
  }

  /// v
  public static var momentNames: [String] { ["square"] }

  public func update(
    _ parameters: Parameters, gradient: Parameters, state: OptimizerState
  ) -> (parameters: Parameters, state: OptimizerState) {
    let square = (state.moments[0].values * smoothing).adding(gradient * gradient, scaledBy: 1 - smoothing)
    let direction = gradient.zip(with: square) { $0 / ($1.sqrt() + epsilon) }
    return (parameters.adding(direction, scaledBy: -rate), state.next([square]))
  }
}
