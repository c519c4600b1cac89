/// A run of values of a vector as a tensor of its own shape, which shares their memory.
struct Part: LinearMap {
  let start: Int
  let shape: [Int]

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    Tensor(
      storage: Storage(viewing: inputs[0].storage, from: start, count: shape.product), shape: shape)
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    let flat = cotangent.reshaped([cotangent.count])
    return apply(Pad(axis: 0, start: start, length: application.inputs[0].count), [flat])
  }
}

/// All values of tensors one after another as a vector.
func flattened(_ tensors: [Tensor]) -> Tensor {
  tensors.isEmpty ? .zeros([0]) : concatenated(tensors.map { $0.reshaped([$0.count]) })
}
