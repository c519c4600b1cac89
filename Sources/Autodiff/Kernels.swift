internal import CKernels

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

  /// exp(x) / Σ exp(x) of each row, in place of x: a row's bits do not depend on how many stand beside it.
  ///
  /// - Parameter x: `[rows, classes]`; more room than that is left as it is
  public static func softmax(_ x: inout MutableSpan<Float>, rows: Int, classes: Int) {
    precondition(
      rows >= 0 && classes > 0 && x.count >= rows * classes,
      "Kernels.softmax: \(rows) rows of \(classes) classes in \(x.count) numbers")
    x.withUnsafeMutableBufferPointer { x in
      guard rows > 0, let first = x.baseAddress else { return }
      for row in 0..<rows {
        let numbers = first + row * classes
        var top: Float = 0
        lk_max_axis(numbers, 1, classes, 1, &top)
        for i in 0..<classes { numbers[i] -= top }
      }
      lk_unary(LK_EXP, first, first, rows * classes)
      for row in 0..<rows {
        let numbers = first + row * classes
        var sum: Float = 0
        lk_sum_axis(numbers, 1, classes, 1, &sum)
        for i in 0..<classes { numbers[i] /= sum }
      }
    }
  }
}
