public import Autodiff
public import Randomness

/// A long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), in
/// PyTorch's layout; gates stand in the order input i, forget f, cell g, output o:
///   i, f, o = σ(W x + b + U h + c),  g = tanh(…),  s′ = f ⊙ s + i ⊙ g,  h′ = o ⊙ tanh(s′).
public struct LSTM: Network {
  /// Output h and cell s, `[batch, hidden]` each.
  public struct State: Sendable {
    public var output: Tensor
    public var cell: Tensor

    public init(output: Tensor, cell: Tensor) {
      self.output = output
      self.cell = cell
    }
  }

  /// W, `[4 · hidden, in]`
  public var inputWeight: Tensor
  /// U, `[4 · hidden, hidden]`
  public var hiddenWeight: Tensor
  /// b, `[4 · hidden]`
  public var inputBias: Tensor
  /// c, `[4 · hidden]`
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
      inputWeight: .uniform([4 * hidden, inputs], bound: bound, using: &random),
      hiddenWeight: .uniform([4 * hidden, hidden], bound: bound, using: &random),
      inputBias: .uniform([4 * hidden], bound: bound, using: &random),
      hiddenBias: .uniform([4 * hidden], bound: bound, using: &random))
  }

  public var fields: [NetworkField<Self>] {
    [
      .init("weight_ih", \.inputWeight), .init("weight_hh", \.hiddenWeight), .init("bias_ih", \.inputBias),
      .init("bias_hh", \.hiddenBias),
    ]
  }

  /// The number of units.
  public var hidden: Int { hiddenWeight.shape[1] }

  /// The state before a sequence begins: zeros.
  public func initialState(batch: Int) -> State {
    State(output: .zeros([batch, hidden]), cell: .zeros([batch, hidden]))
  }

  /// The next state from x `[batch, in]`.
  public func step(_ x: Tensor, _ state: State) -> State {
    self(x.reshaped([1, x.shape[0], -1]), initial: state).state
  }

  /// The outputs of every step, `[time, batch, hidden]`, and the state after the last one, from x
  /// `[time, batch, in]` and an initial state, zero unless given.
  /// - Parameter starts: `[time, batch]`, not 0 where a sequence begins anew; nil for nowhere.
  public func callAsFunction(
    _ x: Tensor, initial: State? = nil, starts: Tensor? = nil
  ) -> (outputs: Tensor, state: State) {
    precondition(
      x.rank == 3 && x.shape[2] == inputWeight.shape[1] && x.shape[0] > 0,
      "LSTM: x \(x.shape) is no sequence for weights \(inputWeight.shape)")
    let (time, batch) = (x.shape[0], x.shape[1])
    let first = initial ?? initialState(batch: batch)
    let states = scan(
      .lstm, gates: gateInputs(x, inputWeight, inputBias), weight: hiddenWeight, bias: hiddenBias,
      initial: concatenated([first.output, first.cell], axis: 1), starts: starts)
    let outputs = states.slice(0..<hidden, axis: 2)
    return (
      outputs,
      State(
        output: outputs.slice(time - 1..<time).reshaped([batch, hidden]),
        cell: states.slice(time - 1..<time).slice(hidden..<2 * hidden, axis: 2).reshaped([batch, hidden]))
    )
  }
}
