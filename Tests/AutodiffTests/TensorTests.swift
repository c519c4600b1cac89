import Autodiff
import TestSupport
import Testing

/// What the operations compute.
@Suite struct TensorTests {
  @Test func readsBackWhatWasWritten() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x.values == [1, 2, 3, 4, 5, 6] && x.shape == [2, 3] && x.count == 6 && x.rank == 2)
    #expect(x.withValues { $0[4] } == 5)
    #expect(Tensor(2.5).scalar == 2.5 && Tensor(2.5).shape.isEmpty)
    #expect(Tensor.zeros([0, 3]).values.isEmpty && Tensor.full([2], 7).values == [7, 7])
    #expect(x.allFinite && !(x / 0).allFinite && !Tensor(Float.nan).allFinite)
  }

  @Test func broadcastsLikeNumPy() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect((x + Tensor([10, 20, 30])).values == [11, 22, 33, 14, 25, 36])
    #expect((x - Tensor([10, 20], shape: [2, 1])).values == [-9, -8, -7, -16, -15, -14])
    #expect((Tensor(12) / x).values == [12, 6, 4, 3, 2.4, 2])
    let outer = Tensor([1, 2], shape: [2, 1]) * Tensor([3, 4, 5])
    #expect(outer.shape == [2, 3] && outer.values == [3, 4, 5, 6, 8, 10])
    let cube = Tensor([1, 2], shape: [2, 1, 1]) + Tensor([10, 20], shape: [2, 1])
    #expect(cube.shape == [2, 2, 1] && cube.values == [11, 21, 12, 22])
    #expect(Tensor([1, 2], shape: [2, 1]).broadcast(to: [2, 2, 2]).values == [1, 1, 2, 2, 1, 1, 2, 2])
    // Wide rows take the kernel's other path.
    let wide = Tensor(noise(60, seed: 1), shape: [3, 20])
    let row = Tensor(noise(20, seed: 2))
    let column = Tensor(noise(3, seed: 3), shape: [3, 1])
    for (r, c) in [(0, 0), (1, 19), (2, 7)] {
      #expect((wide * row).values[r * 20 + c] == wide.values[r * 20 + c] * row.values[c])
      #expect((column - wide).values[r * 20 + c] == column.values[r] - wide.values[r * 20 + c])
      #expect((column + row).values[r * 20 + c] == column.values[r] + row.values[c])
    }
  }

  @Test func reducesAlongAxes() {
    let x = Tensor([1, 5, 3, 4, 2, 6], shape: [2, 3])
    #expect(x.sum().scalar == 21 && x.mean().scalar == 3.5)
    #expect(x.sum(axis: 0).values == [5, 7, 9] && x.sum(axis: -1).values == [9, 12])
    #expect(x.mean(axis: 1, keepingAxis: true).shape == [2, 1])
    #expect(x.max(axis: 0).values == [4, 5, 6] && x.max(axis: 1).values == [5, 6])
    #expect(x.indicesOfMaximum(axis: 1) == [1, 2])
    #expect(Tensor([2, 2]).indicesOfMaximum(axis: 0) == [0])
    let cube = Tensor((0..<24).map(Float.init), shape: [2, 3, 4])
    #expect(cube.sum(axis: 1).values == [12, 15, 18, 21, 48, 51, 54, 57])
    #expect(cube.sum(to: [3, 1]).values == [60, 92, 124])
    #expect(cube.sum(to: [2, 1, 4]).shape == [2, 1, 4])
  }

  @Test(arguments: [1, 3, 16, 63, 64, 65, 1_000, 4_097, 50_000])
  func sumsAreAccurate(count: Int) {
    let values = noise(count, seed: 9).map { $0 + 1 }
    let exact = values.reduce(0.0) { $0 + Double($1) }
    #expect(abs(Double(Tensor(values).sum().scalar) - exact) < 3e-7 * exact + 1e-7)
    for columns in [1, 2, 5, 40] {
      let rows = count / columns
      let x = Tensor(Array(values[..<(rows * columns)]), shape: [rows, columns])
      let sums = (0..<columns).map { c in (0..<rows).reduce(0.0) { $0 + Double(values[$1 * columns + c]) } }
      let error = relativeError(x.sum(axis: 0).values.map(Double.init), sums)
      #expect(error < 1e-5, "\(columns) columns")
    }
  }

  @Test func rearranges() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x.transposed().values == [1, 4, 2, 5, 3, 6] && x.transposed().shape == [3, 2])
    #expect(x.reshaped([3, -1]).shape == [3, 2])
    #expect(x.slice(1..<2).values == [4, 5, 6] && x.slice(1..<3, axis: 1).values == [2, 3, 5, 6])
    #expect(concatenated([x, x.slice(0..<1)]).shape == [3, 3])
    #expect(concatenated([x, x.slice(0..<1, axis: 1)], axis: 1).values == [1, 2, 3, 1, 4, 5, 6, 4])
    #expect(x.gathered([1, 0, 1]).values == [4, 5, 6, 1, 2, 3, 4, 5, 6])
    #expect(x.gathered([2, 2], axis: 1).values == [3, 3, 6, 6])
    #expect(x.picked([2, 0]).values == [3, 4])
    let cube = Tensor((0..<24).map(Float.init), shape: [2, 3, 4])
    let turned = cube.transposed([2, 0, 1])
    #expect(turned.shape == [4, 2, 3])
    #expect(turned.values == (0..<4).flatMap { k in (0..<6).map { Float(4 * $0 + k) } })
    let large = Tensor(noise(70 * 45, seed: 5), shape: [70, 45])
    #expect(large.transposed().transposed().values == large.values)
    #expect(large.transposed().values[3 * 70 + 50] == large.values[50 * 45 + 3])
  }

  @Test func selects() {
    let (a, b) = (Tensor([1, 5, 3]), Tensor([4, 2, 3]))
    #expect(minimum(a, b).values == [1, 2, 3] && maximum(a, b).values == [4, 5, 3])
    #expect(minimum(a, Tensor(2)).values == [1, 2, 2])
    #expect(a.isLess(than: b).values == [1, 0, 0] && a.isAtMost(b).values == [1, 0, 1])
    #expect(select(Tensor([0, 1, 0]), a, b).values == [4, 5, 3])
    #expect(Tensor([-3, 0.5, 9]).clamped(to: -1...1).values == [-1, 0.5, 1])
  }

  @Test func trapsNameShapesAndOperation() async {
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 3]) + Tensor.zeros([2, 4]) }
    await #expect(processExitsWith: .failure) { _ = matmul(.zeros([2, 3]), .zeros([2, 3])) }
    await #expect(processExitsWith: .failure) { _ = linear(.zeros([2, 3]), .zeros([4, 3]), .zeros([3])) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 3]).reshaped([4]) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 3]).gathered([2]) }
    await #expect(processExitsWith: .failure) {
      _ = gradient(of: { $0[0] }, at: Parameters([("x", .zeros([2]))]))
    }
  }
}
