internal import CKernels

/// y = f(x), element by element.
struct Elementwise: Operation {
  enum Function {
    case tanh, exp, log, sqrt, square, reciprocal, relu, sigmoid, softplus, abs, sin, cos
  }
  let function: Function

  func evaluate(_ inputs: [Tensor]) -> Tensor { unaryEvaluate(function.kernel, inputs[0]) }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] { [times(c, application)] }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    tangents[0].map { times($0, application) }
  }

  /// t · f′(x), which serves both directions.
  private func times(_ t: Tensor, _ application: Application) -> Tensor {
    let (x, y) = (application.inputs[0], application.output)
    switch function {
    case .tanh: return activationGradient(.tanh, t, y)
    case .relu: return activationGradient(.relu, t, y)
    case .sigmoid: return activationGradient(.sigmoid, t, y)
    case .exp: return t * y
    case .log: return t / x
    case .sqrt: return t / y * 0.5
    case .square: return t * x * 2
    case .reciprocal: return -(t * y.square())
    case .softplus: return t * x.sigmoid()
    case .abs: return t * unaryEvaluate(LK_SIGN, x)
    case .sin: return t * x.cos()
    case .cos: return -(t * x.sin())
    }
  }
}

extension Elementwise.Function {
  var kernel: lk_unary_op {
    switch self {
    case .tanh: LK_TANH
    case .exp: LK_EXP
    case .log: LK_LOG
    case .sqrt: LK_SQRT
    case .square: LK_SQUARE
    case .reciprocal: LK_RECIPROCAL
    case .relu: LK_RELU
    case .sigmoid: LK_SIGMOID
    case .softplus: LK_SOFTPLUS
    case .abs: LK_ABS
    case .sin: LK_SIN
    case .cos: LK_COS
    }
  }
}

func unaryEvaluate(_ op: lk_unary_op, _ x: Tensor) -> Tensor {
  Tensor(shape: x.shape) { lk_unary(op, x.pointer, $0, x.count) }
}

extension Tensor {
  private func mapped(_ function: Elementwise.Function) -> Tensor {
    apply(Elementwise(function: function), [self])
  }

  /// Within 6 ulp.
  public func tanh() -> Tensor { mapped(.tanh) }
  /// Within 1.5 ulp.
  public func exp() -> Tensor { mapped(.exp) }
  /// The natural logarithm, within 1 ulp.
  public func log() -> Tensor { mapped(.log) }
  public func sqrt() -> Tensor { mapped(.sqrt) }
  public func square() -> Tensor { mapped(.square) }
  public func reciprocal() -> Tensor { mapped(.reciprocal) }
  /// max(x, 0); the derivative at 0 is 0.
  public func relu() -> Tensor { mapped(.relu) }
  /// 1 / (1 + e⁻ˣ), within 3 ulp.
  public func sigmoid() -> Tensor { mapped(.sigmoid) }
  /// log(1 + eˣ), within 2.5 ulp.
  public func softplus() -> Tensor { mapped(.softplus) }
  /// |x|; the derivative at 0 is 0.
  public func abs() -> Tensor { mapped(.abs) }
  /// Within 2 ulp for |x| ≤ 2²⁰ rad.
  public func sin() -> Tensor { mapped(.sin) }
  /// Within 2 ulp for |x| ≤ 2²⁰ rad.
  public func cos() -> Tensor { mapped(.cos) }
}
