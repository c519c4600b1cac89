internal import CKernels

/// mask ≠ 0 ? a : b, all of one shape; the mask is a constant.
struct Select: Operation {
  let mask: Tensor

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (a, b) = (inputs[0], inputs[1])
    return Tensor(shape: a.shape) { lk_select(mask.pointer, a.pointer, b.pointer, $0, a.count) }
  }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    let zero = Tensor.zeros(c.shape)
    return [
      application.needs(0) ? apply(self, [c, zero]) : nil,
      application.needs(1) ? apply(self, [zero, c]) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let zero = Tensor.zeros(application.output.shape)
    return apply(self, [tangents[0] ?? zero, tangents[1] ?? zero])
  }
}

/// x limited to an interval; the derivative is 1 inside and on its ends, else 0.
struct Clamp: Operation {
  let low: Float
  let high: Float

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { lk_clamp(x.pointer, low, high, $0, x.count) }
  }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] { [c * inside(application.inputs[0])] }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    tangents[0].map { $0 * inside(application.inputs[0]) }
  }

  private func inside(_ x: Tensor) -> Tensor {
    Tensor(shape: x.shape) { lk_inside(x.pointer, low, high, $0, x.count) }
  }
}

/// `a` where `mask` is not 0, else `b`; the three broadcast together, no derivative flows into the mask.
public func select(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  let shape = a.shape.broadcast(with: b.shape, "select").broadcast(with: mask.shape, "select")
  return apply(
    Select(mask: mask.stretched(to: shape)), [a.broadcast(to: shape), b.broadcast(to: shape)])
}

/// The smaller of two tensors, element by element with broadcasting; where equal, the derivative is `a`'s.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { select(a.isAtMost(b), a, b) }

/// The larger of two tensors, element by element with broadcasting; where equal, the derivative is `a`'s.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { select(b.isAtMost(a), a, b) }

extension Tensor {
  /// Each element limited to `range`; the derivative is 1 inside and on the ends, 0 outside.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    apply(Clamp(low: range.lowerBound, high: range.upperBound), [self])
  }

  /// A constant mask: 1 where this is smaller than or equal to `other`, else 0.
  public func isAtMost(_ other: Tensor) -> Tensor {
    broadcastEvaluate(LK_LESS_OR_EQUAL, detached(), other.detached(), "isAtMost")
  }

  /// A constant mask: 1 where this is smaller than `other`, else 0.
  public func isLess(than other: Tensor) -> Tensor {
    broadcastEvaluate(LK_LESS, detached(), other.detached(), "isLess")
  }
}
