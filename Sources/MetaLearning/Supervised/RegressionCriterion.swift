public import Autodiff
public import Learning
public import Randomness

/// A network judged by its squared error on labelled examples.
///
/// For trust regions it counts as a Gaussian of unit deviation, whose divergence is half the squared difference of the
/// means: curvature is then the Gauss-Newton matrix.
public struct RegressionCriterion: Criterion {
  public let model: Regressor
  public var loss: RegressionLoss
  /// Of the weights before training.
  public var initialization = WeightInitialization.glorot

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
    MLP(model.network, initialization: initialization, using: stream).parameters
  }

  /// The fused kernels read one run of memory.
  public func arranged(_ model: Parameters) -> Parameters { model.packed() }

  public func mapping(_ parameters: Parameters) -> Mapping { Mapping(model: model, parameters: parameters) }

  /// Inputs and targets in the network's scale.
  private func scaled(_ experience: Examples) -> Examples {
    Examples(inputs: model.inputs(experience.inputs), targets: model.outputs(experience.targets))
  }

  public func batch(_ experience: Examples) -> RegressionBatch {
    let scaled = scaled(experience)
    return RegressionBatch(inputs: scaled.inputs, targets: scaled.targets)
  }

  public func trainingBatch(
    _ experience: Examples, for purpose: Purpose, using stream: RandomStream
  ) -> RegressionBatch {
    loss.disturbed(scaled(experience), of: model.network, for: purpose, using: stream)
  }

  public func supportLoss(_ parameters: Parameters, on batch: RegressionBatch) -> Tensor {
    batch.error(of: model.network, parameters)
  }

  public func supportLoss(
    _ parameters: Parameters, on batch: RegressionBatch, since reference: Tensor
  ) -> Tensor { supportLoss(parameters, on: batch) }

  public func queryLoss(_ parameters: Parameters, on batch: RegressionBatch) -> Tensor {
    batch.loss(of: model.network, parameters)
  }

  public func queryLoss(
    _ parameters: Parameters, on batch: RegressionBatch, since reference: Tensor, clip: Float?
  ) -> Tensor { queryLoss(parameters, on: batch) }

  public func reference(_ parameters: Parameters, on batch: RegressionBatch) -> Tensor {
    model.network(batch.inputs, parameters)
  }

  public func queryValue(_ parameters: Parameters, _ reference: Tensor, on batch: RegressionBatch) -> Float {
    queryLoss(parameters, on: batch).scalar
  }

  public func divergence(since reference: Tensor, to parameters: Parameters, on batch: RegressionBatch)
    -> Tensor
  {
    (model.network(batch.inputs, parameters) - reference).square().sum() * (0.5 / Float(batch.count))
  }

  public func fisher(_ parameters: Parameters, on batch: RegressionBatch, _ reference: Tensor)
    -> GaussNewtonOperator
  {
    let rows = 1 / Float(batch.count)
    return GaussNewtonOperator(
      of: { [model.network(batch.inputs, $0)] }, at: parameters, metric: { $0.map { $0 * rows } })
  }

  /// `error`: the mean squared error over all components, each in the network's scale.
  public func measures(of experience: Examples, by mapping: Mapping) -> Measures {
    let scaled = batch(experience)
    return Measures([
      "error": Double(scaled.error(of: model.network, mapping.parameters).scalar)
    ])
  }

  public func amount(of experience: Examples) -> Int { experience.count }
}

extension GradientLearner where C == RegressionCriterion {
  public init(_ criterion: RegressionCriterion, steps: GradientSteps) {
    self.init(criterion, steps: steps, keepingRatesOf: TensorSelection([]))
  }
}
