import Autodiff
import Learning
import Randomness
import Testing

@Suite struct InitializationTests {
  /// Rows, or columns where there are fewer, are of length `gain` and at right angles.
  @Test(
    arguments: [[3, 5], [5, 3], [4, 4], [1, 6], [6, 1], [40, 64]], [1, 0.01, 1.4142135] as [Float])
  func orthogonalMatricesAreOrthogonal(shape: [Int], gain: Float) {
    var stream = RandomStream(seed: 3)
    let matrix = Tensor.orthogonal(shape, gain: gain, using: &stream)
    #expect(matrix.shape == shape)
    let isWide = shape[0] <= shape[1]
    let products = matmul(matrix, matrix, transposeA: !isWide, transposeB: isWide)
    let count = products.shape[0]
    #expect(count == min(shape[0], shape[1]))
    for (place, product) in products.values.enumerated() {
      let want: Float = place % (count + 1) == 0 ? gain * gain : 0
      #expect(abs(product - want) < 1e-6 * gain * gain, "entry \(place) of the products")
    }
  }

  @Test func orthogonalMatricesAreDrawnFromTheirStream() {
    var (one, same, other) = (RandomStream(seed: 1), RandomStream(seed: 1), RandomStream(seed: 2))
    let first = Tensor.orthogonal([3, 4], using: &one).values
    #expect(first == Tensor.orthogonal([3, 4], using: &same).values)
    #expect(first != Tensor.orthogonal([3, 4], using: &same).values, "the stream advances")
    #expect(first != Tensor.orthogonal([3, 4], using: &other).values)
  }

  /// Rotations and reflections, in every direction.
  @Test func orthogonalMatricesFavourNoDirection() {
    let stream = RandomStream(seed: 4)
    let draws = (0..<400).map { i in
      var branch = stream.split(i)
      return Tensor.orthogonal([2, 2], using: &branch).values
    }
    for entry in 0..<4 {
      let mean = draws.reduce(0) { $0 + $1[entry] } / 400
      let square = draws.reduce(0) { $0 + $1[entry] * $1[entry] } / 400
      #expect(abs(mean) < 0.15 && abs(square - 0.5) < 0.08, "entry \(entry): mean \(mean), square \(square)")
    }
    let reflections = draws.count { $0[0] * $0[3] - $0[1] * $0[2] < 0 }
    #expect((150...250).contains(reflections))
  }
}
