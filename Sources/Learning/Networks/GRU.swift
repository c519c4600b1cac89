public import Autodiff
public import Randomness

/// A gated recurrent unit (Cho et al. 2014), in PyTorch's layout; gates stand in the order reset r, update z,
/// new n:
///   r = σ(W_r x + b_r + U_r h + c_r),  z likewise,  n = tanh(W_n x + b_n + r ⊙ (U_n h + c_n)),
///   h′ = (1 − z) ⊙ n + z ⊙ h.
public struct GRU: Network {
  /// W, `[3 · hidden, in]`
  public var inputWeight: Tensor
  /// U, `[3 · hidden, hidden]`
  public var hiddenWeight: Tensor
  /// b, `[3 · hidden]`
  public var inputBias: Tensor
  /// c, `[3 · hidden]`
  public var hiddenBias: Tensor

  public init(inputWeight: Tensor, hiddenWeight: Tensor, inputBias: Tensor, hiddenBias: Tensor) {
    self.inputWeight = inputWeight
    self.hiddenWeight = hiddenWeight
    self.inputBias = inputBias
    self.hiddenBias = hiddenBias
  }

  /// Everything uniform in ±1 / √hidden, as PyTorch does.
  public init(inputs: Int, hidden: Int, using stream: RandomStream) {
    var random = stream
    let bound = 1 / Float(hidden).squareRoot()
    self.init(
      inputWeight: .uniform([3 * hidden, inputs], bound: bound, using: &random),
      hiddenWeight: .uniform([3 * hidden, hidden], bound: bound, using: &random),
      inputBias: .uniform([3 * hidden], bound: bound, using: &random),
      hiddenBias: .uniform([3 * hidden], bound: bound, using: &random))
  }

  public var fields: [NetworkField<Self>] {
    [
      .init("weight_ih", \.inputWeight), .init("weight_hh", \.hiddenWeight), .init("bias_ih", \.inputBias),
      .init("bias_hh", \.hiddenBias),
    ]
  }

  /// The number of units.
  public var hidden: Int { hiddenWeight.shape[1] }

  /// The next state `[batch, hidden]` from x `[batch, in]` and the state `[batch, hidden]`.
  public func step(_ x: Tensor, _ state: Tensor) -> Tensor {
    self(x.reshaped([1, x.shape[0], -1]), initial: state).reshaped([x.shape[0], hidden])
  }

  /// The states after each step, `[time, batch, hidden]`, from x `[time, batch, in]` and an initial state
  /// `[batch, hidden]`, zero unless given. The last one is the state to go on with.
  /// - Parameter starts: `[time, batch]`, not 0 where a sequence begins anew; nil for nowhere.
  public func callAsFunction(_ x: Tensor, initial: Tensor? = nil, starts: Tensor? = nil) -> Tensor {
    precondition(
      x.rank == 3 && x.shape[2] == inputWeight.shape[1] && x.shape[0] > 0,
      "GRU: x \(x.shape) is no sequence for weights \(inputWeight.shape)")
    return scan(
      .gru, gates: gateInputs(x, inputWeight, inputBias), weight: hiddenWeight, bias: hiddenBias,
      initial: initial ?? .zeros([x.shape[1], hidden]), starts: starts)
  }
}

/// W x + b of a whole sequence in one product: `[time, batch, in]` to `[time, batch, gates]`.
func gateInputs(_ x: Tensor, _ weight: Tensor, _ bias: Tensor) -> Tensor {
  linear(x.reshaped([-1, x.shape[2]]), weight, bias).reshaped([x.shape[0], x.shape[1], -1])
}
