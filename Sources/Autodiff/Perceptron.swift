internal import CKernels

/// The mean over rows and outputs of (network(x) − y)² for a multilayer perceptron without an activation after its
/// last layer, as a function of its parameters.
///
/// Value, gradient and Hessian-vector products are one kernel each, which pays for small networks, and most where
/// the parameters are packed. Derivatives of higher order, derivatives by `inputs` or `targets`, and large
/// networks come from `linear`.
///
/// - Parameters:
///   - parameters: W₁ `[n₁, n₀]`, b₁ `[n₁]`, W₂ `[n₂, n₁]`, b₂ `[n₂]`, … in this order
///   - activation: of all layers but the last
///   - inputs: x, `[N, n₀]`
///   - targets: y, `[N, n_L]`
/// - Returns: `[]`
public func meanSquaredError(
  ofPerceptron parameters: Parameters, activation: Activation, inputs: Tensor, targets: Tensor
) -> Tensor {
  let packed = parameters.packed()
  guard let flat = packed.flat, let shapes = packed.shapes,
    PerceptronPass.serves(shapes, activation, inputs, targets)
  else { return composedError(parameters.tensors, activation, inputs, targets) }
  if flat.openTrace == nil {
    var network = perceptron(flat, shapes, activation, inputs, targets)
    return withExtendedLifetime(packed) { Tensor(lk_perceptron_error(4, &network)) }
  }
  return apply(
    PerceptronError(pass: PerceptronPass(packed, flat, shapes, activation, inputs, targets)), [flat])
}

/// The same by an operation for each layer.
func composedError(_ layers: [Tensor], _ activation: Activation, _ x: Tensor, _ y: Tensor) -> Tensor {
  precondition(
    !layers.isEmpty && layers.count.isMultiple(of: 2),
    "meanSquaredError: \(layers.count) tensors are no weights and biases in turn")
  var h = x
  for i in stride(from: 0, to: layers.count, by: 2) {
    h = linear(h, layers[i], layers[i + 1], activation: i + 2 < layers.count ? activation : .identity)
  }
  precondition(h.shape == y.shape, "meanSquaredError: outputs \(h.shape) for targets \(y.shape)")
  return (h - y).square().mean()
}

/// One pass forward and backward at one point: the error, its gradient, and what the Hessian is applied with.
final class PerceptronPass: @unchecked Sendable {
  // Sound: nothing changes after init.
  let activation: Activation
  let inputs: Tensor
  let targets: Tensor
  /// `[]`
  let error: Tensor
  /// `[P]`
  let gradient: Tensor
  private let parameters: Parameters
  private let shapes: Shapes
  private let trail: Storage
  /// Points into the tensors above.
  private let network: lk_perceptron
  /// Of the processors for which kernels may be chosen; see CKernels.
  private let level: Int32

  init(
    _ parameters: Parameters, _ flat: Tensor, _ shapes: Shapes, _ activation: Activation, _ inputs: Tensor,
    _ targets: Tensor, level: Int32 = 4
  ) {
    var network = perceptron(flat, shapes, activation, inputs, targets)
    let trail = Storage(count: lk_perceptron_trail_count(&network))
    var error: Float = 0
    gradient = Tensor(shape: flat.shape) {
      error = lk_perceptron_gradient(level, &network, trail.pointer, $0)
    }
    self.error = Tensor(error)
    self.level = level
    self.network = network
    self.trail = trail
    self.parameters = parameters.detached()
    self.shapes = shapes
    self.activation = activation
    self.inputs = inputs.detached()
    self.targets = targets.detached()
  }

  var keptBytes: Int { trail.count * MemoryLayout<Float>.stride }

  /// The Hessian times a constant, `[P]`.
  func curvature(times vector: Tensor) -> Tensor {
    var network = network
    var tangents = perceptron(vector, shapes, activation, inputs, targets)
    return withExtendedLifetime(vector) {
      Tensor(shape: vector.shape) {
        lk_perceptron_curvature(level, &network, trail.pointer, &tangents, $0)
      }
    }
  }

  /// The error from parts of a vector, by operations that may be differentiated.
  func composed(_ flat: Tensor) -> Tensor {
    composedError(parameters.with(leaves: [flat]).tensors, activation, inputs, targets)
  }

  /// Whether the kernels are right for these, and faster.
  static func serves(_ shapes: Shapes, _ activation: Activation, _ x: Tensor, _ y: Tensor) -> Bool {
    guard let sizes = shapes.layerSizes, activation != .sigmoid, sizes.count <= Int(LK_MOST_LAYERS) + 1 else {
      return false
    }
    let rows = x.shape.first ?? 0
    return x.openTrace == nil && y.openTrace == nil && x.shape == [rows, sizes[0]]
      && y.shape == [rows, sizes[sizes.count - 1]] && rows > 0 && sizes.allSatisfy { $0 > 0 }
      && rows * shapes.elementCount <= mostProducts
  }

  /// Rows times parameters beyond which the products' own kernels save more than an operation costs: with layers of
  /// 64 at 500 rows, of 256 at 30 (measured on Zen 1, AVX2).
  private static let mostProducts = 2 << 20
}

/// Error, gradient and Hessian-vector product by the kernels of one x86-64 level or the highest below it that the
/// machine has; for tests, which otherwise see the machine's own level only. Parameters are packed.
package func perceptronDerivatives(
  _ parameters: Parameters, times vector: Parameters, activation: Activation, inputs: Tensor, targets: Tensor,
  level: Int32
) -> (error: Float, gradient: [Float], product: [Float]) {
  let (flat, shapes) = (parameters.flat!, parameters.shapes!)
  let pass = PerceptronPass(parameters, flat, shapes, activation, inputs, targets, level: level)
  return (pass.error.scalar, pass.gradient.values, pass.curvature(times: vector.packed().flat!).values)
}

private func perceptron(
  _ flat: Tensor, _ shapes: Shapes, _ activation: Activation, _ x: Tensor, _ y: Tensor
) -> lk_perceptron {
  let sizes = shapes.layerSizes!
  var network = lk_perceptron_make(x.shape[0], sizes[0], activation.kernel, x.pointer, y.pointer)
  var place = flat.pointer
  for layer in 1..<sizes.count {
    let bias = place + sizes[layer] * sizes[layer - 1]
    lk_perceptron_add_layer(&network, place, bias, sizes[layer])
    place = bias + sizes[layer]
  }
  return network
}
