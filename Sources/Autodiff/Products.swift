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

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (a, b) = (factor(inputs[0], terms[0].transposeA), factor(inputs[1], terms[0].transposeB))
    return Tensor(shape: [a.height, b.width]) { out in
      BLAS.multiply(
        count: terms.count,
        { i in
          (factor(inputs[2 * i], terms[i].transposeA), factor(inputs[2 * i + 1], terms[i].transposeB))
        }, bias: hasBias ? inputs[2 * terms.count].pointer : nil, into: out, rows: a.height, columns: b.width)
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
    var products: [(Tensor, Tensor, Flags)] = []
    for (i, term) in terms.enumerated() {
      let (a, b) = (application.inputs[2 * i], application.inputs[2 * i + 1])
      if let da = tangents[2 * i] { products.append((da, b, term)) }
      if let db = tangents[2 * i + 1] { products.append((a, db, term)) }
    }
    let bias = hasBias ? tangents[2 * terms.count] : nil
    if products.isEmpty { return bias?.broadcast(to: application.output.shape) }
    return productSum(products, bias: bias)
  }
}

/// Σ op(a) op(b) + bias over terms of which each has its own transpositions.
func productSum(_ products: [(Tensor, Tensor, ProductSum.Flags)], bias: Tensor? = nil) -> Tensor {
  var inputs: [Tensor] = []
  inputs.reserveCapacity(2 * products.count + 1)
  for (a, b, _) in products {
    inputs.append(a)
    inputs.append(b)
  }
  if let bias { inputs.append(bias) }
  return apply(ProductSum(terms: products.map(\.2), hasBias: bias != nil), inputs)
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
