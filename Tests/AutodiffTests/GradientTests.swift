import Autodiff
import TestSupport
import Testing

/// Every operation obeys the law of derivatives of first and second order, in both directions.
@Suite struct GradientTests {
  private func entries(_ shapes: [[Int]], scale: Float = 1, offset: Float = 0) -> Parameters {
    Parameters(
      shapes.enumerated().map { i, shape in
        let values = noise(shape.reduce(1, *), seed: UInt64(i) + 7).map { $0 * scale + offset }
        return ("p\(i)", Tensor(values, shape: shape))
      })
  }

  @Test(arguments: ["tanh", "exp", "sigmoid", "softplus", "sin", "cos", "square"])
  func smoothFunctions(name: String) {
    let functions: [String: @Sendable (Tensor) -> Tensor] = [
      "tanh": { $0.tanh() }, "exp": { $0.exp() }, "sigmoid": { $0.sigmoid() }, "softplus": { $0.softplus() },
      "sin": { $0.sin() }, "cos": { $0.cos() }, "square": { $0.square() },
    ]
    checkGradient(at: entries([[3, 4]], scale: 1.5)) { functions[name]!($0[0]) }
  }

  @Test(arguments: ["log", "sqrt", "reciprocal"])
  func functionsOfPositiveNumbers(name: String) {
    let functions: [String: @Sendable (Tensor) -> Tensor] = [
      "log": { $0.log() }, "sqrt": { $0.sqrt() }, "reciprocal": { $0.reciprocal() },
    ]
    checkGradient(at: entries([[3, 4]], scale: 0.5, offset: 1.2)) { functions[name]!($0[0]) }
  }

  @Test func kinkedFunctions() {
    // Away from the kinks, and curved afterwards so that the second derivative is not zero.
    let p = Parameters([("x", Tensor([-1.5, -0.7, -0.2, 0.3, 0.8, 1.7]))])
    checkGradient(at: p) { $0[0].relu().square() }
    checkGradient(at: p) { $0[0].abs().square() }
    checkGradient(at: p) { $0[0].clamped(to: -1...1).square() }
    let q = Parameters([("x", Tensor([-1.5, 0.7, 0.2])), ("y", Tensor([0.5, -0.3, 1.2]))])
    checkGradient(at: q) { minimum($0[0], $0[1]).square() }
    checkGradient(at: q) { maximum($0[0], $0[1] * 0.5).square() }
    checkGradient(at: q) { select(Tensor([1, 0, 1]), $0[0] * $0[1], $0[1].square()) }
  }

  static let broadcasts: [([Int], [Int])] = [
    ([3, 4], [3, 4]), ([3, 4], [4]), ([4], [3, 4]), ([3, 1], [1, 4]), ([3, 4], []), ([], [3, 4]),
    ([2, 1, 3], [4, 1]),
    ([2, 20], [20]), ([2, 20], [2, 1]), ([1], [2, 3]), ([2, 3, 1], [2, 3, 2]),
    ([90, 3], [3]), ([1, 1, 3], [90, 3]), ([0, 3], [3]), ([2, 0], [0]),
  ]

  @Test(arguments: broadcasts)
  func arithmeticBroadcasts(a: [Int], b: [Int]) {
    let p = entries([a, b], scale: 0.5, offset: 1.3)
    checkGradient(at: p) { ($0[0] + $0[1]).square() }
    checkGradient(at: p) { ($0[0] - $0[1]).square() }
    checkGradient(at: p) { $0[0] * $0[1] * $0[0] }
    checkGradient(at: p) { $0[0] / $0[1] }
    checkGradient(at: p) { $0[1] / $0[0] }
  }

  @Test func arithmeticWithNumbers() {
    let p = entries([[2, 3]], scale: 0.5, offset: 1.3)
    checkGradient(at: p) { (2 - $0[0] * 3 + 1) * $0[0] }
    checkGradient(at: p) { 1 / $0[0] + $0[0] / 4 - (-$0[0]).square() }
  }

  @Test func reductions() {
    let p = entries([[3, 2, 4]])
    checkGradient(at: p) { $0[0].square().sum() }
    checkGradient(at: p) { $0[0].square().mean().exp() }
    for axis in [0, 1, 2, -1] {
      checkGradient(at: p) { $0[0].tanh().sum(axis: axis).square() }
      checkGradient(at: p) { $0[0] * $0[0].mean(axis: axis, keepingAxis: true) }
    }
    checkGradient(at: p) { $0[0].square().sum(to: [2, 1]) }
  }

