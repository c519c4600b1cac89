import Autodiff
import Learning
import Testing

@Suite struct OptimizerTests {
  private func parameters(_ values: [Float]) -> Parameters {
    Parameters([("x", Tensor(values, shape: [values.count]))])
  }

  /// Adam's first step is `rate` in the direction of the sign of the gradient; the second follows algorithm 1.
  @Test func adamFollowsTheAlgorithm() {
    let adam = Adam(rate: 0.1)
    let start = parameters([1, -2])
    var (p, state) = adam.update(
      start, gradient: parameters([0.5, -3]), state: adam.initialState(for: start))
    #expect(abs(p[0].values[0] - 0.9) < 1e-5)
    #expect(abs(p[0].values[1] + 1.9) < 1e-5)
    (p, state) = adam.update(p, gradient: parameters([1, 1]), state: state)
    let m: Float = (0.9 * 0.1 * 0.5 + 0.1 * 1) / (1 - 0.81)
    let v: Float = (0.999 * 0.001 * 0.25 + 0.001 * 1) / (1 - 0.998001)
    let want: Float = 0.9 - 0.1 * m / v.squareRoot()
    #expect(abs(p[0].values[0] - want) < 1e-4)
    #expect(state.count == 2)
  }

  @Test func adamFindsTheMinimumOfABowl() {
    let adam = Adam(rate: 0.05)
    var p = parameters([3, -4])
    var state = adam.initialState(for: p)
    for _ in 0..<1000 {
      (p, state) = adam.update(p, gradient: gradient(of: { $0[0].square().sum() }, at: p), state: state)
    }
    #expect(p.norm < 0.01)
  }

  @Test func conjugateGradientSolvesAndSaysWhenItDidNot() {
    // A = [[4, 1], [1, 3]], b = (1, 2): x = (1/11, 7/11).
    func product(_ v: Parameters) -> Parameters {
      let x = v[0].values
      return parameters([4 * x[0] + x[1], x[0] + 3 * x[1]])
    }
    let solved = ConjugateGradient(iterations: 10).solve(parameters([1, 2]), product: product)
    #expect(solved.converged && solved.iterations <= 3)
    let x = solved.x[0].values
    #expect(abs(x[0] - 0.0909091) < 1e-5)
    #expect(abs(x[1] - 0.6363636) < 1e-5)
    let cut = ConjugateGradient(iterations: 1).solve(parameters([1, 2]), product: product)
    #expect(!cut.converged && cut.residual > 0.01)
    for solution in [solved, cut] {
      #expect(abs(solution.curvature - solution.x.dot(product(solution.x))) < 1e-4)
    }
    let indefinite = ConjugateGradient(iterations: 10).solve(parameters([1, 2])) { $0 * -1 }
    #expect(!indefinite.converged && indefinite.x.norm == 0)
  }
}
