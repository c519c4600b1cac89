extension Parameters {
  /// The same names, with the tensors of `other` where it has some of the name and `isWanted` says so.
  public func overridden(by other: Parameters, where isWanted: (String) -> Bool) -> Parameters {
    Parameters(
      Swift.zip(names, tensors).map { name, tensor in
        guard isWanted(name), let index = other.names.firstIndex(of: name) else { return (name, tensor) }
        precondition(
          other[index].shape == tensor.shape,
          "Parameters: \(name) has shape \(tensor.shape), not \(other[index].shape)")
        return (name, other[index])
      })
  }
}
