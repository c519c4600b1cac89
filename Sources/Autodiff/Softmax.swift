internal import CKernels

extension Tensor {
  /// log Σ exp(x) along an axis, which is dropped, or kept with length 1.
  ///
  /// The largest value is subtracted first and added back, so nothing overflows; its derivative cancels, and it
  /// is a constant here.
  public func logSumExp(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let top = largest(axis: axis)
    let result = (self - top).exp().sum(axis: axis, keepingAxis: true).log() + top
    return keepingAxis ? result : result.reshaped(shape.dropping(shape.axis(axis, "logSumExp")))
  }

  /// The largest values along an axis, kept with length 1, as a constant.
  private func largest(axis: Int) -> Tensor {
    let axis = shape.axis(axis, "softmax")
    let (outer, length, inner) = shape.split(at: axis)
    precondition(length > 0, "softmax: axis \(axis) of shape \(shape) is empty")
    var kept = shape
    kept[axis] = 1
    return Tensor(shape: kept) { lk_max_axis(pointer, outer, length, inner, $0) }
  }

  /// Logarithms of `softmax`, accurate where probabilities underflow.
  public func logSoftmax(axis: Int) -> Tensor { self - logSumExp(axis: axis, keepingAxis: true) }

  /// exp(x) / Σ exp(x) along an axis.
  public func softmax(axis: Int) -> Tensor {
    let top = largest(axis: axis)
    let exponentials = (self - top).exp()
    return exponentials / exponentials.sum(axis: axis, keepingAxis: true)
  }
}

/// The mean over rows of −log softmax(logits) at each row's label: `[N, C]` and N labels below C to `[]`.
public func crossEntropy(_ logits: Tensor, labels: [Int]) -> Tensor {
  precondition(
    logits.rank == 2 && labels.count == logits.shape[0],
    "crossEntropy: \(labels.count) labels for logits \(logits.shape)")
  return -logits.logSoftmax(axis: 1).picked(labels).mean()
}
