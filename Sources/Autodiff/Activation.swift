internal import CKernels

/// The function that a layer applies to each of its outputs.
public enum Activation: String, Codable, Sendable, CaseIterable {
  case identity
  case tanh
  case relu
  case sigmoid

  var kernel: lk_activation {
    switch self {
    case .identity: LK_IDENTITY
    case .tanh: LK_ACTIVATION_TANH
    case .relu: LK_ACTIVATION_RELU
    case .sigmoid: LK_ACTIVATION_SIGMOID
    }
  }

  /// Turns a product into the activation of it.
  var finish: lk_finish { lk_finish(activation: kernel, y: nil, s: nil, c: nil) }

  /// Whether the second derivative is zero everywhere.
  var isPiecewiseLinear: Bool { self == .identity || self == .relu }

  /// The activation of every element of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .identity: x
    case .tanh: x.tanh()
    case .relu: x.relu()
    case .sigmoid: x.sigmoid()
    }
  }
}

/// c · f′ as a function of y = f(x): tanh′ = 1 − y², sigmoid′ = y (1 − y), relu′ = [y > 0].
struct ActivationGradient: Operation {
  let activation: Activation

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (c, y) = (inputs[0], inputs[1])
    return Tensor(shape: c.shape) {
      lk_activation_gradient(activation.kernel, c.pointer, y.pointer, $0, c.count)
    }
  }

  func pullback(_ s: Tensor, _ application: Application) -> [Tensor?] {
    let (c, y) = (application.inputs[0], application.inputs[1])
    return [
      application.needs(0) ? activationGradient(activation, s, y) : nil,
      application.needs(1) ? activationCurvature(activation, s, c, y) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (c, y) = (application.inputs[0], application.inputs[1])
    if let dc = tangents[0], let dy = tangents[1], !activation.isPiecewiseLinear {
      return apply(ActivationGradientTangent(activation: activation), [dc, dy, c, y])
    }
    return sum(
      tangents[0].map { activationGradient(activation, $0, y) },
      tangents[1].flatMap { activationCurvature(activation, $0, c, y) })
  }
}

extension ActivationGradient {
  /// The pushforward where the tangent of c is a sum of products, which are made and used in one pass.
  func pushforward(_ products: [Product], _ dy: Tensor?, _ application: Application) -> Tensor {
    let (c, y) = (application.inputs[0], application.inputs[1])
    guard let dy, !activation.isPiecewiseLinear else {
      return activationGradient(activation, of: products, bias: nil, y)
    }
    return activationGradientTangent(activation, of: products, dy, c, y)
  }
}

/// t · f′ + s · c · df′/dy in one pass: what c · f′ changes by when c moves along t and y along s.
struct ActivationGradientTangent: Operation {
  let activation: Activation

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (t, s, c, y) = (inputs[0], inputs[1], inputs[2], inputs[3])
    return Tensor(shape: c.shape) {
      lk_activation_gradient_tangent(
        activation.kernel, t.pointer, s.pointer, c.pointer, y.pointer, $0, c.count)
    }
  }

  func pullback(_ u: Tensor, _ application: Application) -> [Tensor?] {
    let inputs = application.inputs
    let (t, s, c, y) = (inputs[0], inputs[1], inputs[2], inputs[3])
    return [
      application.needs(0) ? activationGradient(activation, u, y) : nil,
      application.needs(1) ? activationCurvature(activation, u, c, y) : nil,
      application.needs(2) ? activationCurvature(activation, s, u, y) : nil,
      application.needs(3) ? sum(activationCurvature(activation, u, t, y), u * s * c * -2) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let inputs = application.inputs
    let (t, s, c, y) = (inputs[0], inputs[1], inputs[2], inputs[3])
    let linear = sum(
      tangents[0].map { activationGradient(activation, $0, y) },
      tangents[1].flatMap { activationCurvature(activation, $0, c, y) })
    let curved = sum(
      tangents[2].flatMap { activationCurvature(activation, s, $0, y) },
      tangents[3].map { sum(activationCurvature(activation, $0, t, y), $0 * s * c * -2)! })
    return sum(linear, curved)
  }
}

/// s · c · df′/dy: symmetric in s and c; −2y for tanh, 1 − 2y for sigmoid.
struct ActivationCurvature: Operation {
  let activation: Activation

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (s, c, y) = (inputs[0], inputs[1], inputs[2])
    return Tensor(shape: c.shape) {
      lk_activation_curvature(activation.kernel, s.pointer, c.pointer, y.pointer, $0, c.count)
    }
  }

  func pullback(_ t: Tensor, _ application: Application) -> [Tensor?] {
    let (s, c, y) = (application.inputs[0], application.inputs[1], application.inputs[2])
    return [
      application.needs(0) ? activationCurvature(activation, t, c, y) : nil,
      application.needs(1) ? activationCurvature(activation, t, s, y) : nil,
      application.needs(2) ? t * s * c * -2 : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (s, c, y) = (application.inputs[0], application.inputs[1], application.inputs[2])
    let first = sum(
      tangents[0].flatMap { activationCurvature(activation, $0, c, y) },
      tangents[1].flatMap { activationCurvature(activation, $0, s, y) })
    return sum(first, tangents[2].map { $0 * s * c * -2 })
  }
}

/// `c` times the derivative of the activation whose output is `y`; all of one shape.
func activationGradient(_ activation: Activation, _ c: Tensor, _ y: Tensor) -> Tensor {
  if activation == .identity { return c }
  return apply(ActivationGradient(activation: activation), [c, y])
}

/// What `activationGradient(c, y)` changes by when y moves along `s`; nil where that is zero everywhere.
func activationCurvature(_ activation: Activation, _ s: Tensor, _ c: Tensor, _ y: Tensor) -> Tensor? {
  activation.isPiecewiseLinear ? nil : apply(ActivationCurvature(activation: activation), [s, c, y])
}
