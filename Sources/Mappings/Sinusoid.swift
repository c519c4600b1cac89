import Foundation
import MetaLearning

/// y = A sin(x − φ): the regression of Finn, Abbeel and Levine 2017, §5.1.
public struct Sinusoids: UniformFunctions {
  public let name = "sinusoid"
  public let summary = "Sine waves of random amplitude and phase (Finn et al. 2017)."
  /// Amplitude and phase.
  public let coefficients: [ClosedRange<Float>] = [0.1...5, 0...Float.pi]
  public let domain: ClosedRange<Float> = -5...5

  public init() {}

  public func value(at x: Float, _ c: [Float]) -> Float { c[0] * sin(x - c[1]) }
}

/// y = A sin(ω x + b): the regression of Li et al. 2017, §4.1 (Meta-SGD), whose frequency varies too.
public struct SinusoidsOfFrequency: UniformFunctions {
  public let name = "sinusoid-frequency"
  public let summary = "Sine waves of random amplitude, frequency and phase (Li et al. 2017)."
  /// Amplitude, angular frequency and phase.
  public let coefficients: [ClosedRange<Float>] = [0.1...5, 0.8...1.2, 0...Float.pi]
  public let domain: ClosedRange<Float> = -5...5

  public init() {}

  public func value(at x: Float, _ c: [Float]) -> Float { c[0] * sin(c[1] * x + c[2]) }
}