  @Test func maxima() {
    // Values that stay apart within a difference's steps.
    let values = (0..<24).map { Float(($0 * 7) % 24) * 0.1 - 1 }
    let p = Parameters([("x", Tensor(values, shape: [3, 2, 4]))])
    for axis in [0, 1, 2, -1] {
      checkGradient(at: p, step: 0.01) { $0[0].max(axis: axis, keepingAxis: true) * $0[0] }
    }
    checkGradient(at: p, step: 0.01) { $0[0].max(axis: 1).square() }
  }

  @Test func layout() {
    let p = entries([[3, 4]])
    checkGradient(at: p) { $0[0].square().reshaped([2, -1]) }
    checkGradient(at: p) { $0[0].transposed() * $0[0].reshaped([4, 3]) }
    checkGradient(at: p) { $0[0].reshaped([1, 3, 2, 2]).transposed([3, 1, 0, 2]).square() }
    checkGradient(at: p) { $0[0].square().broadcast(to: [2, 3, 4]).tanh() }
    checkGradient(at: p) { $0[0].slice(1..<3).square() }
    checkGradient(at: p) { $0[0].slice(1..<3, axis: 1) * $0[0].slice(0..<2, axis: -1) }
    checkGradient(at: p) { concatenated([$0[0].square(), $0[0].slice(0..<1)]).tanh() }
    checkGradient(at: p) { concatenated([$0[0].square(), $0[0], $0[0].exp()], axis: 1).tanh() }
    checkGradient(at: p) { $0[0].gathered([2, 0, 2, 1]).square() }
    checkGradient(at: p) { $0[0].gathered([3, 3], axis: 1).square() }
    checkGradient(at: p) { $0[0].picked([3, 0, 2]).exp() }
  }

  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func matrixProducts(transposeA: Bool, transposeB: Bool) {
    let p = entries([transposeA ? [3, 2] : [2, 3], transposeB ? [4, 3] : [3, 4]])
    checkGradient(at: p) { matmul($0[0], $0[1], transposeA: transposeA, transposeB: transposeB).tanh() }
    checkGradient(at: p) {
      matmul($0[0].square(), $0[1].sin(), transposeA: transposeA, transposeB: transposeB)
    }
  }

  @Test(arguments: [Activation.identity, .tanh, .sigmoid])
  func linearLayers(activation: Activation) {
    let p = entries([[5, 3], [4, 3], [4]])
    checkGradient(at: p) { linear($0[0], $0[1], $0[2], activation: activation).square() }
    checkGradient(at: p) { linear(Tensor([1, 2, 3], shape: [1, 3]), $0[1], $0[2], activation: activation) }
    checkGradient(at: p) { linear($0[0], .ones([4, 3]), $0[2], activation: activation) }
  }

  @Test func rectifiedLinearLayer() {
    // Sums of ones and biases keep every unit away from its kink.
    let p = Parameters([
      ("x", Tensor([1, 0.5, -1, -0.75], shape: [2, 2])), ("w", .ones([2, 2])), ("b", Tensor([0.3, -0.4])),
    ])
    checkGradient(at: p) { linear($0[0], $0[1], $0[2], activation: .relu).square() }
  }

  @Test(arguments: [
    [[4, 2], [2]], [[4, 2], [4, 2]], [[19, 3], [3]], [[18, 1], [1]], [[5, 6], [6]],
  ])
  func gaussian(shapes: [[Int]]) {
    let p = entries([shapes[0]] + shapes, scale: 0.7)
    checkGradient(at: p) { gaussianLogDensity(of: $0[0], mean: $0[1], logStd: $0[2]) }
    checkGradient(at: p) { gaussianLogDensity(of: $0[0], mean: $0[1].tanh(), logStd: $0[2].sin()).tanh() }
  }

  @Test func parameterArithmetic() {
    let p = entries([[3], [2, 2]])
    let q = Parameters(
      zip(p.names, [Tensor([1, -2, 3]), Tensor([0.5, 1, 2, -1], shape: [2, 2])]).map { ($0, $1) })
    checkGradient(at: p) { p in (p * p).adding(q, scaledBy: -0.3).inner(p.map { $0.tanh() }) }
    checkGradient(at: p) { p in ((p + q) - p * 2).inner(-p) }
  }
}
