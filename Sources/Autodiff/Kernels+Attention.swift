internal import CKernels

// Attention a step at a time, from keys and values that are kept.

extension Kernels {
  /// (x − mean) / √(variance + ε) of each row, as `Tensor.normalized`.
  /// - Parameters:
  ///   - x: `[rows, width]`
  ///   - out: the same; more room than that is left as it is.
  ///   - scales: room for `[rows]`
  public static func normalize(
    _ x: Span<Float>, rows: Int, width: Int, epsilon: Float = 1e-5, into out: inout MutableSpan<Float>,
    scales: inout MutableSpan<Float>
  ) {
    precondition(
      width > 0 && x.count >= rows * width && out.count >= rows * width && scales.count >= rows,
      "Kernels.normalize: \(x.count) numbers for \(rows) rows of \(width) into \(out.count)")
    x.withUnsafeBufferPointer { x in
      out.withUnsafeMutableBufferPointer { out in
        scales.withUnsafeMutableBufferPointer { scales in
          guard let x = x.baseAddress, let out = out.baseAddress, let scales = scales.baseAddress else {
            return
          }
          lk_normalize(x, rows, width, epsilon, out, scales)
        }
      }
    }
  }

  /// What rows keep of the steps that attention looks back at, and one step of it.
  public struct AttentionCache: Sendable {
    public let width: Int
    public let window: Int
    /// `[heads, window]`, as for `causalAttention`.
    private let bias: Tensor

    /// - Parameter bias: `[heads, window]`, from the farthest step to the step itself; heads divide `width`.
    public init(width: Int, bias: Tensor) {
      precondition(
        bias.rank == 2 && bias.count > 0 && width > 0 && width % bias.shape[0] == 0,
        "a cache of width \(width) for a bias \(bias.shape)")
      self.width = width
      window = bias.shape[1]
      self.bias = bias.detached()
    }

    /// Numbers of a row.
    public var memory: Int { Self.memory(width: width, window: window) }

    public static func memory(width: Int, window: Int) -> Int { lk_attention_cache(width, window) }

    /// - Parameters:
    ///   - projected: queries, keys and values, `[rows, 3 · width]`
    ///   - state: `[rows, pitch]`: in each row, first, how many steps it has seen, and from `place` on its cache, all
    ///     zeros at the beginning. The step's own keys and values enter it; the count stays as it is. It may also be any
    ///     number from `window` on that leaves the same rest when it is divided by `window`.
    ///   - out: `[rows, width]`
    public func callAsFunction(
      _ projected: Span<Float>, rows: Int, state: inout MutableSpan<Float>, pitch: Int, place: Int,
      into out: inout MutableSpan<Float>
    ) {
      precondition(
        projected.count >= rows * 3 * width && out.count >= rows * width && place > 0
          && place + memory <= pitch && state.count >= rows * pitch,
        "a cache of \(memory) numbers at \(place) of \(pitch): \(projected.count) for \(rows) rows, state "
          + "\(state.count), into \(out.count)")
      projected.withUnsafeBufferPointer { projected in
        out.withUnsafeMutableBufferPointer { out in
          state.withUnsafeMutableBufferPointer { state in
            guard let projected = projected.baseAddress, let out = out.baseAddress,
              let state = state.baseAddress
            else { return }
            var a = lk_attention(
              steps: 1, rows: rows, heads: bias.shape[0], size: width / bias.shape[0], window: window,
              projected: projected, bias: bias.pointer, starts: nil)
            lk_attention_step(4, &a, state, state + place, pitch, out)
          }
        }
      }
    }

    /// Empties the cache of a row that has seen `count` steps, at the cost of what it holds.
    /// - Parameters:
    ///   - state: of the row, its cache from `place` on.
    ///   - count: as it stands in a row's state.
    public static func clear(
      _ state: inout MutableSpan<Float>, place: Int, count: Int, width: Int, window: Int
    ) {
      let (seen, pitch) = (min(count, window), memory(width: width, window: window) / width - window)
      for i in 0..<width {
        for slot in 0..<seen { state[place + i * pitch + slot] = 0 }
      }
      for i in 0..<seen * width { state[place + width * pitch + i] = 0 }
    }
  }
}
