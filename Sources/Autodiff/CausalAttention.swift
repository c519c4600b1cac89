internal import CKernels

/// Scaled dot-product attention of several heads over sequences that lie side by side (Vaswani et al. 2017, §3.2.1),
/// with a bias for each head and distance (Raffel et al. 2020, §2.1): at step t
///
///     Σₛ softmaxₛ(qₜ·kₛ / √size + bias(t − s)) vₛ    over t − window < s ≤ t within the same sequence
///
/// One kernel forward and one backward, whose work grows with the lengths of the sequences, not with the square of
/// `time`; derivatives of higher order come from operations.
/// - Parameters:
///   - projected: queries, keys and values, `[time, rows, 3 · width]`; within each, head 0 stands first.
///   - bias: `[heads, min(time, window)]`, from the farthest step to the step itself; heads divide width.
///   - window: steps that are looked back at, the step itself included.
///   - starts: `[time, rows]`, not 0 where a sequence begins, which sees nothing before; nil for nowhere.
/// - Returns: `[time, rows, width]`
public func causalAttention(_ projected: Tensor, bias: Tensor, window: Int, starts: Tensor? = nil) -> Tensor {
  let heads = bias.shape.first ?? 0
  precondition(
    projected.rank == 3 && projected.count > 0 && heads > 0 && projected.shape[2] % (3 * heads) == 0
      && window > 0 && bias.shape == [heads, min(projected.shape[0], window)]
      && starts.map { $0.shape == Array(projected.shape[..<2]) } ?? true,
    "causalAttention: projected \(projected.shape), bias \(bias.shape), window \(window), "
      + "starts \(starts.map { "\($0.shape)" } ?? "none") do not agree")
  let pass = AttentionPass(projected, bias, window, starts)
  let inputs = [projected, bias]
  return areConstants(inputs) ? pass.output : apply(CausalAttention(pass: pass), inputs)
}

/// One way through the sequences, and what the way back needs of it.
private final class AttentionPass: Sendable {
  let window: Int
  let starts: Tensor?
  let output: Tensor
  /// Logarithms of the sums of exponentials, `[time, rows, heads]`.
  let logs: Tensor

  init(_ projected: Tensor, _ bias: Tensor, _ window: Int, _ starts: Tensor?) {
    self.window = window
    self.starts = starts?.detached()
    let (time, rows) = (projected.shape[0], projected.shape[1])
    let logs = Tensor(
      storage: Storage(count: time * rows * bias.shape[0]), shape: [time, rows, bias.shape[0]])
    var a = attention(projected, bias, window, starts)
    output = Tensor(shape: [time, rows, projected.shape[2] / 3]) {
      lk_attention_forward(4, &a, $0, logs.storage.pointer)
    }
    self.logs = logs
  }

  /// Cotangents of both inputs at constants.
  func pullback(_ cotangent: Tensor, _ inputs: [Tensor]) -> [Tensor] {
    var a = attention(inputs[0], inputs[1], window, starts)
    let toBias = Storage(count: inputs[1].count)
    let toProjected = Tensor(shape: inputs[0].shape) {
      lk_attention_backward(4, &a, output.pointer, logs.pointer, cotangent.pointer, $0, toBias.pointer)
    }
    return [toProjected, Tensor(storage: toBias, shape: inputs[1].shape)]
  }
}

private func attention(_ projected: Tensor, _ bias: Tensor, _ window: Int, _ starts: Tensor?) -> lk_attention
{
  let heads = bias.shape[0]
  return lk_attention(
    steps: projected.shape[0], rows: projected.shape[1], heads: heads,
    size: projected.shape[2] / 3 / heads, window: window, projected: projected.pointer, bias: bias.pointer,
    starts: starts?.pointer)
}

private struct CausalAttention: Operation {
  let pass: AttentionPass

  var keptBytes: Int { pass.logs.count * MemoryLayout<Float>.stride }

  func evaluate(_ inputs: [Tensor]) -> Tensor { pass.output }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    let inputs = application.inputs
    if areConstants(inputs), areConstants([c]) { return pass.pullback(c, inputs) }
    return vectorJacobianProduct(of: composed, at: named(inputs), cotangent: c).gradient.tensors
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let inputs = application.inputs
    let along = zip(inputs, tangents).map { $1 ?? Tensor.zeros($0.shape) }
    return jacobianVectorProduct(of: composed, at: named(inputs), along: named(along)).tangent
  }

  private func named(_ tensors: [Tensor]) -> Parameters {
    Parameters(names: ["projected", "bias"], tensors: tensors)
  }

  /// The same by operations on the whole square of scores.
  private func composed(_ p: Parameters) -> Tensor {
    let (time, rows, heads) = (p[0].shape[0], p[0].shape[1], p[1].shape[0])
    let (width, span) = (p[0].shape[2] / 3, p[1].shape[1])
    let size = width / heads
    /// `[rows · heads, time, size]`
    func part(_ index: Int) -> Tensor {
      p[0].slice(index * width..<(index + 1) * width, axis: 2).reshaped([time, rows, heads, size])
        .transposed([1, 2, 0, 3]).reshaped([rows * heads, time, size])
    }
    // What is not seen has any place in the table, and the mask beside it.
    let places = (0..<time * time).map { span - 1 - min(max($0 / time - $0 % time, 0), span - 1) }
    let bias = p[1].gathered(places, axis: 1).reshaped([1, heads, time, time])
    let products = batchedMatmul(part(0), part(1), transposeB: true) * (1 / Float(size).squareRoot())
    let scores = products.reshaped([rows, heads, time, time]) + bias + mask(time, rows)
    let weights = scores.softmax(axis: 3).reshaped([rows * heads, time, time])
    return batchedMatmul(weights, part(2)).reshaped([rows, heads, time, size]).transposed([2, 0, 1, 3])
      .reshaped([time, rows, width])
  }

  /// 0 where a step may look, −10⁹ where it may not, `[rows, 1, time, time]`.
  private func mask(_ time: Int, _ rows: Int) -> Tensor {
    let starts = pass.starts?.values ?? []
    var mask = [Float](repeating: -1e9, count: rows * time * time)
    for row in 0..<rows {
      var first = 0
      for t in 0..<time {
        if !starts.isEmpty, starts[t * rows + row] != 0 { first = t }
        for s in max(first, t - pass.window + 1)...t { mask[(row * time + t) * time + s] = 0 }
      }
    }
    return Tensor(mask, shape: [rows, 1, time, time])
  }
}
