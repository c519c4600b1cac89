import Autodiff
import TestSupport
import Testing

/// Operations from which layers are composed: their derivatives, and values worked out by hand or in loops.
@Suite struct LayerOperationTests {
  private func entries(_ shapes: [[Int]], scale: Float = 1) -> Parameters {
    Parameters(
      shapes.enumerated().map { i, shape in
        ("p\(i)", Tensor(noise(shape.reduce(1, *), seed: UInt64(i) + 7).map { $0 * scale }, shape: shape))
      })
  }

  @Test(arguments: [(1, 0), (2, 0), (1, 1), (2, 2), (3, 1)])
  func convolution(stride: Int, padding: Int) {
    let p = entries([[2, 2, 5, 4], [3, 2, 3, 2], [3]])
    let result = convolution2D(p[0], p[1], p[2], stride: stride, padding: padding)
    let (rows, columns) = ((5 + 2 * padding - 3) / stride + 1, (4 + 2 * padding - 2) / stride + 1)
    #expect(result.shape == [2, 3, rows, columns])
    let (x, w, b) = (p[0].values, p[1].values, p[2].values)
    var expected: [Double] = []
    for n in 0..<2 {
      for o in 0..<3 {
        for r in 0..<rows {
          for c in 0..<columns {
            var sum = Double(b[o])
            for channel in 0..<2 {
              for i in 0..<3 {
                for j in 0..<2 {
                  let (y, z) = (r * stride + i - padding, c * stride + j - padding)
                  guard (0..<5).contains(y), (0..<4).contains(z) else { continue }
                  let pixel = Double(x[((n * 2 + channel) * 5 + y) * 4 + z])
                  sum += pixel * Double(w[((o * 2 + channel) * 3 + i) * 2 + j])
                }
              }
            }
            expected.append(sum)
          }
        }
      }
    }
    #expect(relativeError(result.values, expected) < 1e-6)
    checkGradient(at: p) { convolution2D($0[0], $0[1], $0[2], stride: stride, padding: padding).square() }
  }

  @Test func pooling() {
    let x = Tensor((0..<24).map { Float(($0 * 7) % 24) }, shape: [1, 2, 3, 4])
    #expect(x.maxPooled2D(2).values == [11, 21, 23, 13])
    #expect(x.maxPooled2D(2, stride: 1).shape == [1, 2, 2, 3])
    #expect(x.averagePooled2D(2).values[0] == 5.5)
    // Values that stay apart within a difference's steps.
    let p = Parameters([("x", x * 0.1)])
    checkGradient(at: p, step: 0.01) { $0[0].maxPooled2D(2).square() }
    checkGradient(at: p, step: 0.01) { $0[0].maxPooled2D(2, stride: 1).square() }
    checkGradient(at: p) { $0[0].averagePooled2D(2, stride: 1).square() }
  }

  @Test func softmaxes() {
    let p = entries([[3, 4]], scale: 2)
    for axis in [0, 1] {
      checkGradient(at: p) { $0[0].softmax(axis: axis) }
      checkGradient(at: p) { $0[0].logSoftmax(axis: axis) }
      checkGradient(at: p) { $0[0].logSumExp(axis: axis).square() }
    }
    checkGradient(at: p) { crossEntropy($0[0], labels: [1, 3, 0]) }
    let large = Tensor([1_000, 1_000, -1_000, 0])
    #expect(large.softmax(axis: 0).values == [0.5, 0.5, 0, 0])
    #expect(abs(large.logSumExp(axis: 0).scalar - 1_000.6931) < 1e-3)
    #expect(large.logSoftmax(axis: 0).values[2] < -1_999)
    #expect(abs(crossEntropy(.zeros([2, 4]), labels: [0, 3]).scalar - 1.3862944) < 1e-6)
  }

  /// Rows longer than the reductions' 64 lanes; a largest value that is missed makes exponentials overflow.
  @Test(arguments: [0, 63, 64, 130, 149])
  func largestValuesOfLongRows(place: Int) {
    var values = noise(300, seed: 5)
    values[2 * place + 1] = 1_000
    let columns = Tensor(values, shape: [150, 2])
    #expect(columns.indicesOfMaximum(axis: 0)[1] == place)
    #expect(columns.transposed().indicesOfMaximum(axis: 1)[1] == place)
    #expect(columns.softmax(axis: 0).values[2 * place + 1] == 1)
    #expect(columns.transposed().softmax(axis: 1).values[150 + place] == 1)
    let wide = Tensor(values.reversed() + values, shape: [2, 300])
    #expect(wide.indicesOfMaximum(axis: 0)[2 * place + 1] == 1)
    #expect(wide.indicesOfMaximum(axis: 0)[298 - 2 * place] == 0)
  }

  @Test func normalization() {
    let p = entries([[3, 5]], scale: 2)
    checkGradient(at: p) { $0[0].normalized() }
    let rows = (p[0] * 3 + 7).normalized()
    for row in 0..<3 {
      let values = rows.slice(row..<row + 1).values
      #expect(abs(values.reduce(0, +)) < 1e-5)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 5 - 1) < 1e-3)
    }
  }

  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func batchedProducts(transposeA: Bool, transposeB: Bool) {
    let p = entries([transposeA ? [2, 3, 2] : [2, 2, 3], transposeB ? [2, 4, 3] : [2, 3, 4]])
    let product = batchedMatmul(p[0], p[1], transposeA: transposeA, transposeB: transposeB)
    for i in 0..<2 {
      let (a, b) = (p[0].slice(i..<i + 1), p[1].slice(i..<i + 1))
      let single = matmul(
        a.reshaped(Array(a.shape[1...])), b.reshaped(Array(b.shape[1...])), transposeA: transposeA,
        transposeB: transposeB)
      #expect(product.slice(i..<i + 1).values == single.values)
    }
    checkGradient(at: p) {
      batchedMatmul($0[0].square(), $0[1].sin(), transposeA: transposeA, transposeB: transposeB).tanh()
    }
  }

  @Test func shapeErrorsTrapWithBothShapes() async {
    await #expect(processExitsWith: .failure) {
      _ = convolution2D(.ones([1, 2, 4, 4]), .ones([1, 3, 2, 2]), .ones([1]))
    }
    await #expect(processExitsWith: .failure) {
      _ = batchedMatmul(.ones([2, 3, 4]), .ones([2, 3, 4]))
    }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([1, 1, 2, 2]).maxPooled2D(3) }
    await #expect(processExitsWith: .failure) { _ = crossEntropy(.ones([2, 3]), labels: [1]) }
  }
}
