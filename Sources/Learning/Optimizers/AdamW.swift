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

  public func initialState(for parameters: Parameters) -> Adam.State { adam.initialState(for: parameters) }

  public func update(
    _ parameters: Parameters, gradient: Parameters, state: Adam.State
  ) -> (parameters: Parameters, state: Adam.State) {
    adam.update(parameters * (1 - rate * decay), gradient: gradient, state: state)
  }
}
