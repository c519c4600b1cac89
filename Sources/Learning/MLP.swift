public import Autodiff
public import Randomness

/// The shape of a multilayer perceptron: hidden layers share one activation, the last layer is linear.
public struct MLP: Sendable, Hashable, Codable {
  public var inputs: Int
  public var hidden: [Int]
  public var outputs: Int
  public var activation: Activation

  /// - Precondition: every size is positive.
  public init(inputs: Int, hidden: [Int], outputs: Int, activation: Activation = .tanh) {
    precondition(
      inputs > 0 && outputs > 0 && hidden.allSatisfy { $0 > 0 },
      "an MLP with layer sizes \([inputs] + hidden + [outputs]), expected positive ones")
    self.inputs = inputs
    self.hidden = hidden
    self.outputs = outputs
    self.activation = activation
  }

  public var layerCount: Int { hidden.count + 1 }

  /// `(inputs, outputs)` of layer `layer`.
  public func size(ofLayer layer: Int) -> (inputs: Int, outputs: Int) {
    (layer == 0 ? inputs : hidden[layer - 1], layer == hidden.count ? outputs : hidden[layer])
  }

  public func activation(ofLayer layer: Int) -> Activation { layer == hidden.count ? .identity : activation }

  /// `layers.0`, `layers.1`, … and `head`, the last one.
  private func name(ofLayer layer: Int) -> String { layer == hidden.count ? "head" : "layers.\(layer)" }

  /// Name and shape of every tensor, layer by layer: weight `[out, in]`, then bias `[out]`.
  public var layout: [(name: String, shape: [Int])] {
    (0..<layerCount).flatMap { layer in
      let size = size(ofLayer: layer)
      return [
        ("\(name(ofLayer: layer)).weight", [size.outputs, size.inputs]),
        ("\(name(ofLayer: layer)).bias", [size.outputs]),
      ]
    }
  }

  /// Weights uniform in ±√(6 / (in + out)) (Glorot and Bengio 2010, eq. 16), those of the last layer times
  /// `outputScale`; biases zero.
  public func initialEntries(
    outputScale: Float = 1, using stream: RandomStream
  ) -> [(name: String, tensor: Tensor)] {
    (0..<layerCount).flatMap { layer -> [(name: String, tensor: Tensor)] in
      var branch = stream.split(layer)
      let size = size(ofLayer: layer)
      let bound =
        (6 / Float(size.inputs + size.outputs)).squareRoot() * (layer == hidden.count ? outputScale : 1)
      let weights = (0..<size.outputs * size.inputs).map { _ in branch.uniform(-bound, bound) }
      return [
        ("\(name(ofLayer: layer)).weight", Tensor(weights, shape: [size.outputs, size.inputs])),
        ("\(name(ofLayer: layer)).bias", .zeros([size.outputs])),
      ]
    }
  }

  /// `[rows, inputs]` to `[rows, outputs]`. The first `2 * layerCount` tensors of `parameters` are the layers'.
  /// - Parameter masks: a factor for every unit of each hidden layer, `[hidden]` each: dropout; nil for none.
  public func callAsFunction(
    _ input: Tensor, _ parameters: Parameters, masks: [Tensor]? = nil
  ) -> Tensor {
    var x = input
    for layer in 0..<layerCount {
      x = linear(
        x, parameters[2 * layer], parameters[2 * layer + 1], activation: activation(ofLayer: layer))
      if let masks, layer < hidden.count { x = x * masks[layer] }
    }
    return x
  }
}
