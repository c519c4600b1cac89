import Autodiff
import TestSupport
import Testing

/// Matrix products and layers against sums written out in double.
@Suite struct ProductTests {
  private func naive(_ a: Tensor, _ b: Tensor, _ ta: Bool, _ tb: Bool) -> [Double] {
    let (n, k) = ta ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let m = tb ? b.shape[0] : b.shape[1]
    let (x, y) = (a.values.map(Double.init), b.values.map(Double.init))
    return (0..<n * m).map { cell in
      let (i, j) = (cell / m, cell % m)
      return (0..<k).reduce(0) {
        $0 + (ta ? x[$1 * n + i] : x[i * k + $1]) * (tb ? y[j * k + $1] : y[$1 * m + j])
      }
    }
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 2), (20, 64, 64), (300, 10, 7), (1, 9, 4), (5, 1, 5)])
  func productsOfEverySide(n: Int, k: Int, m: Int) {
    for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
      let a = Tensor(noise(n * k, seed: 1), shape: ta ? [k, n] : [n, k])
      let b = Tensor(noise(k * m, seed: 2), shape: tb ? [m, k] : [k, m])
      let product = matmul(a, b, transposeA: ta, transposeB: tb)
      #expect(product.shape == [n, m])
      #expect(relativeError(product.values.map(Double.init), naive(a, b, ta, tb)) < 1e-6)
    }
  }

  @Test(arguments: Activation.allCases)
  func layersAreProductsPlusBias(activation: Activation) {
    let x = Tensor(noise(700 * 10, seed: 1), shape: [700, 10])
    let (weight, bias) = (Tensor(noise(60, seed: 2), shape: [6, 10]), Tensor(noise(6, seed: 3)))
    let expected = activation(matmul(x, weight, transposeB: true) + bias)
    let layer = linear(x, weight, bias, activation: activation)
    #expect(relativeError(layer.values.map(Double.init), expected.values.map(Double.init)) < 1e-6)

    var out = [Float](repeating: .nan, count: 700 * 6 + 1)
    var span = out.mutableSpan
    Kernels.linear(
      x.values.span, rows: 700, weight: weight.values.span, bias: bias.values.span, outputs: 6,
      activation: activation, into: &span)
    #expect(Array(out.dropLast()) == layer.values && out.last!.isNaN)
  }

  @Test func resultsDoNotDependOnTheThread() async {
    let net = Network(sizes: [10, 64, 64, 2], activation: .tanh)
    let p = net.parameters(noise(4_994, seed: 1).map { $0 * 0.2 })
    let x = Tensor(noise(5_000, seed: 2), shape: [500, 10])
    let run = { @Sendable in gradient(of: { net(x, $0).square().mean() }, at: p).flattened() }
    let here = run()
    await withTaskGroup(of: [Float].self) { group in
      for _ in 0..<8 { group.addTask { run() } }
      for await there in group { #expect(there == here) }
    }
  }
}
