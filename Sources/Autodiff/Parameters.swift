/// An ordered set of named tensors: what a learner learns, a gradient, an optimizer's state.
///
/// A value: updating parameters makes new ones. Arithmetic keeps names and order, and where parameters belong
/// to a derivative being taken, it is differentiated like any other.
///
/// Parameters may be packed: their tensors then are parts of one vector, on which arithmetic is one operation
/// instead of one for each tensor. Gradients and sums of packed parameters are packed.
public struct Parameters: Sendable {
  public let names: [String]
  private let form: Form

  private enum Form: Sendable {
    case separate([Tensor])
    /// All values, tensor after tensor, `[P]`.
    case packed(Tensor, Shapes)
  }

  /// Entries in the order in which they are flattened. Names are unique.
  public init(_ entries: [(name: String, tensor: Tensor)]) {
    names = entries.map(\.name)
    form = .separate(entries.map(\.tensor))
    precondition(Set(names).count == names.count, "Parameters: names repeat in \(names)")
  }

  /// `names` are those of other parameters, unique already.
  init(names: [String], tensors: [Tensor]) {
    self.names = names
    form = .separate(tensors)
  }

  private init(names: [String], flat: Tensor, shapes: Shapes) {
    self.names = names
    form = .packed(flat, shapes)
  }

  public var tensors: [Tensor] {
    switch form {
    case .separate(let tensors): tensors
    case .packed(let flat, let shapes): shapes.indices.map { shapes.part($0, of: flat) }
    }
  }

  /// The number of tensors.
  public var count: Int { names.count }
  /// The number of values in all tensors.
  public var elementCount: Int {
    switch form {
    case .separate(let tensors): tensors.reduce(0) { $0 + $1.count }
    case .packed(let flat, _): flat.count
    }
  }

  public subscript(index: Int) -> Tensor {
    switch form {
    case .separate(let tensors): tensors[index]
    case .packed(let flat, let shapes): shapes.part(index, of: flat)
    }
  }

  public subscript(name: String) -> Tensor {
    guard let index = names.firstIndex(of: name) else {
      preconditionFailure("Parameters: there is no \"\(name)\" among \(names)")
    }
    return self[index]
  }

  /// All values, tensor after tensor, each row by row.
  public func flattened() -> [Float] {
    // The empty array is one for all threads, and would be written.
    guard elementCount > 0 else { return [] }
    return [Float](unsafeUninitializedCapacity: elementCount) { buffer, count in
      for tensor in leaves {
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
      return mapLeaves { tensor in
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
    let (tensors, others) = (tensors, other.tensors)
    return Parameters(names: names, tensors: try tensors.indices.map { try combine(tensors[$0], others[$0]) })
  }

  /// The same names and shapes filled with zeros.
  public func zeros() -> Parameters { mapLeaves { .zeros($0.shape) } }

  /// The same values as constants: no derivative flows through them.
  public func detached() -> Parameters { mapLeaves { $0.detached() } }
}

// MARK: Packing

extension Parameters {
  /// The same parameters with all values in one run of memory.
  public func packed() -> Parameters {
    guard case .separate(let tensors) = form else { return self }
    return Parameters(names: names, flat: Autodiff.flattened(tensors), shapes: Shapes(tensors))
  }

  /// All values, tensor after tensor, if packed.
  var flat: Tensor? {
    guard case .packed(let flat, _) = form else { return nil }
    return flat
  }

  /// The shapes of packed parameters.
  var shapes: Shapes? {
    guard case .packed(_, let shapes) = form else { return nil }
    return shapes
  }

  /// What the parameters are kept as: their tensors, or the one vector of packed ones.
  var leaves: [Tensor] {
    switch form {
    case .separate(let tensors): tensors
    case .packed(let flat, _): [flat]
    }
  }

  /// Parameters of the same names, shapes and packing from leaves.
  func with(leaves: [Tensor]) -> Parameters {
    switch form {
    case .separate: Parameters(names: names, tensors: leaves)
    case .packed(_, let shapes): Parameters(names: names, flat: leaves[0], shapes: shapes)
    }
  }

  /// The same names with every leaf transformed element by element.
  func mapLeaves(_ transform: (Tensor) throws -> Tensor) rethrows -> Parameters {
    switch form {
    case .separate(let tensors): Parameters(names: names, tensors: try tensors.map(transform))
    case .packed(let flat, let shapes):
      Parameters(names: names, flat: try transform(flat), shapes: shapes)
    }
  }

  /// The same with leaves made from pairs, element by element; both sides have the same names and shapes.
  func zipLeaves(
    with other: Parameters, _ operation: String, _ combine: (Tensor, Tensor) -> Tensor
  ) -> Parameters {
    if case .packed(let a, let shapes) = form, case .packed(let b, let others) = other.form,
      shapes === others, names == other.names
    {
      return Parameters(names: names, flat: combine(a, b), shapes: shapes)
    }
    let leaves = leaves
    let matched = matched(with: other, operation)
    return with(leaves: leaves.indices.map { combine(leaves[$0], matched[$0]) })
  }

  /// The leaves of `other`, which has this one's names and shapes, arranged as this one's are.
  func matched(with other: Parameters, _ operation: String) -> [Tensor] {
    precondition(names == other.names, "\(operation): \(names) do not match \(other.names)")
    if let shapes, shapes === other.shapes { return other.leaves }
    let theirs = other.tensors
    for (i, own) in (shapes?.list ?? leaves.map(\.shape)).enumerated() {
      precondition(
        own == theirs[i].shape, "\(operation): \(names[i]) has shape \(own), not \(theirs[i].shape)")
    }
    return shapes == nil ? theirs : [other.flat ?? Autodiff.flattened(theirs)]
  }
}

/// The shapes of packed parameters, shared by all that are made from them.
final class Shapes: Sendable {
  let list: [[Int]]
  private let starts: [Int]
  let elementCount: Int
  /// n₀, n₁, … n_L where the tensors are W₁ `[n₁, n₀]`, b₁ `[n₁]`, W₂ `[n₂, n₁]`, …
  let layerSizes: [Int]?

  init(_ tensors: [Tensor]) {
    list = tensors.map(\.shape)
    var start = 0
    starts = tensors.map { tensor in
      defer { start += tensor.count }
      return start
    }
    elementCount = start
    layerSizes = Self.layerSizes(list)
  }

  var indices: Range<Int> { list.indices }

  func part(_ index: Int, of flat: Tensor) -> Tensor {
    apply(Part(start: starts[index], shape: list[index]), [flat])
  }

  private static func layerSizes(_ shapes: [[Int]]) -> [Int]? {
    guard let first = shapes.first, first.count == 2, shapes.count.isMultiple(of: 2) else { return nil }
    var sizes = [first[1]]
    for i in stride(from: 0, to: shapes.count, by: 2) {
      guard shapes[i].count == 2, shapes[i][1] == sizes.last, shapes[i + 1] == [shapes[i][0]] else {
        return nil
      }
      sizes.append(shapes[i][0])
    }
    return sizes
  }
}
