/// op(A) op(B) for each matrix of a batch: `[B, N, K]` times `[B, K, M]` is `[B, N, M]`.
struct BatchedProduct: Operation {
  let transposeA: Bool
  let transposeB: Bool

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (a, b) = (inputs[0], inputs[1])
    let (m, n) = (a.shape[transposeA ? 2 : 1], b.shape[transposeB ? 1 : 2])
    return Tensor(shape: [a.shape[0], m, n]) { out in
      for i in 0..<a.shape[0] {
        BLAS.multiply(
          count: 1, { _ in (factor(a, i, transposeA), factor(b, i, transposeB)) }, into: out + i * m * n,
          rows: m, columns: n)
      }
    }
  }

  private func factor(_ x: Tensor, _ index: Int, _ transposed: Bool) -> BLAS.Factor {
    let (rows, columns) = (x.shape[1], x.shape[2])
    return BLAS.Factor(
      pointer: x.pointer + index * rows * columns, rows: rows, columns: columns, transposed: transposed)
  }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    let (a, b) = (application.inputs[0], application.inputs[1])
    return [
      application.needs(0)
        ? (transposeA
          ? batchedMatmul(b, c, transposeA: transposeB, transposeB: true)
          : batchedMatmul(c, b, transposeB: !transposeB)) : nil,
      application.needs(1)
        ? (transposeB
          ? batchedMatmul(c, a, transposeA: true, transposeB: transposeA)
          : batchedMatmul(a, c, transposeA: !transposeA)) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (a, b) = (application.inputs[0], application.inputs[1])
    return sum(tangents[0].map { apply(self, [$0, b]) }, tangents[1].map { apply(self, [a, $0]) })
  }
}

/// The matrix product of each pair of matrices in two batches, either transposed first (without a copy):
/// `[B, N, K]` times `[B, K, M]` is `[B, N, M]`.
public func batchedMatmul(_ a: Tensor, _ b: Tensor, transposeA: Bool = false, transposeB: Bool = false)
  -> Tensor
{
  precondition(
    a.rank == 3 && b.rank == 3 && a.shape[0] == b.shape[0]
      && a.shape[transposeA ? 1 : 2] == b.shape[transposeB ? 2 : 1],
    "batchedMatmul: shapes \(a.shape)\(transposeA ? " transposed" : "") and "
      + "\(b.shape)\(transposeB ? " transposed" : "") do not multiply")
  return apply(BatchedProduct(transposeA: transposeA, transposeB: transposeB), [a, b])
}
