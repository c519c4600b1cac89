public import Autodiff
public import Randomness

/// A multilayer perceptron: hidden layers share one activation, the last layer, `head`, is linear.
public struct MLP: Network {
  public var layers: [Linear]
  public var head: Linear
  public var activation: Activation

  public init(layers: [Linear], head: Linear, activation: Activation) {
    self.layers = layers
    self.head = head
    self.activation = activation
  }

  /// Drawn weights, those of the last layer times `outputScale`; biases zero.
  public init(
    _ shape: MLPShape, initialization: WeightInitialization = .glorot, outputScale: Float = 1,
    using stream: RandomStream
  ) {
    let all = (0..<shape.layerCount).map { layer in
      var branch = stream.split(layer)
      let (inputs, outputs) = shape.size(ofLayer: layer)
      let weight = initialization([outputs, inputs], using: &branch)
      return Linear(
        weight: layer == shape.hidden.count && outputScale != 1 ? weight * outputScale : weight,
        bias: .zeros([outputs]))
    }
    self.init(layers: all.dropLast(), head: all[all.count - 1], activation: shape.activation)
  }

  /// The network of a shape with the tensors of `parameters` from place `first` on: weight and bias of each layer.
  public init(_ shape: MLPShape, _ parameters: Parameters, from first: Int = 0) {
    func layer(_ i: Int) -> Linear {
      Linear(weight: parameters[first + 2 * i], bias: parameters[first + 2 * i + 1])
    }
    self.init(
      layers: shape.hidden.indices.map(layer), head: layer(shape.hidden.count), activation: shape.activation)
  }

  public var fields: [NetworkField<Self>] {
    layers.indices.flatMap { fields(of: "layers.\($0)", \.layers[$0]) } + fields(of: "head", \.head)
  }

  /// `[rows, inputs]` to `[rows, outputs]`.
  /// - Parameter masks: a factor for every unit of each hidden layer, `[hidden]` each: dropout; nil for none.
  public func callAsFunction(_ input: Tensor, masks: [Tensor]? = nil) -> Tensor {
    var x = input
    for (i, layer) in layers.enumerated() {
      x = layer(x, activation: activation)
      if let masks { x = x * masks[i] }
    }
    return head(x)
  }
}

/// The description of a multilayer perceptron, and what it computes with parameters that stand elsewhere.
public struct MLPShape: Sendable, Hashable, Codable {
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

  /// Name and shape of every tensor, layer by layer, as `MLP` lists them: weight `[out, in]`, then bias `[out]`.
  /// Known without making the network, whose sizes may come from a file that lies.
  public var layout: [(name: String, shape: [Int])] {
    (0..<layerCount).flatMap { layer in
      let (size, name) = (size(ofLayer: layer), layer == hidden.count ? "head" : "layers.\(layer)")
      return [("\(name).weight", [size.outputs, size.inputs]), ("\(name).bias", [size.outputs])]
    }
  }

  /// `[rows, inputs]` to `[rows, outputs]` with the first `2 * layerCount` tensors of `parameters`.
  public func callAsFunction(
    _ input: Tensor, _ parameters: Parameters, masks: [Tensor]? = nil
  ) -> Tensor {
    MLP(self, parameters)(input, masks: masks)
  }
}
