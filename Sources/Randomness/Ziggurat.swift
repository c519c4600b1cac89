import Foundation

/// The 128 layers of equal area under the normal density that `RandomStream.normal()` draws from.
struct Ziggurat: Sendable {
  /// Where the tail begins, and the area of every layer (Marsaglia and Tsang 2000, for 128 layers).
  static let r = 3.442619855899
  static let area = 9.91256303526217e-3
  static let shared = Ziggurat()

  /// Right edge of layer i; `edges[0]` is the base strip's pseudo-edge, `edges[128]` is 0.
  let edges: [Double]

  private init() {
    var edges = [Double](repeating: 0, count: 129)
    edges[0] = Self.area / Foundation.exp(-0.5 * Self.r * Self.r)
    edges[1] = Self.r
    for i in 2..<128 {
      let x = edges[i - 1]
      edges[i] = Foundation.sqrt(-2 * Foundation.log(Self.area / x + Foundation.exp(-0.5 * x * x)))
    }
    self.edges = edges
  }

  func density(_ x: Double) -> Double { Foundation.exp(-0.5 * x * x) }

  static func logarithm(_ x: Double) -> Double { Foundation.log(x) }
}
