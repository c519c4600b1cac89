/// y = activation(x Wᵀ + b), bias and activation applied to blocks of rows while they are in the cache. Inputs are x `[N, in]`, W `[out, in]`, b `[out]`.
struct Linear: Operation {
  let activation: Activation

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (x, weight, bias) = (inputs[0], inputs[1], inputs[2])
    let rows = x.shape[0]
    return Tensor(shape: [rows, weight.shape[0]]) { out in
      linearLayer(
        x.pointer, rows: rows, weight.pointer, bias.pointer, inputs: weight.shape[1],
        outputs: weight.shape[0],
        activation, into: out)
    }
  }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    let (x, weight) = (application.inputs[0], application.inputs[1])
    let inner = activationGradient(activation, c, application.output)
    return [
      application.needs(0) ? matmul(inner, weight) : nil,
      application.needs(1) ? matmul(inner, x, transposeA: true) : nil,
      application.needs(2) ? inner.sum(axis: 0) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (x, weight) = (application.inputs[0], application.inputs[1])
    let flags = ProductSum.Flags(transposeA: false, transposeB: true)
    var products: [(Tensor, Tensor, ProductSum.Flags)] = []
    if let dx = tangents[0] { products.append((dx, weight, flags)) }
    if let dw = tangents[1] { products.append((x, dw, flags)) }
    let y = application.output
    if products.isEmpty {
      return (tangents[2]?.broadcast(to: y.shape)).map { activationGradient(activation, $0, y) }
    }
    return activationGradient(activation, of: products, bias: tangents[2], y)
  }
}

/// A layer of a network: activation(x weightᵀ + bias), in PyTorch's layout.
///
/// - Parameters:
///   - x: `[N, in]`
///   - weight: `[out, in]`
///   - bias: `[out]`
/// - Returns: `[N, out]`
public func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, activation: Activation = .identity)
  -> Tensor
{
  precondition(
    x.rank == 2 && weight.rank == 2 && x.shape[1] == weight.shape[1] && bias.shape == [weight.shape[0]],
    "linear: x \(x.shape) does not meet weight \(weight.shape) and bias \(bias.shape)")
  return apply(Linear(activation: activation), [x, weight, bias])
}

/// The layer on raw memory: x `[rows, inputs]`, weight `[outputs, inputs]`, bias `[outputs]`.
func linearLayer(
  _ x: UnsafePointer<Float>, rows: Int, _ weight: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  inputs: Int, outputs: Int, _ activation: Activation, into out: UnsafeMutablePointer<Float>
) {
  let left = BLAS.Factor(pointer: x, rows: rows, columns: inputs, transposed: false)
  let right = BLAS.Factor(pointer: weight, rows: outputs, columns: inputs, transposed: true)
  BLAS.multiply(
    count: 1, { _ in (left, right) }, bias: bias, finish: activation.finish, into: out, rows: rows,
    columns: outputs)
}
