public import Autodiff

/// A layer or a network: a plain record of the tensors that are learned, and of the numbers that are not.
///
/// Its tensors can be taken out as `Parameters`, in a fixed order and under fixed names, and put back changed:
/// derivatives and optimizers see parameters, code that computes sees the record.
///
///     let gradient = gradient(of: { crossEntropy(net.with($0)(images), labels: labels) }, at: net.parameters)
///     net = net.with(net.parameters.adding(gradient, scaledBy: -rate))
///
/// Networks hold networks, also in arrays: `var layers: [Linear]`.
public protocol Network: Sendable {
  /// The tensors that are learned, in order.
  var fields: [NetworkField<Self>] { get }
}

/// A tensor of a network, or of a network within it: `conv1.weight`.
public struct NetworkField<Root>: Sendable {
  public let name: String
  let get: @Sendable (Root) -> Tensor
  let set: @Sendable (inout Root, Tensor) -> Void

  public init(_ name: String, _ path: any WritableKeyPath<Root, Tensor> & Sendable) {
    self.name = name
    get = { $0[keyPath: path] }
    set = { $0[keyPath: path] = $1 }
  }

  /// A field of a network within another.
  init<Inner>(
    _ name: String, _ inner: NetworkField<Inner>, in path: any WritableKeyPath<Root, Inner> & Sendable
  ) {
    self.name = "\(name).\(inner.name)"
    get = { inner.get($0[keyPath: path]) }
    set = { inner.set(&$0[keyPath: path], $1) }
  }
}

extension Network {
  /// The tensors that are learned, under their names.
  public var parameters: Parameters {
    Parameters(fields.map { (name: $0.name, tensor: $0.get(self)) })
  }

  /// The same network with other tensors, of the same names and shapes.
  public func with(_ parameters: Parameters) -> Self {
    let template = NetworkTemplate(self)
    precondition(
      parameters.names == template.names,
      "\(Self.self): parameters \(parameters.names) for \(template.names)")
    return template(parameters)
  }

  /// The fields of a network within this one, each name prefixed by the inner network's.
  public func fields<Inner: Network>(
    of name: String, _ path: any WritableKeyPath<Self, Inner> & Sendable
  ) -> [NetworkField<Self>] {
    self[keyPath: path].fields.map { NetworkField(name, $0, in: path) }
  }
}

/// A network whose tensors come from parameters again and again: names are resolved once, tensors then taken by
/// their places.
public struct NetworkTemplate<N: Network>: Sendable {
  private let network: N
  private let fields: [NetworkField<N>]
  private let shapes: [[Int]]

  public init(_ network: N) {
    self.network = network
    fields = network.fields
    shapes = fields.map { $0.get(network).shape }
  }

  /// Of the network's tensors, in order.
  public var names: [String] { fields.map(\.name) }

  /// The network with the tensors of `parameters` from place `first` on.
  public func callAsFunction(_ parameters: Parameters, from first: Int = 0) -> N {
    precondition(
      parameters.count >= first + fields.count,
      "\(N.self): \(parameters.count) tensors from place \(first) on for \(fields.count)")
    var copy = network
    for (i, field) in fields.enumerated() {
      let tensor = parameters[first + i]
      precondition(
        tensor.shape == shapes[i], "\(N.self): \(field.name) has shape \(shapes[i]), not \(tensor.shape)")
      field.set(&copy, tensor)
    }
    return copy
  }
}
