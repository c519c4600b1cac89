/// [F y]ᵀ [F y] of a least-squares problem, in double precision: sums that can be added and taken away.
///
/// Four columns make a SIMD vector, and four rows of F meet in a register before a sum goes back to memory: the
/// baseline of a batch is a tenth of a small run's time with one element after another, a fortieth like this.
package struct NormalEquations {
  /// Columns of F.
  package let width: Int
  /// SIMD vectors in a row of `matrix`.
  private let blocks: Int
  /// The upper triangle of FᵀF, and Fᵀy as its column `width`; `[width, 4 blocks]` row-major. What lies below the
  /// diagonal or right of that column means nothing.
  private var matrix: [SIMD4<Double>]

  package init(width: Int) {
    self.width = width
    blocks = width / 4 + 1
    matrix = Array(repeating: .zero, count: width * blocks)
  }

  /// - Parameters:
  ///   - features: at least `[targets.count, width]`, row-major.
  ///   - targets: `[rows]`
  package init(features: [Float], targets: [Float], width: Int) {
    precondition(
      features.count >= targets.count * width,
      "normal equations of \(targets.count) targets and \(features.count) features, expected \(width) each")
    self.init(width: width)
    let blocks = blocks
    // Zero rows at the end add nothing.
    let rows = (targets.count + 3) / 4 * 4
    var table = [SIMD4<Double>](repeating: .zero, count: rows * blocks)
    table.withUnsafeMutableBufferPointer { table in
      table.withMemoryRebound(to: Double.self) { entries in
        for t in targets.indices {
          let row = 4 * blocks * t
          for j in 0..<width { entries[row + j] = Double(features[t * width + j]) }
          entries[row + width] = Double(targets[t])
        }
        matrix.withUnsafeMutableBufferPointer { matrix in
          for t in stride(from: 0, to: rows, by: 4) {
            let (a, b, c, d) = (t * blocks, (t + 1) * blocks, (t + 2) * blocks, (t + 3) * blocks)
            for i in 0..<width {
              let (fa, fb, fc, fd) = (
                entries[4 * a + i], entries[4 * b + i], entries[4 * c + i], entries[4 * d + i]
              )
              for j in i / 4..<blocks {
                var sum = matrix[i * blocks + j]
                sum += fa * table[a + j]
                sum += fb * table[b + j]
                sum += fc * table[c + j]
                sum += fd * table[d + j]
                matrix[i * blocks + j] = sum
              }
            }
          }
        }
      }
    }
  }

  package mutating func add(_ other: NormalEquations, sign: Double) {
    for i in matrix.indices { matrix[i] += sign * other.matrix[i] }
  }

  /// Adds `value` · `column` to Fᵀy, `column` `[width]`: targets that grow by a multiple of the same numbers.
  package mutating func addTarget(_ value: Double, times column: [Double]) {
    for i in 0..<width { matrix[i * blocks + width / 4][width % 4] += value * column[i] }
  }

  /// Weights w of (FᵀF + ridge · I) w = Fᵀy by Cholesky factorisation UᵀU, which makes U⁻ᵀFᵀy of the last column on
  /// its way. A direction without information (a pivot that is not positive) gets weight 0.
  package func solve(ridge: Double) -> [Double] {
    var factor = matrix
    var weights = [Double](repeating: 0, count: width)
    factor.withUnsafeMutableBufferPointer { factor in
      let vectors = UnsafeMutableBufferPointer(rebasing: factor[...])
      factor.withMemoryRebound(to: Double.self) { u in
        let pitch = 4 * blocks
        for i in 0..<width { u[i * pitch + i] += ridge }
        for k in 0..<width {
          let pivot = u[k * pitch + k]
          let root = pivot > 0 ? pivot.squareRoot() : .infinity
          for j in k / 4..<blocks { vectors[k * blocks + j] /= root }
          u[k * pitch + k] = root
          for i in k + 1..<max(width, k + 1) {
            let f = u[k * pitch + i]
            for j in i / 4..<blocks { vectors[i * blocks + j] -= f * vectors[k * blocks + j] }
          }
        }
        for i in (0..<width).reversed() {
          var sum = u[i * pitch + width]
          for k in i + 1..<max(width, i + 1) { sum -= u[i * pitch + k] * weights[k] }
          weights[i] = sum / u[i * pitch + i]
        }
      }
    }
    return weights
  }
}
