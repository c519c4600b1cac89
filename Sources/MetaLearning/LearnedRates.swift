public import Autodiff
public import Learning

// Inner step sizes that the outer loop learns.
//
// One size for each tensor and inner step: LSLR of MAML++ (Antoniou, Edwards and Storkey 2019, §4). One for each
// parameter: Meta-SGD (Li et al. 2017). Sizes stay positive because their logarithms are learned: with
// α = exp ρ, ∂L/∂ρ = α ⊙ ∂L/∂α, and ∂L/∂α is what the pull-back through the adaptation leaves on its way
// (`MetaGradient.rateGradients`).

/// What shares one learned step size.
public enum RateGranularity: String, Sendable, Codable, CaseIterable {
  /// Nothing is learned: the sizes stay as given.
  case fixed
  /// All entries of a tensor, in one inner step.
  case perTensor = "per-tensor"
  /// Nothing: each parameter has its own, in each inner step.
  case perParameter = "per-parameter"
}

/// Learned inner step sizes and the optimizer's moments, a value like the parameters.
public struct LearnedRates: Sendable {
  public let granularity: RateGranularity
  /// ρ of each inner step, in the parameters' shapes.
  public var logRates: [Parameters]
  public var moments: [Adam.State]

  public init(granularity: RateGranularity, logRates: [Parameters], moments: [Adam.State]) {
    self.granularity = granularity
    self.logRates = logRates
    self.moments = moments
  }

  /// The sizes of step k begin at `rates[k]`.
  /// - Precondition: every rate is positive.
  public init(_ rates: [InnerRate], for parameters: Parameters, granularity: RateGranularity) {
    let spread = rates.map { $0.spread(over: parameters) }
    precondition(
      spread.allSatisfy { $0.flattened().allSatisfy { $0 > 0 } },
      "learned step sizes begin at \(rates), expected positive ones")
    self.granularity = granularity
    logRates = spread.map { $0.map { $0.log() } }
    moments = logRates.map { Adam(rate: 0).initialState(for: $0) }
  }

  /// α of each inner step.
  public var rates: [InnerRate] { logRates.map { .perParameter($0.map { $0.exp() }) } }

  /// One step of `adam` against `gradients`, ∂L/∂α of each inner step.
  /// - Parameter learning: which tensors' sizes are learned; nil for all.
  public func updated(
    by adam: Adam, gradients: [Parameters], learning: [Bool]? = nil
  ) -> LearnedRates {
    precondition(
      gradients.count == logRates.count, "\(gradients.count) rate gradients for \(logRates.count) steps")
    var next = self
    for k in logRates.indices {
      var gradient = (gradients[k] * logRates[k].map { $0.exp() }).masked(by: learning)
      if granularity == .perTensor { gradient = gradient.map { .full($0.shape, $0.sum().scalar) } }
      let step = adam.update(logRates[k], gradient: gradient, state: moments[k])
      next.logRates[k] = step.parameters
      next.moments[k] = step.state
    }
    return next
  }

  /// Geometric mean over all parameters, step by step.
  public var means: [Float] {
    logRates.map { rates in
      let values = rates.flattened()
      return Tensor(values.reduce(0, +) / Float(values.count)).exp().scalar
    }
  }
}
