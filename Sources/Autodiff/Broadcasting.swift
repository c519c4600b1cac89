internal import CKernels

/// Stretches a tensor to a shape it broadcasts to.
struct Broadcast: LinearMap {
  let shape: [Int]

  func evaluate(_ inputs: [Tensor]) -> Tensor { inputs[0].stretched(to: shape) }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    cotangent.sum(to: application.inputs[0].shape)
  }
}

/// The transpose of `Broadcast`: sums over the axes along which a tensor of `shape` would be stretched.
struct SumToShape: LinearMap {
  let shape: [Int]

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    if shape.product == 1 {
      return Tensor(shape: shape) { $0[0] = Float(lk_sum(x.pointer, x.count)) }
    }
    // Neighbouring axes that are summed, or kept, are one axis to the kernel.
    let padded = [Int](repeating: 1, count: x.rank - shape.count) + shape
    var result = x.detached()
    var axis = 0
    while axis < x.rank {
      var end = axis
      while end < x.rank, padded[end] == 1, x.shape[end] != 1 { end += 1 }
      if end > axis {
        let merged =
          Array(result.shape[..<axis]) + [result.shape[axis..<end].reduce(1, *)] + result.shape[end...]
        let (outer, length, inner) = merged.split(at: axis)
        let kept =
          Array(result.shape[..<axis]) + [Int](repeating: 1, count: end - axis) + result.shape[end...]
        let source = result
        result = Tensor(shape: kept) { lk_sum_axis(source.pointer, outer, length, inner, $0) }
      }
      axis = max(end, axis + 1)
    }
    return Tensor(storage: result.storage, shape: shape)
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    cotangent.broadcast(to: application.inputs[0].shape)
  }
}

extension Tensor {
  /// Stretched to `shape`: shapes align at the last axis and axes of length 1 are repeated.
  public func broadcast(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    precondition(
      self.shape.broadcasts(to: shape), "broadcast: shape \(self.shape) does not stretch to \(shape)")
    return apply(Broadcast(shape: shape), [self])
  }

  /// Summed over every axis along which `shape` would be stretched to this tensor's shape.
  public func sum(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    precondition(shape.broadcasts(to: self.shape), "sum: shape \(self.shape) does not fold to \(shape)")
    return apply(SumToShape(shape: shape), [self])
  }

  func stretched(to target: [Int]) -> Tensor {
    if shape == target { return detached() }
    if count == 1 { return .full(target, pointer[0]) }
    return Tensor(shape: target) { out in
      stridedCopy(pointer, target, shape.strides(broadcastTo: target), to: out)
    }
  }
}

/// Fills `out`, contiguous and of shape `shape`, from `x` read with `strides`.
func stridedCopy(
  _ x: UnsafePointer<Float>, _ shape: [Int], _ strides: [Int], to out: UnsafeMutablePointer<Float>
) {
  // Axes that continue each other are merged, so that the kernel's inner loops are long.
  var dims: [Int] = []
  var steps: [Int] = []
  for (length, step) in zip(shape, strides) where length != 1 {
    if let last = steps.last, last == step * length {
      dims[dims.count - 1] *= length
      steps[steps.count - 1] = step
    } else {
      dims.append(length)
      steps.append(step)
    }
  }
  if shape.product == 0 { return }
  lk_strided_copy(x, dims.count, dims.map { $0 }, steps.map { $0 }, out)
}
