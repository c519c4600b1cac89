public import Autodiff

/// A layer or a network: a plain record of the tensors that are learned, and of the numbers that are not.
///
/// Its tensors can be taken out as `Parameters`, in a fixed order and under fixed names, and put back changed:
/// derivatives and optimizers see parameters, code that computes sees the record.
///
///     let gradient = gradient(of: { crossEntropy(net.with($0)(images), labels: labels) }, at: net.parameters)
///     net = net.with(net.parameters.adding(gradient, scaledBy: -rate))
public protocol Network: Sendable {
  /// The tensors that are learned, in order.
  static var fields: [NetworkField<Self>] { get }
}

/// A tensor of a network, or of a network within it: `conv1.weight`.
public struct NetworkField<Root> {
  public let name: String
  public let path: WritableKeyPath<Root, Tensor>

  public init(_ name: String, _ path: WritableKeyPath<Root, Tensor>) {
    self.name = name
    self.path = path
  }
}

extension Network {
  /// The tensors that are learned, under their names.
  public var parameters: Parameters {
    Parameters(Self.fields.map { (name: $0.name, tensor: self[keyPath: $0.path]) })
  }

  /// The same network with other tensors, of the same names and shapes.
  public func with(_ parameters: Parameters) -> Self {
    let fields = Self.fields
    precondition(
      parameters.names == fields.map(\.name),
      "\(Self.self): parameters \(parameters.names) for \(fields.map(\.name))")
    var copy = self
    for (i, field) in fields.enumerated() {
      let (own, new) = (self[keyPath: field.path].shape, parameters[i].shape)
      precondition(own == new, "\(Self.self): \(field.name) has shape \(own), not \(new)")
      copy[keyPath: field.path] = parameters[i]
    }
    return copy
  }

  /// The fields of a network within this one, each name prefixed by the inner network's.
  public static func fields<Inner: Network>(
    of name: String, _ path: WritableKeyPath<Self, Inner>
  ) -> [NetworkField<Self>] {
    Inner.fields.map { NetworkField("\(name).\($0.name)", path.appending(path: $0.path)) }
  }
}
