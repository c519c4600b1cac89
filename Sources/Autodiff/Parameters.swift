/// An ordered set of named tensors: what a learner learns, a gradient, an optimizer's state.
///
/// A value: updating parameters makes new ones. Arithmetic keeps names and order, and where parameters belong
/// to a derivative being taken, it is differentiated like any other.
public struct Parameters: Sendable {
  public private(set) var names: [String]
  public private(set) var tensors: [Tensor]

  /// Entries in the order in which they are flattened. Names are unique.
  public init(_ entries: [(name: String, tensor: Tensor)]) {
    names = entries.map(\.name)
    tensors = entries.map(\.tensor)
    precondition(Set(names).count == names.count, "Parameters: names repeat in \(names)")
  }

  private init(names: [String], tensors: [Tensor]) {
    self.names = names
    self.tensors = tensors
  }

  /// The number of tensors.
  public var count: Int { tensors.count }
  /// The number of values in all tensors.
  public var elementCount: Int { tensors.reduce(0) { $0 + $1.count } }

  public subscript(index: Int) -> Tensor { tensors[index] }

  public subscript(name: String) -> Tensor {
    guard let index = names.firstIndex(of: name) else {
      preconditionFailure("Parameters: there is no \"\(name)\" among \(names)")
    }
    return tensors[index]
  }

  /// All values, tensor after tensor, each row by row.
  public func flattened() -> [Float] {
    [Float](unsafeUninitializedCapacity: elementCount) { buffer, count in
      for tensor in tensors {
        _ = UnsafeMutableBufferPointer(rebasing: buffer[count...])
          .update(fromContentsOf: UnsafeBufferPointer(start: tensor.pointer, count: tensor.count))
        count += tensor.count
      }
    }
  }

  /// Constants of the same names and shapes with other values, in the order of `flattened()`.
  public func unflattened(_ values: [Float]) -> Parameters {
    precondition(
      values.count == elementCount, "unflattened: \(values.count) values for \(elementCount) parameters")
    return values.withUnsafeBufferPointer { source in
      var start = 0
      return map { tensor in
        defer { start += tensor.count }
        return Tensor(copying: source.extracting(start..<start + tensor.count).span, shape: tensor.shape)
      }
    }
  }

  /// The same names with every tensor transformed.
  public func map(_ transform: (Tensor) throws -> Tensor) rethrows -> Parameters {
    Parameters(names: names, tensors: try tensors.map(transform))
  }

  /// The same names with tensors made from pairs; both sides have the same names in the same order.
  public func zip(with other: Parameters, _ combine: (Tensor, Tensor) throws -> Tensor) rethrows -> Parameters
  {
    precondition(names == other.names, "Parameters: \(names) do not match \(other.names)")
    return Parameters(
      names: names, tensors: try tensors.indices.map { try combine(tensors[$0], other.tensors[$0]) })
  }

  /// The same names and shapes filled with zeros.
  public func zeros() -> Parameters { map { .zeros($0.shape) } }

  /// The same values as constants: no derivative flows through them.
  public func detached() -> Parameters { map { $0.detached() } }
}
