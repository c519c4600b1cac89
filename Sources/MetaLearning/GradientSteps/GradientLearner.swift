public import Autodiff
public import Randomness

/// A model that adapts by gradient steps: what MAML and its relatives prepare.
///
/// θ holds the model's tensors and, behind them, the logarithms of learned step sizes.
public struct GradientLearner<C: Criterion>: MetaLearner {
  public let criterion: C
  public let steps: GradientSteps
  let layout: RateLayout
  let adapting: [Bool]?

  /// - Parameter kept: tensors whose step sizes stay as they are where others are learned.
  /// - Precondition: there is a step size, and those to learn from are positive.
  public init(
    _ criterion: C, steps: GradientSteps, keepingRatesOf kept: TensorSelection
  ) {
    precondition(!steps.rates.isEmpty, "a gradient learner without inner step sizes")
    precondition(
      steps.learnedRates == .fixed || steps.rates.allSatisfy { $0 > 0 },
      "learned step sizes begin at \(steps.rates), expected positive ones")
    self.criterion = criterion
    self.steps = steps
    layout = RateLayout(
      granularity: steps.derivative == .none ? .fixed : steps.learnedRates, initial: steps.rates,
      modelNames: criterion.tensorNames, keeping: kept, adapting: steps.adapting)
    adapting = steps.adapting.mask(criterion.tensorNames)
  }

  // MARK: The fold

  /// φ: the model so far and how many steps lie behind it.
  public struct State: Sendable {
    public var model: Parameters
    public var step: Int
  }

  public func begin(_ theta: Parameters) -> State { State(model: model(theta), step: 0) }

  public func absorb(_ state: State, _ experience: C.Experience, _ theta: Parameters) -> State {
    let batch = criterion.batch(experience)
    let gradient = gradient(of: { criterion.supportLoss($0, on: batch) }, at: state.model)
    let rates = deployedRates(theta)
    let rate = rates[min(state.step, rates.count - 1)]
    return State(
      model: rate.step(state.model, along: gradient.masked(by: adapting)), step: state.step + 1)
  }

  public func mapping(_ state: State, _ theta: Parameters) -> C.Mapping { criterion.mapping(state.model) }

  public func measures(of experience: C.Experience, by mapping: C.Mapping) -> Measures {
    criterion.measures(of: experience, by: mapping)
  }

  public func amount(of experience: C.Experience) -> Int { criterion.amount(of: experience) }

  // MARK: θ

  public func initialParameters(using stream: RandomStream) -> Parameters {
    let model = criterion.initialParameters(using: stream)
    return layout.isEmpty ? model : joined(model, layout.initialEntries(for: model))
  }

  /// The model's part of θ.
  public func model(_ theta: Parameters) -> Parameters {
    criterion.arranged(
      theta.count == layout.modelNames.count
        ? theta
        : Parameters(layout.modelNames.indices.map { (theta.names[$0], theta[$0]) }))
  }

  private func joined(_ model: Parameters, _ rates: [(name: String, tensor: Tensor)]) -> Parameters {
    Parameters(model.names.indices.map { (model.names[$0], model[$0]) } + rates)
  }

  /// A vector of θ's shapes that has these parts.
  func vector(model: Parameters, rates: [Tensor], like theta: Parameters) -> Parameters {
    layout.isEmpty
      ? model
      : joined(model, zip(theta.names[model.count...], rates).map { ($0, $1) })
  }

  public func group(ofTensor name: String) -> ParameterGroup {
    name.hasPrefix(RateLayout.prefix) ? .rates : .model
  }

  /// The step sizes of training.
  func trainedRates(_ theta: Parameters) -> [InnerRate] {
    steps.derivative == .none ? [] : layout.rates(theta)
  }

  /// The step sizes on new tasks: learned ones serve the inner steps that were trained; `evaluationRates`, or the
  /// last of the learned ones, those beyond.
  private func deployedRates(_ theta: Parameters) -> [InnerRate] {
    let own = steps.evaluationRates.isEmpty ? steps.rates : steps.evaluationRates
    if layout.isEmpty { return own.map(InnerRate.scalar) }
    let learned = layout.rates(theta)
    return learned
      + (steps.evaluationRates.isEmpty ? [] : own.dropFirst(learned.count).map(InnerRate.scalar))
  }

  public func refusal(of update: OuterUpdate) -> String? {
    guard steps.derivative == .displacement else { return nil }
    switch update {
    case .adam, .sgd, .rmsProp: return nil
    case .proximal, .trustRegion:
      return
        "adam, sgd or rmsprop, since moving towards adapted parameters (reptile) has no outer loss for another update"
    }
  }

  public func diagnostics(_ theta: Parameters) -> Measures {
    guard !layout.isEmpty else { return Measures() }
    var all = Measures()
    let counts = layout.modelNames.indices.map { theta[$0].count }
    for (k, mean) in layout.means(theta, counts: counts).enumerated() {
      all.append("step_size/inner_step_\(k + 1)", Double(mean))
    }
    return all
  }
}
