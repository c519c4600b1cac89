public import Autodiff

/// Adam (Kingma and Ba 2015, algorithm 1) as two pure functions.
public struct Adam: Optimizer, Hashable, Codable {
  public var rate: Float
  public var beta1: Float = 0.9
  public var beta2: Float = 0.999
  public var epsilon: Float = 1e-8

  public init(rate: Float) { self.rate = rate }

  /// First and second moments.
  public static var momentNames: [String] { ["mean", "square"] }

  public func update(
    _ parameters: Parameters, gradient: Parameters, state: OptimizerState
  ) -> (parameters: Parameters, state: OptimizerState) {
    let count = state.count + 1
    var theta = parameters.flattened()
    let g = gradient.flattened()
    var m = state.moments[0].values.flattened()
    var v = state.moments[1].values.flattened()
    let correction1 = 1 - Float(pow(beta1, count))
    let correction2 = 1 - Float(pow(beta2, count))
    for i in theta.indices {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i]
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
      theta[i] -= rate * (m[i] / correction1) / ((v[i] / correction2).squareRoot() + epsilon)
    }
    return (
      parameters.unflattened(theta), state.next([parameters.unflattened(m), parameters.unflattened(v)])
    )
  }

  /// βⁿ by repeated multiplication in double precision: exact enough, and the same on every machine.
  private func pow(_ base: Float, _ exponent: Int) -> Double {
    var result = 1.0
    var factor = Double(base)
    var remaining = exponent
    while remaining > 0 {
      if remaining & 1 == 1 { result *= factor }
      factor *= factor
      remaining >>= 1
    }
    return result
  }
}
