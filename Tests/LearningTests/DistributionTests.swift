import Autodiff
import Foundation
import Learning
import Randomness
import Testing

@Suite struct DistributionTests {
  static let mean: [Float] = [0, 1, -0.5, 0.3, 2, 0.1]
  static let otherMean: [Float] = [0.2, 0.7, -0.5, 0.9, 1.5, 0.3]
  static let shared: [Float] = [-0.3, 0.5]
  static let otherShared: [Float] = [0.1, 0.2]
  static let own: [Float] = [-0.3, 0.5, 0.2, -0.6, 0.4, 0]
  static let otherOwn: [Float] = [0.1, 0.3, -0.2, -0.1, 0.4, 0.3]

  static func gaussian(_ mean: [Float], _ logStd: [Float]) -> DiagonalGaussian {
    DiagonalGaussian(
      mean: Tensor(mean, shape: [3, 2]), logStd: Tensor(logStd, shape: logStd.count == 2 ? [2] : [3, 2]))
  }

  /// A grid of 0.25 on [−8, 8]², the same in each row.
  static let grid: [(sample: Tensor, weight: Float)] = (-32...32).flatMap { x in
    (-32...32).map { y in
      let point = [Float(x) / 4, Float(y) / 4]
      return (Tensor(point + point + point, shape: [3, 2]), 1 / 16)
    }
  }

  @Test func laws() {
    checkDistribution(
      Self.gaussian(Self.mean, Self.shared), other: Self.gaussian(Self.otherMean, Self.otherShared),
      numbers: \.values, quadrature: Self.grid)
    checkDistribution(
      Self.gaussian(Self.mean, Self.own), other: Self.gaussian(Self.otherMean, Self.otherOwn),
      numbers: \.values, quadrature: Self.grid)
    checkDistribution(
      Categorical(logits: Tensor([0, 1, -1, 2, 0.5, 0.5, -3, 0, 0.2, 1, 1, 1], shape: [3, 4])),
      other: Categorical(logits: Tensor([0.5, 0, 0, 1, 0.5, 0.1, 1, 0, 0, 1, 0, -1], shape: [3, 4])),
      numbers: { $0.map(Float.init) }, quadrature: (0..<4).map { ([$0, $0, $0], 1) })
  }

  /// Every pairing of shared deviations and own ones, component by component in double precision.
  @Test func gaussianDivergenceIsTheFormulaForBothShapes() {
    for (a, b) in [
      (Self.shared, Self.otherShared), (Self.own, Self.otherOwn), (Self.shared, Self.otherOwn),
      (Self.own, Self.otherShared),
    ] {
      var want = 0.0
      for i in 0..<6 {
        let (s, t) = (Double(a[i % a.count]), Double(b[i % b.count]))
        let shift = Double(Self.mean[i] - Self.otherMean[i])
        want += (t - s + (exp(2 * s) + shift * shift) / (2 * exp(2 * t)) - 0.5) / 3
      }
      let got = Self.gaussian(Self.mean, a).meanDivergence(to: Self.gaussian(Self.otherMean, b)).scalar
      #expect(abs(Double(got) - want) < 1e-5 * want, "\(a.count) and \(b.count) deviations")
    }
  }

  /// ½ log 2πe a component at σ = 1; log 4 for four equal classes.
  @Test func entropiesOfTheSimplest() {
    let normal = DiagonalGaussian(mean: .zeros([2, 3]), logStd: .zeros([3]))
    for value in normal.entropy.values { #expect(abs(value - 3 * 1.4189385) < 1e-5) }
    let equal = Categorical(logits: .full([2, 4], 7))
    for value in equal.entropy.values { #expect(abs(value - 1.3862944) < 1e-5) }
  }

  /// Far logits do not overflow, and a class that is as good as certain is drawn.
  @Test func certainClasses() {
    let certain = Categorical(logits: Tensor([0, 90, 0, 90, 0, 0], shape: [2, 3]))
    #expect(certain.sample(using: .init(seed: 1)) == [1, 0])
    #expect(certain.logProbability(of: [1, 0]).values == [0, 0])
    #expect(certain.logProbability(of: [0, 2]).values == [-90, -90])
    #expect(certain.entropy.values.allSatisfy { $0 >= 0 && $0 < 1e-6 })
  }
}
