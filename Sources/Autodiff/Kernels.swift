/// Inference without graphs and without allocation, for rollouts.
public enum Kernels {
  /// activation(x weightᵀ + bias) on the caller's memory, bit for bit what `linear` on tensors returns.
  ///
  /// - Parameters:
  ///   - x: `[rows, inputs]`, where inputs is `weight.count / outputs`
  ///   - weight: `[outputs, inputs]`
  ///   - bias: `[outputs]`
  ///   - out: `[rows, outputs]`; more room than that is left as it is
  public static func linear(
    _ x: Span<Float>, rows: Int, weight: Span<Float>, bias: Span<Float>, outputs: Int, activation: Activation,
    into out: inout MutableSpan<Float>
  ) {
    let inputs = outputs > 0 ? weight.count / outputs : 0
    precondition(
      rows >= 0 && weight.count == outputs * inputs && bias.count == outputs && x.count >= rows * inputs
        && out.count >= rows * outputs,
      """
      Kernels.linear: \(x.count) inputs for \(rows) rows, weight \(weight.count), bias \(bias.count), \
      \(outputs) outputs into \(out.count)
      """)
    if rows * outputs == 0 { return }
    x.withUnsafeBufferPointer { x in
      weight.withUnsafeBufferPointer { weight in
        bias.withUnsafeBufferPointer { bias in
          out.withUnsafeMutableBufferPointer { out in
            linearLayer(
              x.baseAddress ?? UnsafePointer(out.baseAddress!), rows: rows,
              weight.baseAddress ?? UnsafePointer(out.baseAddress!), bias.baseAddress!, inputs: inputs,
              outputs: outputs, activation, into: out.baseAddress!)
          }
        }
      }
    }
  }
}
