import Autodiff
import TestSupport
import Testing

/// Packed parameters are the parameters.
@Suite struct PackingTests {
  private let p = Parameters([
    ("a", Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])), ("b", Tensor([7, 8])), ("c", Tensor(9)),
  ])
  private var q: Parameters { p.unflattened([9, 8, 7, 6, 5, 4, 3, 2, 1]) }

  private func expect(
    _ a: Parameters, _ b: Parameters, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(a.names == b.names, sourceLocation: sourceLocation)
    #expect(a.tensors.map(\.shape) == b.tensors.map(\.shape), sourceLocation: sourceLocation)
    #expect(a.tensors.map(\.values) == b.tensors.map(\.values), sourceLocation: sourceLocation)
  }

  @Test func tensorsAndArithmeticAreTheSame() {
    let (pp, qq) = (p.packed(), q.packed())
    expect(pp, p)
    #expect(pp["b"].values == [7, 8] && pp[2].scalar == 9 && pp.count == 3 && pp.elementCount == 9)
    #expect(pp.flattened() == p.flattened() && pp.norm == p.norm && pp.dot(q) == p.dot(q))
    expect(pp.unflattened(q.flattened()), q)
    for other in [q, qq, pp.unflattened(q.flattened())] {
      for (left, separate) in [(pp, p), (p, p)] {
        expect(left + other, separate + q)
        expect(left - other, separate - q)
        expect(left * other, separate * q)
        expect(left.adding(other, scaledBy: -0.5), separate.adding(q, scaledBy: -0.5))
        expect(left.zip(with: other) { $0 / $1 }, separate.zip(with: q) { $0 / $1 })
        #expect(left.inner(other).scalar == separate.inner(q).scalar)
      }
    }
    expect(-pp * 2, p * -2)
    expect(pp.zeros(), p.zeros())
    expect(pp.map { $0.exp() }, p.map { $0.exp() })
    #expect(!(pp * .infinity).allFinite && pp.allFinite)
  }

  /// A function of single tensors at packed parameters, and packing inside of a derivative.
  @Test func derivativesAreTheSame() {
    let f = { (p: Parameters) in
      (matmul(p["a"], p["a"].transposed()).sum(axis: 0) * p["b"]).sum().sin() * p["c"] + p["b"].square().sum()
    }
    let point = p * 0.1
    checkGradient(at: point.packed(), of: f)
    checkGradient(at: point) { f($0.packed()) }
    expect(gradient(of: f, at: point.packed()), gradient(of: f, at: point))
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      let a = Parameters([("a", Tensor([1, 2]))]).packed()
      _ = a + Parameters([("a", Tensor([1, 2, 3]))]).packed()
    }
    await #expect(processExitsWith: .failure) {
      let a = Parameters([("a", Tensor([1, 2]))]).packed()
      _ = a + Parameters([("b", Tensor([1, 2]))]).packed()
    }
  }
}
