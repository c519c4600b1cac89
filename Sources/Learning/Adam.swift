public import Autodiff

/// Adam (Kingma and Ba 2015, algorithm 1) as two pure functions.
public struct Adam: Sendable, Hashable, Codable {
  public var rate: Float
  public var beta1: Float = 0.9
  public var beta2: Float = 0.999
  public var epsilon: Float = 1e-8

  public init(rate: Float) { self.rate = rate }

  /// First and second moments and the number of updates so far.
  public struct State: Sendable {
    public var mean: Parameters
    public var square: Parameters
    public var count: Int

    public init(mean: Parameters, square: Parameters, count: Int) {
      self.mean = mean
      self.square = square
      self.count = count
    }
  }

  public func initialState(for parameters: Parameters) -> State {
    State(mean: parameters * 0, square: parameters * 0, count: 0)
  }

  /// The parameters and the state after one descent step along `gradient`.
  public func update(
    _ parameters: Parameters, gradient: Parameters, state: State
  ) -> (parameters: Parameters, state: State) {
    let count = state.count + 1
    var theta = parameters.flattened()
    let g = gradient.flattened()
    var m = state.mean.flattened()
    var v = state.square.flattened()
    let correction1 = 1 - Float(pow(beta1, count))
    let correction2 = 1 - Float(pow(beta2, count))
    for i in theta.indices {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i]
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
      theta[i] -= rate * (m[i] / correction1) / ((v[i] / correction2).squareRoot() + epsilon)
    }
    return (
      parameters.unflattened(theta),
      State(mean: parameters.unflattened(m), square: parameters.unflattened(v), count: count)
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
