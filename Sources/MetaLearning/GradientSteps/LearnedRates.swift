import Autodiff

// Inner step sizes that the outer loop learns.
//
// One size for each tensor and inner step: LSLR of MAML++ (Antoniou, Edwards and Storkey 2019, §4). One for each
// parameter: Meta-SGD (Li et al. 2017). Sizes stay positive because their logarithms ρ are learned: with α = exp ρ,
// ∂L/∂ρ = α ⊙ ∂L/∂α, summed over what shares a size; ∂L/∂α is what the pull-back through the adaptation leaves on its
// way (`MetaGradient.rateGradients`). The logarithms are tensors of θ, in the group `rates`.

/// What shares one learned step size.
public enum RateGranularity: String, Sendable, Codable, CaseIterable {
  /// Nothing is learned: the sizes stay as given.
  case fixed
  /// All entries of a tensor, in one inner step.
  case perTensor = "per-tensor"
  /// Nothing: each parameter has its own, in each inner step.
  case perParameter = "per-parameter"
}

/// Where the learned step sizes stand in θ, resolved once: behind the model's tensors, step by step.
struct RateLayout: Sendable {
  let granularity: RateGranularity
  /// Sizes before any learning, one a step.
  let initial: [Float]
  let modelNames: [String]
  /// Places, among the model's tensors, of those whose sizes are learned.
  let learned: [Int]

  static let prefix = "rates."

  init(
    granularity: RateGranularity, initial: [Float], modelNames: [String], keeping kept: TensorSelection,
    adapting: TensorSelection
  ) {
    self.granularity = granularity
    self.initial = initial
    self.modelNames = modelNames
    learned =
      granularity == .fixed
      ? [] : modelNames.indices.filter { !kept.contains(modelNames[$0]) && adapting.contains(modelNames[$0]) }
  }

  var isEmpty: Bool { learned.isEmpty }

  /// ρ before any learning.
  func initialEntries(for model: Parameters) -> [(name: String, tensor: Tensor)] {
    initial.enumerated().flatMap { step, rate in
      learned.map { index in
        let shape = granularity == .perTensor ? [] : model[index].shape
        return ("\(Self.prefix)\(step).\(modelNames[index])", Tensor.full(shape, rate).log())
      }
    }
  }

  /// α of each inner step.
  func rates(_ theta: Parameters) -> [InnerRate] {
    guard !isEmpty else { return initial.map(InnerRate.scalar) }
    return initial.enumerated().map { step, rate in
      var tensors = [Tensor](repeating: Tensor(rate), count: modelNames.count)
      for (place, index) in learned.enumerated() {
        tensors[index] = theta[modelNames.count + step * learned.count + place].exp()
      }
      return .each(Parameters(Array(zip(modelNames, tensors))))
    }
  }

  /// ∂L/∂ρ from ∂L/∂α of each inner step, in the order of θ.
  func gradientTensors(_ rateGradients: [Parameters], at theta: Parameters) -> [Tensor] {
    rateGradients.enumerated().flatMap { step, gradient in
      learned.enumerated().map { place, index in
        let rate = theta[modelNames.count + step * learned.count + place].exp()
        let each = gradient[index] * rate
        return granularity == .perTensor ? each.sum() : each
      }
    }
  }

  /// Geometric mean over all parameters with a learned size, step by step.
  func means(_ theta: Parameters, counts: [Int]) -> [Float] {
    initial.indices.map { step in
      var (sum, count): (Float, Int) = (0, 0)
      for (place, index) in learned.enumerated() {
        let rho = theta[modelNames.count + step * learned.count + place]
        sum += rho.mean().scalar * Float(counts[index])
        count += counts[index]
      }
      return Tensor(sum / Float(max(count, 1))).exp().scalar
    }
  }
}
