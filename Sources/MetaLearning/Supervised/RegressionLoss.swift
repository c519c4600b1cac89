public import Autodiff
import Learning
import Randomness

/// What a regression learns from, beside the squared error: the settings `loss`.
public struct RegressionLoss: Sendable, Hashable, Codable {
  /// Standard deviation of normal noise on the inputs of support examples in training, in the scale of the network's
  /// inputs (augmentation; Bishop 1995); 0 for none.
  public var inputNoise: Float = 0
  /// ε of adversarial inputs in training: the outer loss is the mean of those at x and at x + ε sign ∂L/∂x (fast
  /// gradient sign; Goodfellow et al. 2015, §6); 0 for none.
  public var adversary: Float = 0
  /// Probability that a hidden unit is dropped in the outer loss (Srivastava et al. 2014), the same units for all
  /// query examples of a task; 0 for none.
  public var dropout: Float = 0

  public init() {}

  /// What this makes of examples in the network's scale.
  func disturbed(
    _ examples: Examples, of network: MLPShape, for purpose: Purpose, using stream: RandomStream
  ) -> RegressionBatch {
    var batch = RegressionBatch(inputs: examples.inputs, targets: examples.targets)
    switch purpose {
    case .support:
      guard inputNoise > 0 else { break }
      var noise = stream.split("noise")
      batch.inputs =
        batch.inputs
        + Tensor.normal(batch.inputs.shape, deviation: inputNoise, using: &noise)
    case .query:
      batch.adversary = adversary
      guard dropout > 0 else { break }
      var random = stream.split("dropout")
      batch.masks = network.hidden.map {
        Learning.dropout(.ones([$0]), probability: dropout, using: &random)
      }
    }
    return batch
  }
}

/// Examples in a network's scale, with what their loss is disturbed by.
public struct RegressionBatch: Sendable {
  /// `[rows, inputs]`
  public var inputs: Tensor
  /// `[rows, outputs]`
  public var targets: Tensor
  /// ε
  var adversary: Float = 0
  /// A factor for every unit of each hidden layer; nil for none.
  var masks: [Tensor]?

  init(inputs: Tensor, targets: Tensor) {
    self.inputs = inputs
    self.targets = targets
  }

  var count: Int { inputs.shape[0] }

  /// The mean squared error of a network, undisturbed.
  func error(of network: MLPShape, _ parameters: Parameters) -> Tensor {
    meanSquaredError(
      ofPerceptron: parameters, activation: network.activation, inputs: inputs, targets: targets)
  }

  /// The loss that an outer update descends.
  func loss(of network: MLPShape, _ parameters: Parameters) -> Tensor {
    guard adversary > 0 || masks != nil else { return error(of: network, parameters) }
    func disturbedError(_ x: Tensor, _ parameters: Parameters) -> Tensor {
      (network(x, parameters, masks: masks) - targets).square().mean()
    }
    let plain = disturbedError(inputs, parameters)
    guard adversary > 0 else { return plain }
    let constant = parameters.detached()
    let slope = gradient(
      of: { disturbedError($0[0], constant) }, at: Parameters([("x", inputs)]))[0]
    let sign = Tensor(
      slope.values.map { $0 > 0 ? adversary : $0 < 0 ? -adversary : 0 }, shape: inputs.shape)
    return (plain + disturbedError(inputs + sign, parameters)) * 0.5
  }
}
