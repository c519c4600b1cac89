import Autodiff
import Foundation
import Testing

/// The error bounds that the operations state, over bit patterns sampled from every sign and exponent.
@Suite struct VectorMathTests {
  struct Function: Sendable, CustomStringConvertible {
    let description: String
    let bound: Double
    let compute: @Sendable (Tensor) -> Tensor
    let reference: @Sendable (Double) -> Double
    var domain: @Sendable (Float) -> Bool = { _ in true }
  }

  static let functions: [Function] = [
    Function(description: "tanh", bound: 6, compute: { $0.tanh() }, reference: { Foundation.tanh($0) }),
    Function(description: "exp", bound: 1.5, compute: { $0.exp() }, reference: { Foundation.exp($0) }),
    Function(
      description: "log", bound: 1, compute: { $0.log() }, reference: { Foundation.log($0) },
      domain: { $0 > 0 }),
    Function(
      description: "sigmoid", bound: 3, compute: { $0.sigmoid() },
      reference: { 1 / (1 + Foundation.exp(-$0)) }),
    Function(
      description: "softplus", bound: 2.5, compute: { $0.softplus() },
      reference: { max($0, 0) + log1p(Foundation.exp(-abs($0))) }),
    Function(
      description: "sin", bound: 2, compute: { $0.sin() }, reference: { Foundation.sin($0) },
      domain: { abs($0) <= 1_048_576 }),
    Function(
      description: "cos", bound: 2, compute: { $0.cos() }, reference: { Foundation.cos($0) },
      domain: { abs($0) <= 1_048_576 }),
  ]

  @Test(arguments: functions)
  func staysWithinItsBound(function: Function) {
    let samples = stride(from: UInt64(0), to: 1 << 32, by: 8_191).map { Float(bitPattern: UInt32($0)) }
      .filter { $0.isFinite && function.domain($0) }
    let values = function.compute(Tensor(samples)).values
    var worst = (error: 0.0, at: Float(0))
    for (x, y) in zip(samples, values) {
      let exact = function.reference(Double(x))
      guard Float(exact).isFinite else {
        #expect(y == Float(exact), "at \(x)")
        continue
      }
      let unit = Double(max(Float(exact).magnitude, .leastNormalMagnitude).ulp)
      let error = abs(Double(y) - exact) / unit
      if !(error <= worst.error) { worst = (error, x) }
    }
    #expect(worst.error <= function.bound, "\(worst.error) ulp at \(worst.at)")
  }

  @Test func limits() {
    let ends = Tensor([.infinity, -.infinity, 0, -0.0])
    #expect(ends.tanh().values == [1, -1, 0, 0])
    #expect(ends.exp().values == [.infinity, 0, 1, 1])
    #expect(ends.sigmoid().values == [1, 0, 0.5, 0.5])
    #expect(ends.softplus().values[..<2] == [.infinity, 0])
    #expect(ends.relu().values == [.infinity, 0, 0, 0])
    #expect(ends.abs().log().values == [.infinity, .infinity, -.infinity, -.infinity])
    #expect(Tensor(-1).log().scalar.isNaN)
    for f in Self.functions { #expect(f.compute(Tensor(Float.nan)).scalar.isNaN, "\(f)") }
    #expect(Tensor(Float.nan).relu().scalar.isNaN)
    #expect(Tensor(Float.nan).clamped(to: 0...1).scalar.isNaN)
  }
}
