internal import CKernels
internal import COpenBLAS

/// Sums of row-major matrix products on the calling thread: by the kernels of CKernels where they have one for
/// the machine and the sizes, else by OpenBLAS.
///
/// OpenBLAS is told to use one thread before its first use: parallelism is over tasks, and results do not
/// depend on how many threads there are.
package enum BLAS {
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// What decides the last bits of results on this machine: the level of its instructions, and OpenBLAS' kernels.
  package static var processor: String {
    let core = openblas_get_corename().map { String(cString: $0) } ?? "unknown"
    return "kernels of level \(lk_level()), OpenBLAS for \(core)"
  }

  /// One factor of a product: a `[rows, columns]` matrix whose rows start `columns` apart, as stored.
  struct Factor {
    let pointer: UnsafePointer<Float>
    let rows: Int
    let columns: Int
    let transposed: Bool

    /// Rows of the factor as the product sees it.
    var height: Int { transposed ? columns : rows }
    var width: Int { transposed ? rows : columns }
    /// How far apart neighbours of a column, and of a row, lie.
    var steps: (row: Int, column: Int) { transposed ? (1, columns) : (columns, 1) }
  }

  /// out = Σ aᵢ bᵢ + bias, finished, for `count` factors a and b, out `[m, n]`, bias `[n]` or nil for none.
  static func multiply(
    count: Int, _ factors: (Int) -> (a: Factor, b: Factor), bias: UnsafePointer<Float>? = nil,
    finish: lk_finish = Activation.identity.finish, into out: UnsafeMutablePointer<Float>, rows m: Int,
    columns n: Int
  ) {
    if m == 0 || n == 0 { return }
    if multiplyByKernel(
      level: 4, count: count, factors, bias: bias, finish: finish, into: out, rows: m, columns: n)
    {
      return
    }
    // Rows in blocks, so that a block is still in the cache when it is finished.
    var finish = finish
    let block = 256
    for start in stride(from: 0, to: m, by: block) {
      let height = min(block, m - start)
      let place = out + start * n
      for i in 0..<count {
        let (a, b) = factors(i)
        let pointer = a.pointer + start * a.steps.row
        general(a, pointer, b, into: place, rows: height, columns: n, accumulating: i > 0)
      }
      if let bias { lk_add_row(place, bias, height, n) }
      lk_finish_product(&finish, out, start * n, height * n)
    }
  }

  /// The same by CKernels at an x86-64 level, or false where it has no kernel.
  private static func multiplyByKernel(
    level: Int32, count: Int, _ factors: (Int) -> (a: Factor, b: Factor), bias: UnsafePointer<Float>?,
    finish: lk_finish, into out: UnsafeMutablePointer<Float>, rows m: Int, columns n: Int
  ) -> Bool {
    var finish = finish
    return withUnsafeTemporaryAllocation(of: lk_product.self, capacity: count) { products in
      var used = 0
      for i in 0..<count {
        let (a, b) = factors(i)
        if a.width == 0 { continue }
        products[used] = lk_product(
          a: a.pointer, a_row: a.steps.row, a_column: a.steps.column, b: b.pointer, b_row: b.steps.row,
          b_column: b.steps.column, k: a.width)
        used += 1
      }
      guard used > 0, let base = products.baseAddress else { return false }
      return lk_multiply(level, base, used, bias, &finish, out, m, n) != 0
    }
  }

  /// op(a) op(b) + op(a) op(b) + bias by the kernels of one x86-64 level, or nil where the machine or the kernels do not
  /// reach it; for tests, which otherwise see the machine's own level only.
  package static func twice(
    _ a: Tensor, _ b: Tensor, transposeA: Bool, transposeB: Bool, bias: Tensor? = nil, level: Int32
  ) -> Tensor? {
    let left = Factor(pointer: a.pointer, rows: a.shape[0], columns: a.shape[1], transposed: transposeA)
    let right = Factor(pointer: b.pointer, rows: b.shape[0], columns: b.shape[1], transposed: transposeB)
    var isDone = false
    let result = Tensor(shape: [left.height, right.width]) { out in
      isDone = multiplyByKernel(
        level: level, count: 2, { _ in (left, right) }, bias: bias?.pointer,
        finish: Activation.identity.finish,
        into: out,
        rows: left.height, columns: right.width)
    }
    return isDone ? result : nil
  }

  /// out = a b, or out += a b, for `rows` rows of a from `pointer`.
  private static func general(
    _ a: Factor, _ pointer: UnsafePointer<Float>, _ b: Factor, into out: UnsafeMutablePointer<Float>,
    rows: Int, columns: Int, accumulating: Bool
  ) {
    _ = oneThread
    if a.width == 0 {
      if !accumulating { out.update(repeating: 0, count: rows * columns) }
      return
    }
    cblas_sgemm(
      CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans, b.transposed ? CblasTrans : CblasNoTrans,
      Int32(rows), Int32(columns), Int32(a.width), 1, pointer, Int32(a.columns), b.pointer,
      Int32(b.columns), accumulating ? 1 : 0, out, Int32(columns))
  }
}
