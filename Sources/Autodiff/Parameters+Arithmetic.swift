internal import CKernels

/// θ + factor · δ
private struct ScaledSum: Operation {
  let factor: Float

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (a, b) = (inputs[0], inputs[1])
    return Tensor(shape: a.shape) { out in
      out.update(from: a.pointer, count: a.count)
      lk_accumulate(b.pointer, factor, out, a.count)
    }
  }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    [c, application.needs(1) ? c * factor : nil]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    guard let b = tangents[1] else { return tangents[0] }
    guard let a = tangents[0] else { return b * factor }
    return apply(self, [a, b])
  }
}

extension Parameters {
  public static func + (a: Parameters, b: Parameters) -> Parameters { a.zipLeaves(with: b, "Parameters", +) }
  public static func - (a: Parameters, b: Parameters) -> Parameters { a.zipLeaves(with: b, "Parameters", -) }
  /// Element by element.
  public static func * (a: Parameters, b: Parameters) -> Parameters { a.zipLeaves(with: b, "Parameters", *) }
  public static func * (a: Parameters, factor: Float) -> Parameters { a.mapLeaves { $0 * factor } }
  public static func * (factor: Float, a: Parameters) -> Parameters { a.mapLeaves { $0 * factor } }
  public static prefix func - (a: Parameters) -> Parameters { a * -1 }

  /// This plus `factor` times `other`, in one pass: a gradient step is `p.adding(g, scaledBy: -rate)`.
  public func adding(_ other: Parameters, scaledBy factor: Float) -> Parameters {
    zipLeaves(with: other, "Parameters") { apply(ScaledSum(factor: factor), [$0, $1]) }
  }

  /// The inner product over all values, accumulated in double; a plain number, not differentiated.
  public func dot(_ other: Parameters) -> Float { Float(doubleDot(other)) }

  /// The Euclidean norm over all values; a plain number, not differentiated.
  public var norm: Float { Float(doubleDot(self).squareRoot()) }

  /// The inner product as a scalar tensor, which can be differentiated.
  public func inner(_ other: Parameters) -> Tensor {
    (self * other).leaves.map { $0.sum() }.reduce(Tensor(0), +)
  }

  /// Whether no value is infinite or NaN.
  public var allFinite: Bool { leaves.allSatisfy(\.allFinite) }

  private func doubleDot(_ other: Parameters) -> Double {
    var total = 0.0
    for (a, b) in Swift.zip(leaves, matched(with: other, "Parameters.dot")) {
      total += lk_dot(a.pointer, b.pointer, a.count)
    }
    return total
  }
}
