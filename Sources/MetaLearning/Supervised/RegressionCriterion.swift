public import Autodiff
public import Learning
public import Randomness

/// What a regression learns from, beside the squared error: the settings `loss`.
public struct RegressionLoss: Sendable, Hashable, Codable {
  /// Standard deviation of normal noise on the inputs of support examples, in the scale of the network's inputs
  /// (augmentation; Bishop 1995); 0 for none.
  public var inputNoise: Float = 0
  /// ε of adversarial inputs: every outer loss is also taken at x + ε sign ∂L/∂x, and both are averaged (Goodfellow
  /// et al. 2015, eq. 4 and §6); 0 for none.
  public var adversary: Float = 0
  /// Probability that a hidden unit is dropped in the outer loss (Srivastava et al. 2014); 0 for none.
  public var dropout: Float = 0

  public init() {}
}

/// A network judged by its squared error on labelled examples.
///
/// For trust regions it counts as a Gaussian of unit deviation, whose divergence is half the squared difference of the
/// means: curvature is then the Gauss-Newton matrix.
public struct RegressionCriterion: Criterion {
  public let model: Regressor
  public var loss: RegressionLoss

  public init(_ model: Regressor, loss: RegressionLoss = RegressionLoss()) {
    self.model = model
    self.loss = loss
  }

  /// A network with its parameters.
  public struct Mapping: Sendable {
    public let model: Regressor
    public let parameters: Parameters

    /// `[rows, inputs]` to `[rows, outputs]`, in the targets' units.
    public func callAsFunction(_ inputs: Tensor) -> Tensor { model(inputs, parameters) }
  }

  /// What the network said, scaled: `[rows, outputs]`.
  public typealias Reference = Tensor

  public var tensorNames: [String] { model.layout.map(\.name) }

  public func initialParameters(using stream: RandomStream) -> Parameters {
    model.initialParameters(using: stream)
  }

  /// The fused kernels read one run of memory.
  public func arranged(_ model: Parameters) -> Parameters { model.packed() }

  public func mapping(_ parameters: Parameters) -> Mapping { Mapping(model: model, parameters: parameters) }

  /// Inputs and targets in the network's scale.
  public func batch(_ experience: Examples) -> Examples {
    Examples(inputs: model.inputs(experience.inputs), targets: model.outputs(experience.targets))
  }

  public func supportLoss(_ parameters: Parameters, on batch: Examples) -> Tensor {
    meanSquaredError(parameters, batch)
  }

  public func supportLoss(
    _ parameters: Parameters, on batch: Examples, since reference: Tensor
  ) -> Tensor { meanSquaredError(parameters, batch) }

  public func queryLoss(_ parameters: Parameters, on batch: Examples) -> Tensor {
    meanSquaredError(parameters, batch)
  }

  public func queryLoss(
    _ parameters: Parameters, on batch: Examples, since reference: Tensor, clip: Float?
  ) -> Tensor { meanSquaredError(parameters, batch) }

  private func meanSquaredError(_ parameters: Parameters, _ batch: Examples) -> Tensor {
    Autodiff.meanSquaredError(
      ofPerceptron: parameters, activation: model.network.activation, inputs: batch.inputs,
      targets: batch.targets)
  }

  public func reference(_ parameters: Parameters, on batch: Examples) -> Tensor {
    model.network(batch.inputs, parameters)
  }

  public func queryValue(_ reference: Tensor, on batch: Examples) -> Float {
    (reference - batch.targets).square().mean().scalar
  }

  public func divergence(since reference: Tensor, to parameters: Parameters, on batch: Examples) -> Tensor {
    (model.network(batch.inputs, parameters) - reference).square().sum() * (0.5 / Float(batch.count))
  }

  public func fisher(_ parameters: Parameters, on batch: Examples, _ reference: Tensor) -> GaussNewtonOperator
  {
    let rows = 1 / Float(batch.count)
    return GaussNewtonOperator(
      of: { [model.network(batch.inputs, $0)] }, at: parameters, metric: { $0.map { $0 * rows } })
  }

  /// `error`: the mean squared error over all components, each in the network's scale.
  public func measures(of experience: Examples, by mapping: Mapping) -> Measures {
    let scaled = batch(experience)
    return Measures([
      "error": Double(meanSquaredError(mapping.parameters, scaled).scalar)
    ])
  }

  public func amount(of experience: Examples) -> Int { experience.count }
}

extension GradientLearner where C == RegressionCriterion {
  public init(_ criterion: RegressionCriterion, steps: GradientSteps) {
    self.init(criterion, steps: steps, keepingRatesOf: TensorSelection([]))
  }
}
