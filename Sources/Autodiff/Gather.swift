internal import CKernels

/// Takes entries along an axis in the order of `indices`, which may repeat.
struct Gather: LinearMap {
  let axis: Int
  let indices: [Int32]

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let (outer, length, inner) = x.shape.split(at: axis)
    var shape = x.shape
    shape[axis] = indices.count
    return Tensor(shape: shape) { lk_gather(x.pointer, outer, length, inner, indices, indices.count, $0) }
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    let length = application.inputs[0].shape[axis]
    return apply(Scatter(axis: axis, length: length, indices: indices), [cotangent])
  }
}

/// The transpose of `Gather`: adds entries to the places along an axis from which they were taken.
struct Scatter: LinearMap {
  let axis: Int
  let length: Int
  let indices: [Int32]

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let (outer, _, inner) = x.shape.split(at: axis)
    var shape = x.shape
    shape[axis] = length
    return Tensor(shape: shape) { out in
      lk_fill(out, 0, outer * length * inner)
      lk_scatter_add(x.pointer, outer, length, inner, indices, indices.count, out)
    }
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    apply(Gather(axis: axis, indices: indices), [cotangent])
  }
}

/// Takes one entry along an axis for each place of the other axes; the axis is dropped.
struct Pick: LinearMap {
  let axis: Int
  let indices: [Int32]

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let (outer, length, inner) = x.shape.split(at: axis)
    return Tensor(shape: x.shape.dropping(axis)) { lk_pick(x.pointer, outer, length, inner, indices, $0) }
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    apply(Place(axis: axis, shape: application.inputs[0].shape, indices: indices), [cotangent])
  }
}

/// The transpose of `Pick`: zeros with one entry set for each place of the other axes.
struct Place: LinearMap {
  let axis: Int
  let shape: [Int]
  let indices: [Int32]

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let (outer, length, inner) = shape.split(at: axis)
    return Tensor(shape: shape) { out in
      lk_fill(out, 0, shape.product)
      lk_place(inputs[0].pointer, outer, length, inner, indices, out)
    }
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    apply(Pick(axis: axis, indices: indices), [cotangent])
  }
}

extension Tensor {
  /// The entries at `indices` along an axis, in that order: `[3, 2]` gathered at `[2, 0, 2]` is `[3, 2]`.
  public func gathered(_ indices: [Int], axis: Int = 0) -> Tensor {
    let axis = shape.axis(axis, "gathered")
    let length = shape[axis]
    precondition(
      indices.allSatisfy { (0..<length).contains($0) },
      "gathered: an index of \(indices.count) lies outside axis \(axis) of shape \(shape)")
    return apply(Gather(axis: axis, indices: indices.map(Int32.init)), [self])
  }

  /// One entry of the last axis per row: `[N, C]` picked at N indices below C is `[N]`.
  public func picked(_ indices: [Int]) -> Tensor {
    let axis = shape.axis(-1, "picked")
    let length = shape[axis]
    precondition(
      indices.count * length == count && indices.allSatisfy { (0..<length).contains($0) },
      "picked: \(indices.count) indices do not pick from the rows of shape \(shape)")
    return apply(Pick(axis: axis, indices: indices.map(Int32.init)), [self])
  }
}
