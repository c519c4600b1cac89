import Autodiff
import TestSupport
import Testing

@Suite struct ParametersTests {
  private let p = Parameters([
    ("w", Tensor([1, 2, 3, 4], shape: [2, 2])), ("b", Tensor([5, 6])), ("s", Tensor(7)),
  ])

  @Test func flattensInOrder() {
    #expect(p.flattened() == [1, 2, 3, 4, 5, 6, 7])
    #expect(p.count == 3 && p.elementCount == 7 && p.names == ["w", "b", "s"])
    #expect(p["b"].values == [5, 6] && p[2].scalar == 7)
    let q = p.unflattened([7, 6, 5, 4, 3, 2, 1])
    #expect(q["w"].shape == [2, 2] && q["w"].values == [7, 6, 5, 4] && q.names == p.names)
  }

  @Test func calculates() {
    #expect((p + p).flattened() == (2 * p).flattened())
    #expect((p - p * 3).flattened() == (p * -2).flattened())
    #expect((p * p).flattened() == [1, 4, 9, 16, 25, 36, 49])
    #expect(p.adding(p, scaledBy: -0.5).flattened() == (p * 0.5).flattened())
    #expect(p.dot(p) == 140 && abs(p.norm - 11.83216) < 1e-5)
    #expect(p.inner(p).scalar == 140)
    #expect(p.allFinite && !p.unflattened([0, 0, .infinity, 0, 0, 0, 0]).allFinite)
    #expect(p.zeros().flattened() == [0, 0, 0, 0, 0, 0, 0])
  }

  @Test func trapsOnMismatch() async {
    await #expect(processExitsWith: .failure) {
      _ = Parameters([("a", Tensor(1))]) + Parameters([("b", Tensor(1))])
    }
    await #expect(processExitsWith: .failure) {
      _ = Parameters([("a", Tensor(1))]).dot(Parameters([("a", Tensor([1, 2]))]))
    }
    await #expect(processExitsWith: .failure) { _ = Parameters([("a", Tensor(1)), ("a", Tensor(1))]) }
    await #expect(processExitsWith: .failure) { _ = Parameters([("a", Tensor(1))])["b"] }
    await #expect(processExitsWith: .failure) { _ = Parameters([("a", Tensor(1))]).unflattened([1, 2]) }
  }
}
