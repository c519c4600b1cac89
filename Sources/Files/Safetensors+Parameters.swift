package import Autodiff

extension Safetensors {
  /// Adds every tensor of `parameters`, its name behind `prefix`.
  package mutating func append(_ parameters: Parameters, prefix: String = "") {
    tensors += zip(parameters.names, parameters.tensors).map { (prefix + $0, $1) }
  }

  /// The tensors of a layout whose names stand behind `prefix`.
  /// - Throws: where one is missing or has another shape.
  package func parameters(
    _ layout: [(name: String, shape: [Int])], prefix: String = "", path: String
  ) throws(FileError) -> Parameters {
    var entries: [(name: String, tensor: Tensor)] = []
    for (name, shape) in layout {
      guard let found = tensors.first(where: { $0.name == prefix + name }) else {
        throw .malformed(
          path: path, problem: "has no tensor \(prefix + name), expected one of shape \(shape)")
      }
      guard found.tensor.shape == shape else {
        throw .malformed(
          path: path, problem: "tensor \(prefix + name) has shape \(found.tensor.shape), expected \(shape)")
      }
      entries.append((name, found.tensor))
    }
    return Parameters(entries)
  }
}
