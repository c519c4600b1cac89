internal import CKernels

// Layers with fixed weights for acting, a few rows at a time: the weights are transposed once, nothing is allocated a
// call, and a row's result depends on no other row.

extension Kernels {
  /// activation(x Wᵀ + b)
  public struct Layer: Sendable {
    public let inputs: Int
    public let outputs: Int
    public let activation: Activation
    /// Wᵀ, `[inputs, outputs]`
    private let turned: Tensor
    private let bias: Tensor

    /// - Parameters:
    ///   - weight: W, `[outputs, inputs]`
    ///   - bias: b, `[outputs]`
    public init(weight: Tensor, bias: Tensor, activation: Activation) {
      precondition(
        weight.rank == 2 && bias.shape == [weight.shape[0]],
        "a layer of weight \(weight.shape) and bias \(bias.shape)")
      (outputs, inputs) = (weight.shape[0], weight.shape[1])
      self.activation = activation
      turned = weight.detached().transposed([1, 0])
      self.bias = bias.detached()
    }

    /// x `[rows, inputs]` to `[rows, outputs]`; more room than that is left as it is.
    public func callAsFunction(_ x: Span<Float>, rows: Int, into out: inout MutableSpan<Float>) {
      precondition(
        x.count >= rows * inputs && out.count >= rows * outputs,
        "a layer of \(inputs) inputs and \(outputs) outputs: \(x.count) numbers into \(out.count)")
      x.withUnsafeBufferPointer { x in
        out.withUnsafeMutableBufferPointer { out in
          guard let x = x.baseAddress, let out = out.baseAddress else { return }
          lk_turned_linear(
            4, x, rows, inputs, turned.pointer, bias.pointer, activation.kernel, out, outputs)
        }
      }
    }
  }

  /// One step of a recurrence.
  public struct Cell: Sendable {
    public let kind: Recurrence
    public let hidden: Int
    private let input: Layer
    private let weight: Tensor
    private let turned: Tensor
    private let bias: Tensor

    /// - Parameters:
    ///   - inputWeight: W, `[gates · hidden, inputs]`
    ///   - inputBias: b, `[gates · hidden]`
    ///   - weight: U, `[gates · hidden, hidden]`
    ///   - bias: c, `[gates · hidden]`
    public init(
      _ kind: Recurrence, inputWeight: Tensor, inputBias: Tensor, weight: Tensor, bias: Tensor
    ) {
      self.kind = kind
      hidden = weight.shape[1]
      precondition(
        weight.shape == [kind.gates * hidden, hidden] && bias.shape == [kind.gates * hidden],
        "a cell of weight \(weight.shape) and bias \(bias.shape)")
      input = Layer(weight: inputWeight, bias: inputBias, activation: .identity)
      self.weight = weight.detached()
      turned = weight.detached().transposed([1, 0])
      self.bias = bias.detached()
    }

    public var inputs: Int { input.inputs }
    /// Numbers of a row's state.
    public var memory: Int { kind.memories * hidden }
    /// Numbers of a row's gates.
    public var gates: Int { kind.gates * hidden }

    /// - Parameters:
    ///   - x: `[rows, inputs]`
    ///   - gates: room for `[rows, gates]`
    ///   - state: `[rows, memory]`; becomes the next one.
    public func callAsFunction(
      _ x: Span<Float>, rows: Int, gates: inout MutableSpan<Float>, state: inout MutableSpan<Float>
    ) {
      precondition(
        state.count >= rows * memory, "a cell's state of \(state.count) numbers for \(rows) × \(memory)")
      input(x, rows: rows, into: &gates)
      gates.withUnsafeMutableBufferPointer { gates in
        state.withUnsafeMutableBufferPointer { state in
          guard let gates = gates.baseAddress, let state = state.baseAddress else { return }
          var r = lk_recurrence(
            kind: kind.kernel, steps: 1, rows: rows, hidden: hidden, weight: weight.pointer,
            bias: bias.pointer, turned: turned.pointer, starts: nil)
          lk_recurrence_forward(4, &r, gates, state, state, nil, nil)
        }
      }
    }
  }
}
