internal import COpenBLAS

/// Row-major matrix products by OpenBLAS on the calling thread.
///
/// OpenBLAS is told to use one thread before its first use: parallelism is over tasks, and results do not
/// depend on how many threads there are.
enum BLAS {
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// One factor of a product: a `[rows, columns]` matrix whose rows start `columns` apart, as stored.
  struct Factor {
    let pointer: UnsafePointer<Float>
    let rows: Int
    let columns: Int
    let transposed: Bool

    /// Rows of the factor as the product sees it.
    var height: Int { transposed ? columns : rows }
    var width: Int { transposed ? rows : columns }
  }

  /// out = a b, or out += a b, for out `[a.height, b.width]`.
  static func multiply(
    _ a: Factor, _ b: Factor, into out: UnsafeMutablePointer<Float>, accumulating: Bool = false
  ) {
    _ = oneThread
    let (m, n, k) = (a.height, b.width, a.width)
    if m == 0 || n == 0 { return }
    if k == 0 {
      if !accumulating { out.update(repeating: 0, count: m * n) }
      return
    }
    cblas_sgemm(
      CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans, b.transposed ? CblasTrans : CblasNoTrans,
      Int32(m), Int32(n), Int32(k), 1, a.pointer, Int32(a.columns), b.pointer, Int32(b.columns),
      accumulating ? 1 : 0, out, Int32(n))
  }
}
