import Autodiff
import TestSupport
import Testing

/// Matrix products of every size class, layout and instruction set against sums in double precision.
@Suite struct ProductKernelTests {
  struct Sizes: Sendable, CustomStringConvertible {
    let rows: Int
    let inner: Int
    let columns: Int
    var description: String { "\(rows)×\(inner)×\(columns)" }
  }

  /// Full and partial tiles, halves of registers, more steps than a strip, gradients of few columns.
  static let sizes: [Sizes] = [
    Sizes(rows: 1, inner: 1, columns: 16), Sizes(rows: 20, inner: 10, columns: 64),
    Sizes(rows: 97, inner: 64, columns: 100), Sizes(rows: 64, inner: 300, columns: 64),
    Sizes(rows: 64, inner: 257, columns: 10), Sizes(rows: 5, inner: 129, columns: 53),
    Sizes(rows: 13, inner: 3, columns: 8), Sizes(rows: 9, inner: 150, columns: 36),
    Sizes(rows: 100, inner: 40, columns: 2),
    Sizes(rows: 7, inner: 700, columns: 1), Sizes(rows: 2, inner: 5, columns: 1_030),
  ]

  private func reference(_ a: Tensor, _ b: Tensor, _ transposeA: Bool, _ transposeB: Bool, _ s: Sizes)
    -> [Double]
  {
    let (x, y) = (a.values, b.values)
    return (0..<s.rows * s.columns).map { place in
      let (i, j) = (place / s.columns, place % s.columns)
      return (0..<s.inner).reduce(0) { sum, k in
        let left = transposeA ? x[k * s.rows + i] : x[i * s.inner + k]
        let right = transposeB ? y[j * s.inner + k] : y[k * s.columns + j]
        return sum + Double(left) * Double(right)
      }
    }
  }

  @Test(arguments: sizes)
  func productsOfEveryLayout(s: Sizes) {
    for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
      let a = Tensor(
        noise(s.rows * s.inner, seed: 1), shape: transposeA ? [s.inner, s.rows] : [s.rows, s.inner])
      let b = Tensor(
        noise(s.inner * s.columns, seed: 2),
        shape: transposeB ? [s.columns, s.inner] : [s.inner, s.columns])
      let expected = reference(a, b, transposeA, transposeB, s)
      let product = matmul(a, b, transposeA: transposeA, transposeB: transposeB)
      #expect(relativeError(product.values, expected) < 1e-6)
      let bias = Tensor(noise(s.columns, seed: 3))
      let biases = bias.values
      let shifted = expected.indices.map { 2 * expected[$0] + Double(biases[$0 % s.columns]) }
      for level: Int32 in [3, 4] {
        let twice = BLAS.twice(
          a, b, transposeA: transposeA, transposeB: transposeB, bias: bias, level: level)
        guard let twice else { continue }
        #expect(relativeError(twice.values, shifted) < 1e-6, "level \(level)")
      }
    }
  }

  /// A policy acts on the same observation in the same way however many others there are.
  @Test func aRowDoesNotDependOnTheOthers() {
    let (w, b) = (Tensor(noise(640, seed: 1), shape: [64, 10]), Tensor(noise(64, seed: 2)))
    let x = Tensor(noise(3_000, seed: 3), shape: [300, 10])
    let all = linear(x, w, b, activation: .tanh)
    for rows in [0..<1, 0..<20, 150..<157] {
      #expect(linear(x.slice(rows), w, b, activation: .tanh).values == all.slice(rows).values)
    }
  }
}
