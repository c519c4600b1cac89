import Autodiff
import TestSupport
import Testing

@Suite struct SoftmaxKernelTests {
  /// What `softmax` on tensors returns, whether a row's sum is short or long, and the room behind stays as it is.
  @Test(arguments: [(2, 1), (3, 4), (5, 17), (2, 200)]) func itIsThatOfTensors(_ rows: Int, _ classes: Int) {
    let logits = noise(rows * classes, seed: 1).map { 20 * $0 }
    var numbers = logits + [7]
    var span = numbers.mutableSpan
    Kernels.softmax(&span, rows: rows, classes: classes)
    let want = Tensor(logits, shape: [rows, classes]).softmax(axis: 1).values
    #expect(Array(numbers.dropLast()) == want && numbers.last == 7)
  }

  /// A row alone has the bits that it has among others, and far logits do not overflow.
  @Test func aRowIsItsOwn() {
    let logits: [Float] = [300, 299, -300, 0.5, 0.25, 0]
    func softmax(_ numbers: [Float], rows: Int) -> [Float] {
      var numbers = numbers
      var span = numbers.mutableSpan
      Kernels.softmax(&span, rows: rows, classes: 3)
      return numbers
    }
    let both = softmax(logits, rows: 2)
    #expect(both == softmax(Array(logits[..<3]), rows: 1) + softmax(Array(logits[3...]), rows: 1))
    #expect(abs(both[0] - 0.731_058_6) < 1e-6 && both[2] == 0)
  }
}
