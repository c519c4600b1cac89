public import Autodiff

/// The size of an inner step: one number for all parameters, or one for each.
public enum InnerRate: Sendable {
  case scalar(Float)
  case perParameter(Parameters)

  func scaled(_ vector: Parameters) -> Parameters {
    switch self {
    case .scalar(let rate): vector * rate
    case .perParameter(let rates): vector * rates
    }
  }

  /// A size for every parameter of `parameters`.
  func spread(over parameters: Parameters) -> Parameters {
    switch self {
    case .scalar(let rate): parameters.map { .full($0.shape, rate) }
    case .perParameter(let rates): rates
    }
  }

  /// `parameters − rate ⊙ gradient`
  func step(_ parameters: Parameters, along gradient: Parameters) -> Parameters {
    switch self {
    case .scalar(let rate): parameters.adding(gradient, scaledBy: -rate)
    case .perParameter: parameters - scaled(gradient)
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
