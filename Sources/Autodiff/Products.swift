internal import CKernels

/// Σ opᵢ(aᵢ) opᵢ(bᵢ) + bias: products of matrices of equal result, added up inside the matrix kernel.
///
/// Inputs are a₁, b₁, a₂, b₂, … and, if `hasBias`, a row `[n]` added to every row. The sum exists for the sake
/// of the product's own tangent, Ȧ B + A Ḃ, and is closed under it: a tangent is a longer sum of products.
struct ProductSum: Operation {
  struct Flags: Sendable {
    var transposeA: Bool
    var transposeB: Bool
  }
  let terms: [Flags]
  let hasBias: Bool

  func evaluate(_ inputs: [Tensor]) -> Tensor { evaluate(inputs, finish: Activation.identity.finish) }

  /// The sum, each block of it finished while it is in the cache.
  func evaluate(_ inputs: [Tensor], finish: lk_finish) -> Tensor {
    let (a, b) = (factor(inputs[0], terms[0].transposeA), factor(inputs[1], terms[0].transposeB))
    return Tensor(shape: [a.height, b.width]) { out in
      BLAS.multiply(
        count: terms.count,
        { i in
          (factor(inputs[2 * i], terms[i].transposeA), factor(inputs[2 * i + 1], terms[i].transposeB))
        }, bias: hasBias ? inputs[2 * terms.count].pointer : nil, finish: finish, into: out, rows: a.height,
        columns: b.width)
    }
  }

  private func factor(_ x: Tensor, _ transposed: Bool) -> BLAS.Factor {
    BLAS.Factor(pointer: x.pointer, rows: x.shape[0], columns: x.shape[1], transposed: transposed)
  }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    var result: [Tensor?] = []
    for (i, term) in terms.enumerated() {
      let (a, b) = (application.inputs[2 * i], application.inputs[2 * i + 1])
      result.append(application.needs(2 * i) ? gradientA(term, c, b) : nil)
      result.append(application.needs(2 * i + 1) ? gradientB(term, c, a) : nil)
    }
    if hasBias { result.append(application.needs(2 * terms.count) ? c.sum(axis: 0) : nil) }
    return result
  }

  /// op(A) = C op(B)ᵀ, transposed back where A was.
  private func gradientA(_ term: Flags, _ c: Tensor, _ b: Tensor) -> Tensor {
    term.transposeA
      ? matmul(b, c, transposeA: term.transposeB, transposeB: true)
      : matmul(c, b, transposeB: !term.transposeB)
  }

  private func gradientB(_ term: Flags, _ c: Tensor, _ a: Tensor) -> Tensor {
    term.transposeB
      ? matmul(c, a, transposeA: true, transposeB: term.transposeA)
      : matmul(a, c, transposeA: !term.transposeA)
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let products = tangentProducts(tangents, application)
    let bias = hasBias ? tangents[2 * terms.count] : nil
    if products.isEmpty { return bias?.broadcast(to: application.output.shape) }
    return productSum(products, bias: bias)
  }

  /// Of what products the tangent is the sum, the bias's tangent aside.
  func tangentProducts(_ tangents: [Tensor?], _ application: Application) -> [Product] {
    var products: [Product] = []
    for (i, term) in terms.enumerated() {
      let (a, b) = (application.inputs[2 * i], application.inputs[2 * i + 1])
      if let da = tangents[2 * i] { products.append((da, b, term)) }
      if let db = tangents[2 * i + 1] { products.append((a, db, term)) }
    }
    return products
  }
}

/// Two factors and how each lies.
typealias Product = (a: Tensor, b: Tensor, flags: ProductSum.Flags)

/// Σ op(a) op(b) + bias over terms of which each has its own transpositions.
func productSum(_ products: [Product], bias: Tensor? = nil) -> Tensor {
  let (operation, inputs) = sumOperation(products, bias: bias)
  return apply(operation, inputs)
}

private func sumOperation(_ products: [Product], bias: Tensor?) -> (ProductSum, [Tensor]) {
  var inputs: [Tensor] = []
  inputs.reserveCapacity(2 * products.count + 1)
  for (a, b, _) in products {
    inputs.append(a)
    inputs.append(b)
  }
  if let bias { inputs.append(bias) }
  return (ProductSum(terms: products.map(\.flags), hasBias: bias != nil), inputs)
}

/// `activationGradient` of a sum of products + bias, in the products' own pass where no derivative looks at it.
func activationGradient(
  _ activation: Activation, of products: [Product], bias: Tensor?, _ y: Tensor
) -> Tensor {
  let (operation, inputs) = sumOperation(products, bias: bias)
  guard activation != .identity, areConstants(inputs), areConstants([y]) else {
    return activationGradient(activation, apply(operation, inputs), y)
  }
  return operation.evaluate(
    inputs, finish: lk_finish(activation: activation.kernel, y: y.pointer, s: nil, c: nil))
}

/// `activationGradientTangent(t, s, c, y)` for t a sum of products, in their own pass where no derivative looks.
func activationGradientTangent(
  _ activation: Activation, of products: [Product], _ s: Tensor, _ c: Tensor, _ y: Tensor
) -> Tensor {
  let (operation, inputs) = sumOperation(products, bias: nil)
  guard areConstants(inputs), areConstants([s, c, y]) else {
    let t = apply(operation, inputs)
    return apply(ActivationGradientTangent(activation: activation), [t, s, c, y])
  }
  return operation.evaluate(
    inputs, finish: lk_finish(activation: activation.kernel, y: y.pointer, s: s.pointer, c: c.pointer))
}

/// The matrix product of `a` and `b`, either of them transposed first (without a copy):
/// `[N, K]` times `[K, M]` is `[N, M]`.
public func matmul(_ a: Tensor, _ b: Tensor, transposeA: Bool = false, transposeB: Bool = false) -> Tensor {
  precondition(
    a.rank == 2 && b.rank == 2 && a.shape[transposeA ? 0 : 1] == b.shape[transposeB ? 1 : 0],
    "matmul: shapes \(a.shape)\(transposeA ? " transposed" : "") and \(b.shape)\(transposeB ? " transposed" : "")"
      + " do not multiply")
  return productSum([(a, b, .init(transposeA: transposeA, transposeB: transposeB))])
}
