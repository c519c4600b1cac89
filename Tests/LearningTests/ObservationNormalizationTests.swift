import Autodiff
import Learning
import Testing

@Suite struct ObservationNormalizationTests {
  /// Of four rows of three numbers in two blocks: one that varies, one that does not, one that varies little.
  private let blocks: [[Float]] = [[1, 5, 0.1, 3, 5, -0.1], [1, 5, 0.1, 3, 5, -0.1]]

  @Test func whatVariesHasDeviationOne() {
    let own = ObservationNormalization(ofRows: blocks, count: 3)
    #expect(own.mean == [2, 5, 0])
    for (scale, want) in zip(own.scale, [1, 1, 10] as [Float]) { #expect(abs(scale - want) < 1e-4) }
    let x = Tensor([3, 7, 0.2], shape: [1, 3])
    for (number, want) in zip(own(x).values, [1, 2, 2] as [Float]) { #expect(abs(number - want) < 1e-4) }
    for (number, want) in zip(own.inverse(own(x)).values, x.values) { #expect(abs(number - want) < 1e-4) }
  }

  /// The mean square over a picture of n numbers is 1/√n, and what hardly varies at a place stays small there.
  @Test func aPictureHasOneScale() {
    let own = ObservationNormalization(ofRows: blocks, count: 3, pictures: [1..<3])
    #expect(own.mean == [2, 5, 0] && own.scale[1] == own.scale[2] && abs(own.scale[0] - 1) < 1e-4)
    // The variances are 0 and 0.01.
    #expect(abs(own.scale[1] - 1 / (Float(0.005) * Float(2).squareRoot()).squareRoot()) < 1e-3)
    let still = ObservationNormalization(ofRows: [[1, 5, 0.1]], count: 3, pictures: [0..<3])
    #expect(still.scale == [1, 1, 1])
  }
}
