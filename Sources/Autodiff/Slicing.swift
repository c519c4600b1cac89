internal import CKernels

/// A range of an axis.
struct Slice: LinearMap {
  let axis: Int
  let range: Range<Int>

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let (outer, length, inner) = x.shape.split(at: axis)
    var shape = x.shape
    shape[axis] = range.count
    return Tensor(shape: shape) { out in
      let start = x.pointer + range.lowerBound * inner
      lk_copy_rows(start, length * inner, out, range.count * inner, outer, range.count * inner)
    }
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    apply(Pad(axis: axis, start: range.lowerBound, length: application.inputs[0].shape[axis]), [cotangent])
  }
}

/// The transpose of `Slice`: a tensor set into zeros, from `start` of an axis of the given length.
struct Pad: LinearMap {
  let axis: Int
  let start: Int
  let length: Int

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let (outer, own, inner) = x.shape.split(at: axis)
    var shape = x.shape
    shape[axis] = length
    return Tensor(shape: shape) { out in
      lk_fill(out, 0, outer * length * inner)
      lk_copy_rows(x.pointer, own * inner, out + start * inner, length * inner, outer, own * inner)
    }
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    apply(Slice(axis: axis, range: start..<start + application.inputs[0].shape[axis]), [cotangent])
  }
}

/// Tensors one after another along an axis.
struct Concatenate: Operation {
  let axis: Int

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    var shape = inputs[0].shape
    shape[axis] = inputs.reduce(0) { $0 + $1.shape[axis] }
    let (outer, length, inner) = shape.split(at: axis)
    return Tensor(shape: shape) { out in
      var start = 0
      for x in inputs {
        let run = x.shape[axis] * inner
        lk_copy_rows(x.pointer, run, out + start, length * inner, outer, run)
        start += run
      }
    }
  }

  func pullback(_ cotangent: Tensor, _ application: Application) -> [Tensor?] {
    var start = 0
    return application.inputs.indices.map { i in
      let length = application.inputs[i].shape[axis]
      defer { start += length }
      return application.needs(i) ? cotangent.slice(start..<start + length, axis: axis) : nil
    }
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    apply(self, zip(tangents, application.inputs).map { $0 ?? .zeros($1.shape) })
  }
}

/// Tensors one after another along an axis; their other axes agree.
public func concatenated(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  precondition(!tensors.isEmpty, "concatenated: no tensors")
  let shape = tensors[0].shape
  let axis = shape.axis(axis, "concatenated")
  for tensor in tensors {
    precondition(
      tensor.rank == shape.count && tensor.shape.dropping(axis) == shape.dropping(axis),
      "concatenated: shapes \(shape) and \(tensor.shape) differ beside axis \(axis)")
  }
  return tensors.count == 1 ? tensors[0] : apply(Concatenate(axis: axis), tensors)
}

extension Tensor {
  /// A range of an axis, the rows unless said otherwise.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    let axis = shape.axis(axis, "slice")
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "slice: \(range) lies outside axis \(axis) of shape \(shape)")
    return range.count == shape[axis] ? self : apply(Slice(axis: axis, range: range), [self])
  }
}
