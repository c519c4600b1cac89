internal import CKernels

/// The same values in another shape.
struct Reshape: LinearMap {
  let shape: [Int]

  func evaluate(_ inputs: [Tensor]) -> Tensor { Tensor(storage: inputs[0].storage, shape: shape) }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    cotangent.reshaped(application.inputs[0].shape)
  }
}

/// Axes in another order: axis i of the result is axis `order[i]` of the input.
struct Permute: LinearMap {
  let order: [Int]

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let strides = x.shape.strides
    let shape = order.map { x.shape[$0] }
    return Tensor(shape: shape) { stridedCopy(x.pointer, shape, order.map { strides[$0] }, to: $0) }
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    var inverse = order
    for (position, axis) in order.enumerated() { inverse[axis] = position }
    return apply(Permute(order: inverse), [cotangent])
  }
}

extension Tensor {
  /// The same values, row by row, in a shape of the same count. One length may be -1: what remains.
  public func reshaped(_ shape: [Int]) -> Tensor {
    var target = shape
    if let open = target.firstIndex(of: -1) {
      target[open] = 1
      target[open] = target.product > 0 ? count / target.product : 0
    }
    precondition(
      target.allSatisfy { $0 >= 0 } && target.product == count,
      "reshaped: shape \(self.shape) does not hold the values of \(shape)")
    return target == self.shape ? self : apply(Reshape(shape: target), [self])
  }

  /// A matrix with rows and columns exchanged: `[N, M]` becomes `[M, N]`.
  public func transposed() -> Tensor {
    precondition(rank == 2, "transposed: shape \(shape) is no matrix")
    return apply(Permute(order: [1, 0]), [self])
  }

  /// Axes reordered: axis i of the result is axis `order[i]`.
  public func transposed(_ order: [Int]) -> Tensor {
    precondition(
      order.sorted() == Array(shape.indices), "transposed: \(order) does not order the axes of shape \(shape)"
    )
    return order == Array(shape.indices) ? self : apply(Permute(order: order), [self])
  }
}
