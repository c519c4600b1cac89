import MetaLearning

/// y = a x + b: the smallest family there is. One gradient step can tell slope and intercept.
public struct LinearFunctions: UniformFunctions {
  public let name = "linear"
  public let summary = "Straight lines of random slope and intercept."
  /// Slope and intercept.
  public let coefficients: [ClosedRange<Float>] = [-2...2, -2...2]
  public let domain: ClosedRange<Float> = -5...5

  public init() {}

  public func value(at x: Float, _ c: [Float]) -> Float { c[0] * x + c[1] }
}
