import Learning

// Outer updates that take one step along the meta-gradient.

/// One step of Adam, with decoupled weight decay.
public struct AdamUpdate: Sendable, Hashable, Codable {
  public var rate: Float = 0.001
  /// Share of θ that a step of rate 1 takes away (Loshchilov and Hutter 2019); 0 for none.
  public var weightDecay: Float = 0
  /// Meta-gradients longer than this are shortened to it; 0 for no limit.
  public var maxGradientNorm: Float = 10

  public init() {}

  var optimizer: AdamW { AdamW(rate: rate, decay: weightDecay) }
}

/// One step of gradient descent, with momentum.
public struct SGDUpdate: Sendable, Hashable, Codable {
  public var rate: Float = 0.01
  /// μ, in [0, 1); 0 for none.
  public var momentum: Float = 0
  /// Meta-gradients longer than this are shortened to it; 0 for no limit.
  public var maxGradientNorm: Float = 10

  public init() {}

  var optimizer: SGD { SGD(rate: rate, momentum: momentum) }
}

/// One step of RMSProp.
public struct RMSPropUpdate: Sendable, Hashable, Codable {
  public var rate: Float = 0.001
  /// Of the running mean of squared gradients, in [0, 1).
  public var smoothing: Float = 0.99
  /// Meta-gradients longer than this are shortened to it; 0 for no limit.
  public var maxGradientNorm: Float = 10

  public init() {}

  var optimizer: RMSProp { RMSProp(rate: rate, smoothing: smoothing) }
}
