public import Autodiff

/// The size of an inner step: one number for all parameters, or tensors of numbers.
public enum InnerRate: Sendable {
  case scalar(Float)
  /// For each tensor one number, or one for each of its entries.
  case each(Parameters)

  func scaled(_ vector: Parameters) -> Parameters {
    switch self {
    case .scalar(let rate): vector * rate
    case .each(let rates): vector.zip(with: rates, *)
    }
  }

  /// `parameters − rate ⊙ gradient`
  func step(_ parameters: Parameters, along gradient: Parameters) -> Parameters {
    switch self {
    case .scalar(let rate): parameters.adding(gradient, scaledBy: -rate)
    case .each: parameters - scaled(gradient)
    }
  }
}

extension Parameters {
  /// Zeros in place of the tensors that the mask leaves out; nil leaves out none.
  func masked(by mask: [Bool]?) -> Parameters {
    guard let mask else { return self }
    precondition(mask.count == count, "a mask of \(mask.count) for \(count) tensors")
    var i = -1
    return map { tensor in
      i += 1
      return mask[i] ? tensor : .zeros(tensor.shape)
    }
  }
}
