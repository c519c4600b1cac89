public import Autodiff

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): θ shrinks by rate · decay apart
/// from Adam's step, so that the decay is not divided by the gradients' size.
public struct AdamW: Optimizer, Hashable, Codable {
  public var adam: Adam
  /// Share of θ that a step of rate 1 takes away.
  public var decay: Float

  public init(rate: Float, decay: Float = 0.01) {
    adam = Adam(rate: rate)
    self.decay = decay
  }

  public var rate: Float {
    get { adam.rate }
    set { adam.rate = newValue }
  }

  public static var momentNames: [String] { Adam.momentNames }

  public func update(
    _ parameters: Parameters, gradient: Parameters, state: OptimizerState
  ) -> (parameters: Parameters, state: OptimizerState) {
    adam.update(
      decay > 0 ? parameters * (1 - rate * decay) : parameters, gradient: gradient, state: state)
  }
}
