public import Autodiff

extension Safetensors {
  /// - Throws: where the file is unreadable or damaged.
  public init(reading path: String) throws(FileError) {
    try self.init(decoding: AtomicFile.read(path, limit: Self.maximumFile), path: path)
  }

  /// Writes the whole file or nothing.
  public func write(to path: String) throws(FileError) { try AtomicFile.write(encoded(), to: path) }

  /// Adds every tensor of `parameters`, its name behind `prefix`.
  public mutating func append(_ parameters: Parameters, prefix: String = "") {
    tensors += zip(parameters.names, parameters.tensors).map { (prefix + $0, $1) }
  }

  /// The tensors of a layout whose names stand behind `prefix`.
  /// - Throws: where one is missing or has another shape.
  public func parameters(
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
