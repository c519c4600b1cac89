public import Autodiff
public import Randomness

/// A network over sequences of either kind: {begin, step, scan}. What it says at a step depends on the steps of the same
/// sequence before it; a step at a time, from a state that begins as zeros, says within rounding what the scan over the
/// whole sequence says.
///
/// In files the kind stands beside the fields of the shape: `gru`, `lstm`, or `attention`.
public enum SequenceNetwork: Sendable, Hashable, Codable {
  case recurrent(SequenceShape)
  case attention(AttentionShape)

  private enum Key: String, CodingKey { case kind }
  private static let attentionKind = "attention"

  public init(from decoder: any Decoder) throws {
    let kind = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .kind)
    self =
      kind == Self.attentionKind
      ? .attention(try AttentionShape(from: decoder)) : .recurrent(try SequenceShape(from: decoder))
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .recurrent(let own): try own.encode(to: encoder)
    case .attention(let own):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(Self.attentionKind, forKey: .kind)
      try own.encode(to: encoder)
    }
  }

  /// Numbers of a step's input.
  public var inputs: Int {
    switch self {
    case .recurrent(let own): own.inputs
    case .attention(let own): own.inputs
    }
  }

  public var outputs: Int {
    switch self {
    case .recurrent(let own): own.outputs
    case .attention(let own): own.outputs
    }
  }

  /// Numbers of h.
  public var hidden: Int {
    switch self {
    case .recurrent(let own): own.hidden
    case .attention(let own): own.width
    }
  }

  /// The first numbers of a step's input, where the perceptron at the end reads them with weights that h generates; nil
  /// where its weights are its own and it reads h.
  public var generated: Int? {
    switch self {
    case .recurrent(let own): own.generated
    case .attention(let own): own.generated
    }
  }

  /// Numbers that a row remembers from one step to the next.
  public var memory: Int {
    switch self {
    case .recurrent(let own): own.memory
    case .attention(let own): own.memory
    }
  }

  /// Name and shape of every tensor, in order.
  public var layout: [(name: String, shape: [Int])] {
    switch self {
    case .recurrent(let own): own.layout
    case .attention(let own): own.layout
    }
  }

  /// - Parameter outputScale: of the last layer.
  public func initialParameters(outputScale: Float = 1, using stream: RandomStream) -> Parameters {
    switch self {
    case .recurrent(let own): own.initialParameters(outputScale: outputScale, using: stream)
    case .attention(let own): own.initialParameters(outputScale: outputScale, using: stream)
    }
  }

  /// What the network says at every step of whole sequences, which begin with the first one, and h after each.
  /// - Parameters:
  ///   - x: `[time, rows, inputs]`
  ///   - parameters: the network's tensors, at their places from 0 on.
  ///   - starts: `[time, rows]`, not 0 where a sequence begins anew; nil for nowhere.
  /// - Returns: `[time · rows, outputs]` and `[time · rows, hidden]`, time by time.
  public func callAsFunction(
    _ x: Tensor, _ parameters: Parameters, starts: Tensor? = nil
  ) -> (outputs: Tensor, hidden: Tensor) {
    switch self {
    case .recurrent(let own): own(x, parameters, starts: starts)
    case .attention(let own): own(x, parameters, starts: starts)
    }
  }

  /// The network with fixed parameters, a step at a time.
  public func stepper(_ parameters: Parameters) -> SequenceStepper {
    switch self {
    case .recurrent(let own): .recurrent(own.stepper(parameters))
    case .attention(let own): .attention(own.stepper(parameters))
    }
  }

  /// Makes a row's state, `[memory]`, that of one that has seen nothing: zeros.
  public func forget(_ state: inout MutableSpan<Float>) {
    switch self {
    case .recurrent: for i in state.indices { state[i] = 0 }
    case .attention(let own): own.forget(&state)
    }
  }
}

/// The perceptron at the end of a network over sequences.
public enum SequenceHead: String, Sendable, Hashable, Codable, CaseIterable {
  /// One with weights of its own that reads h.
  case perceptron
  /// One that reads the observation with weights that h generates (Beck et al. 2022).
  case hypernetwork
}

/// A network over sequences with fixed parameters, ready to act: a step builds no graph and reuses its buffers.
public enum SequenceStepper: Sendable {
  case recurrent(RecurrentStepper)
  case attention(AttentionStepper)

  /// - Parameters:
  ///   - x: `[rows, inputs]`
  ///   - state: `[rows, memory]`; becomes the next one.
  ///   - out: `[rows, outputs]`
  public mutating func callAsFunction(
    _ x: Span<Float>, rows: Int, state: inout MutableSpan<Float>, into out: inout MutableSpan<Float>
  ) {
    // Taken out of self, so that its buffers have no second owner and are not copied.
    switch consume self {
    case .recurrent(var own):
      own(x, rows: rows, state: &state, into: &out)
      self = .recurrent(own)
    case .attention(var own):
      own(x, rows: rows, state: &state, into: &out)
      self = .attention(own)
    }
  }
}
