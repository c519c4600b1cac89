internal import CKernels

extension Tensor {
  /// The sum of all values, of shape `[]`.
  public func sum() -> Tensor { sum(to: []) }

  /// The mean of all values, of shape `[]`.
  public func mean() -> Tensor { sum() * (1 / Float(count)) }

  /// The sum along one axis, which is dropped, or kept with length 1. Negative axes count from the back.
  public func sum(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let axis = shape.axis(axis, "sum(axis:)")
    var kept = shape
    kept[axis] = 1
    let result = sum(to: kept)
    return keepingAxis ? result : result.reshaped(kept.dropping(axis))
  }

  /// The mean along one axis, which is dropped, or kept with length 1.
  public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let length = shape[shape.axis(axis, "mean(axis:)")]
    return sum(axis: axis, keepingAxis: keepingAxis) * (1 / Float(length))
  }

  /// The largest value along one axis, which is dropped, or kept with length 1. The derivative goes to the
  /// first of equal ones.
  public func max(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let axis = shape.axis(axis, "max(axis:)")
    let result = apply(Pick(axis: axis, indices: argmax(axis)), [self])
    guard keepingAxis else { return result }
    var kept = shape
    kept[axis] = 1
    return result.reshaped(kept)
  }

  /// Where along `axis` the largest value stands, the first one of equals, row by row over the other axes.
  public func indicesOfMaximum(axis: Int) -> [Int] {
    argmax(shape.axis(axis, "indicesOfMaximum")).map(Int.init)
  }

  private func argmax(_ axis: Int) -> [Int32] {
    let (outer, length, inner) = shape.split(at: axis)
    precondition(length > 0, "max(axis:): axis \(axis) of shape \(shape) is empty")
    return [Int32](unsafeUninitializedCapacity: outer * inner) { buffer, count in
      if let base = buffer.baseAddress { lk_argmax_axis(pointer, outer, length, inner, base) }
      count = outer * inner
    }
  }
}

extension [Int] {
  /// The shape without one axis.
  func dropping(_ axis: Int) -> [Int] {
    var result = self
    result.remove(at: axis)
    return result
  }
}
