internal import CKernels

extension Tensor {
  /// (x − mean) / √(variance + epsilon) along the last axis, with the biased variance (Ba, Kiros and Hinton,
  /// Layer Normalization, 2016).
  public func normalized(epsilon: Float = 1e-5) -> Tensor {
    precondition((shape.last ?? 0) > 0, "normalized: shape \(shape) has no last axis")
    return apply(Normalization(epsilon: epsilon), [self])
  }
}

/// y = (x − mean(x)) s with s = (variance(x) + ε)^(−1/2), row by row of the last axis.
///
/// Its derivative is symmetric, s (t − mean(t) − y mean(t y)), and serves both directions.
private struct Normalization: Operation {
  let epsilon: Float

  func evaluate(_ inputs: [Tensor]) -> Tensor { pass(inputs[0]).y }

  private func pass(_ x: Tensor) -> (y: Tensor, scales: Tensor) {
    let width = x.shape[x.rank - 1]
    let scales = Tensor(storage: Storage(count: x.count / width), shape: Array(x.shape.dropLast()) + [1])
    let y = Tensor(shape: x.shape) {
      lk_normalize(x.pointer, x.count / width, width, epsilon, $0, scales.storage.pointer)
    }
    return (y, scales)
  }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] { [times(c, application)] }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    tangents[0].map { times($0, application) }
  }

  private func times(_ t: Tensor, _ application: Application) -> Tensor {
    let (x, y) = (application.inputs[0], application.output)
    if areConstants([t, x, y]) {
      let (width, scales) = (x.shape[x.rank - 1], pass(x).scales)
      return Tensor(shape: x.shape) {
        lk_normalize_backward(y.pointer, scales.pointer, t.pointer, x.count / width, width, $0)
      }
    }
    let centred = x - x.mean(axis: -1, keepingAxis: true)
    let scale = 1 / (centred.square().mean(axis: -1, keepingAxis: true) + epsilon).sqrt()
    return (t - t.mean(axis: -1, keepingAxis: true) - y * (t * y).mean(axis: -1, keepingAxis: true)) * scale
  }
}
