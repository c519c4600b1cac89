public import Autodiff
public import Randomness

/// The description of a recurrent network, and what it computes with parameters that stand elsewhere: layers that encode
/// a step's input, a recurrence, and a perceptron that reads what the recurrence says.
///
/// Tensors, in order: `encoder.0.weight`, `encoder.0.bias`, …; the recurrence's `cell.weight_ih`, `cell.weight_hh`,
/// `cell.bias_ih`, `cell.bias_hh` in PyTorch's layout; those of the perceptron under `head.`.
public struct SequenceShape: Sendable, Hashable, Codable {
  public var kind: Recurrence
  /// Numbers of a step's input.
  public var inputs: Int
  /// Sizes of rectified layers before the recurrence.
  public var encoder: [Int]
  /// Units of the recurrence.
  public var hidden: Int
  /// Sizes of rectified layers behind the recurrence.
  public var head: [Int]
  public var outputs: Int
  /// The first numbers of a step's input, which the perceptron behind the recurrence reads with weights that h generates;
  /// nil where its weights are its own and it reads h.
  public var generated: Int?

  /// - Precondition: every size is positive.
  public init(
    kind: Recurrence, inputs: Int, encoder: [Int], hidden: Int, head: [Int], outputs: Int,
    generated: Int? = nil
  ) {
    precondition(
      ([inputs, hidden, outputs] + encoder + head).allSatisfy { $0 > 0 }
        && (1...inputs).contains(generated ?? inputs),
      "a sequence network with sizes \([inputs] + encoder + [hidden] + head + [outputs]), expected positive ones"
    )
    self.kind = kind
    self.inputs = inputs
    self.encoder = encoder
    self.hidden = hidden
    self.head = head
    self.outputs = outputs
    self.generated = generated
  }

  /// Numbers that a row remembers from one step to the next.
  public var memory: Int { kind.memories * hidden }
  private var reader: SequenceReader {
    SequenceReader(hidden: hidden, generated: generated, sizes: head, outputs: outputs)
  }
  private var cellInputs: Int { encoder.last ?? inputs }
  private var cellPlace: Int { 2 * encoder.count }
  private var readerPlace: Int { cellPlace + 4 }

  /// Name and shape of every tensor, in order.
  public var layout: [(name: String, shape: [Int])] {
    let sizes = [inputs] + encoder
    let layers = encoder.indices.flatMap { i in
      [("encoder.\(i).weight", [sizes[i + 1], sizes[i]]), ("encoder.\(i).bias", [sizes[i + 1]])]
    }
    let gates = kind.gates * hidden
    return layers + [
      ("cell.weight_ih", [gates, cellInputs]), ("cell.weight_hh", [gates, hidden]), ("cell.bias_ih", [gates]),
      ("cell.bias_hh", [gates]),
    ] + reader.layout
  }

  /// Orthogonal matrices (Saxe, McClelland and Ganguli 2014), those before a rectifier √2 as large; biases zero, but
  /// for the gate that keeps the state, at 1 (Jozefowicz, Zaremba and Sutskever 2015, §2.2).
  /// - Parameter outputScale: of the last layer.
  public func initialParameters(outputScale: Float = 1, using stream: RandomStream) -> Parameters {
    Parameters(
      layout.enumerated().map { place, entry in
        let (name, shape) = entry
        var branch = stream.split(place)
        if name == "cell.bias_ih" {
          // The GRU's update gate and the LSTM's forget gate both stand second.
          return (name, Tensor((0..<shape[0]).map { (hidden..<2 * hidden).contains($0) ? 1 : 0 }))
        }
        if name.hasPrefix("head.") {
          return (name, reader.initial(name, shape, outputScale: outputScale, using: branch))
        }
        guard shape.count == 2 else { return (name, .zeros(shape)) }
        if name.hasPrefix("cell.") {
          let blocks = (0..<kind.gates).map { _ in
            Tensor.orthogonal([hidden, shape[1]], using: &branch)
          }
          return (name, concatenated(blocks))
        }
        return (name, .orthogonal(shape, gain: Float(2).squareRoot(), using: &branch))
      })
  }

  /// What the network says at every step, and h after each.
  /// - Parameters:
  ///   - x: `[time, rows, inputs]`
  ///   - parameters: the network's tensors, at their places from 0 on.
  ///   - initial: `[rows, memory]`; zero unless given.
  ///   - starts: `[time, rows]`, not 0 where a sequence begins anew; nil for nowhere.
  /// - Returns: `[time · rows, outputs]` and `[time · rows, hidden]`, time by time.
  public func callAsFunction(
    _ x: Tensor, _ parameters: Parameters, initial: Tensor? = nil, starts: Tensor? = nil
  ) -> (outputs: Tensor, hidden: Tensor) {
    precondition(x.rank == 3 && x.shape[2] == inputs, "a sequence \(x.shape) for \(inputs) inputs")
    let (time, rows) = (x.shape[0], x.shape[1])
    let x = x.reshaped([time * rows, inputs])
    var y = x
    for i in encoder.indices {
      y = linear(y, parameters[2 * i], parameters[2 * i + 1], activation: .relu)
    }
    let gates = linear(y, parameters[cellPlace], parameters[cellPlace + 2])
      .reshaped([time, rows, kind.gates * hidden])
    let states = scan(
      kind, gates: gates, weight: parameters[cellPlace + 1], bias: parameters[cellPlace + 3],
      initial: initial ?? .zeros([rows, memory]), starts: starts)
    let h = (memory == hidden ? states : states.slice(0..<hidden, axis: 2)).reshaped([time * rows, hidden])
    return (reader(h, x, parameters, from: readerPlace), h)
  }

  /// The network with fixed parameters, a step at a time.
  public func stepper(_ parameters: Parameters) -> RecurrentStepper {
    RecurrentStepper(
      encoder: encoder.indices.map {
        Kernels.Layer(weight: parameters[2 * $0], bias: parameters[2 * $0 + 1], activation: .relu)
      },
      cell: Kernels.Cell(
        kind, inputWeight: parameters[cellPlace], inputBias: parameters[cellPlace + 2],
        weight: parameters[cellPlace + 1], bias: parameters[cellPlace + 3]),
      reader: reader.stepper(parameters, from: readerPlace))
  }
}
