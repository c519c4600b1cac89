import Autodiff
import Learning
import Randomness
import TestSupport
import Testing

/// A network over sequences is layers, a recurrence and a perceptron, whole or a step at a time.
@Suite struct SequenceShapeTests {
  private static let shapes = Recurrence.allCases.flatMap { kind in
    [([], []), ([5], []), ([], [6]), ([9, 4], [3, 20])].map { (layers: ([Int], [Int])) in
      SequenceShape(kind: kind, inputs: 3, encoder: layers.0, hidden: 7, head: layers.1, outputs: 2)
    }
  }
  private static let stream = RandomStream(seed: 4)

  private func sequence(_ time: Int, _ rows: Int) -> Tensor {
    Tensor(noise(time * rows * 3, seed: 1), shape: [time, rows, 3])
  }

  /// Initial ones with biases that are not zero.
  private func parameters(_ shape: SequenceShape) -> Parameters {
    let initial = shape.initialParameters(using: Self.stream)
    return initial.adding(initial.unflattened(noise(initial.elementCount, seed: 2)), scaledBy: 0.3)
  }

  @Test(arguments: shapes)
  func theLayoutIsThatOfInitialParameters(_ shape: SequenceShape) {
    let p = shape.initialParameters(using: Self.stream)
    #expect(p.names == shape.layout.map(\.name))
    #expect(p.tensors.map(\.shape) == shape.layout.map(\.shape))
    #expect(shape.memory == (shape.kind == .gru ? 7 : 14))
    #expect(p.flattened() == shape.initialParameters(using: Self.stream).flattened())
    #expect(p.flattened() != shape.initialParameters(using: Self.stream.split(1)).flattened())
  }

  @Test func namesAreThoseOfPyTorch() {
    let shape = SequenceShape(kind: .lstm, inputs: 3, encoder: [5], hidden: 7, head: [4], outputs: 2)
    #expect(
      shape.layout.map(\.name) == [
        "encoder.0.weight", "encoder.0.bias", "cell.weight_ih", "cell.weight_hh", "cell.bias_ih",
        "cell.bias_hh",
        "head.layers.0.weight", "head.layers.0.bias", "head.head.weight", "head.head.bias",
      ])
    #expect(
      shape.layout.map(\.shape) == [[5, 3], [5], [28, 5], [28, 7], [28], [28], [4, 7], [4], [2, 4], [2]])
  }

  /// Orthogonal gate by gate; every bias zero but for that of the gate that keeps the state.
  @Test(arguments: shapes)
  func initialParametersKeepTheState(_ shape: SequenceShape) {
    let p = shape.initialParameters(outputScale: 0.01, using: Self.stream)
    func expect(_ matrix: Tensor, gain: Float, _ name: String) {
      let isWide = matrix.shape[0] <= matrix.shape[1]
      let products = matmul(matrix, matrix, transposeA: !isWide, transposeB: isWide)
      let step = products.shape[0] + 1
      for (place, product) in products.values.enumerated() {
        let want: Float = place % step == 0 ? gain * gain : 0
        #expect(abs(product - want) < 1e-5 * gain * gain, "\(name), entry \(place) of its products")
      }
    }
    for (name, tensor) in zip(p.names, p.tensors) {
      if name == "cell.bias_ih" {
        for (unit, bias) in tensor.values.enumerated() { #expect(bias == ((7..<14).contains(unit) ? 1 : 0)) }
      } else if tensor.rank == 1 {
        #expect(tensor.values.allSatisfy { $0 == 0 }, "\(name)")
      } else if name.hasPrefix("cell.") {
        for gate in 0..<shape.kind.gates {
          expect(tensor.slice(gate * 7..<(gate + 1) * 7), gain: 1, name)
        }
      } else {
        expect(tensor, gain: name == "head.head.weight" ? 0.01 : Float(2).squareRoot(), name)
      }
    }
  }

  /// The recurrence is PyTorch's, as the networks of its name have it: to the bit.
  @Test(arguments: Recurrence.allCases, [true, false])
  func theRecurrenceIsThatOfTheNetworks(_ kind: Recurrence, isCut: Bool) {
    let shape = SequenceShape(kind: kind, inputs: 3, encoder: [], hidden: 7, head: [], outputs: 2)
    let p = parameters(shape)
    let starts: Tensor? = isCut ? Tensor([0, 1, 0, 0, 1, 0, 0, 0], shape: [4, 2]) : nil
    let own = Parameters((0..<4).map { (String(p.names[$0].dropFirst(5)), p[$0]) })
    let x = sequence(4, 2)
    let want =
      switch kind {
      case .gru: GRU(inputs: 3, hidden: 7, using: Self.stream).with(own)(x, starts: starts)
      case .lstm: LSTM(inputs: 3, hidden: 7, using: Self.stream).with(own)(x, starts: starts).outputs
      }
    let got = shape(x, p, starts: starts)
    #expect(got.hidden.shape == [8, 7] && got.outputs.shape == [8, 2])
    #expect(got.hidden.values == want.values)
    #expect(got.outputs.values == linear(got.hidden, p[4], p[5]).values)
  }

  /// A step at a time, as few rows or many, is the whole sequence within rounding; rows depend on no other, to the bit.
  @Test(arguments: shapes)
  func aStepperGoesThroughTheSequence(_ shape: SequenceShape) {
    let (p, x, rows) = (parameters(shape), sequence(5, 3), 3)
    let initial = Tensor(noise(rows * shape.memory, seed: 5), shape: [rows, shape.memory])
    let want = shape(x, p, initial: initial)
    /// Outputs and states after each step, of rows from `first` on.
    func steps(_ rows: Range<Int>, by stepper: inout RecurrentStepper) -> (
      outputs: [[Float]], states: [[Float]]
    ) {
      var state = Array(initial.slice(rows).values)
      var said = [Float](repeating: 0, count: rows.count * 2)
      var (outputs, states): ([[Float]], [[Float]]) = ([], [])
      for t in 0..<5 {
        let own = x.slice(t..<t + 1).slice(rows, axis: 1).values
        var memory = state.mutableSpan
        var out = said.mutableSpan
        stepper(own.span, rows: rows.count, state: &memory, into: &out)
        outputs.append(said)
        states.append(state)
      }
      return (outputs, states)
    }
    var stepper = shape.stepper(p)
    #expect(stepper.memory == shape.memory)
    let all = steps(0..<3, by: &stepper)
    let hidden = all.states.flatMap { state in
      (0..<rows).flatMap { state[$0 * shape.memory..<$0 * shape.memory + 7] }
    }
    #expect(relativeError(all.outputs.flatMap { $0 }, want.outputs.values.map(Double.init)) < 1e-6)
    #expect(relativeError(hidden, want.hidden.values.map(Double.init)) < 1e-6)
    // The same stepper, now of one row: what its buffers hold of more does not matter.
    for row in 0..<rows {
      let alone = steps(row..<row + 1, by: &stepper)
      #expect(alone.outputs == all.outputs.map { Array($0[row * 2..<(row + 1) * 2]) })
      #expect(alone.states == all.states.map { Array($0[row * shape.memory..<(row + 1) * shape.memory]) })
    }
    #expect(steps(0..<3, by: &stepper).outputs == all.outputs)
  }

  @Test(arguments: Recurrence.allCases)
  func derivativesObeyTheirLaw(_ kind: Recurrence) {
    let shape = SequenceShape(kind: kind, inputs: 3, encoder: [2], hidden: 2, head: [2], outputs: 1)
    let (p, x) = (parameters(shape), sequence(3, 2))
    // Away from the kinks of its rectifiers, which are all open.
    let open = Parameters(
      zip(p.names, p.tensors).map { name, tensor in
        (name, ["encoder.0.bias", "head.layers.0.bias"].contains(name) ? tensor + 4 : tensor)
      })
    let starts = Tensor([1, 0, 0, 1, 0, 0], shape: [3, 2])
    checkGradient(at: open, step: 0.01) { p in
      let (outputs, hidden) = shape(x, p, starts: starts)
      return concatenated([outputs, hidden], axis: 1)
    }
  }

  /// Learning within a sequence: step t sees x_t and y_(t−1), and predicts y_t. Against PyTorch within 1e-4.
  @Test(arguments: try Golden<GoldenEpisodeLoss>.files(ofKind: "episode-loss", variant: "gru-learner"))
  func goldenLearner(_ golden: Golden<GoldenEpisodeLoss>) throws {
    let (file, want) = (golden.content, golden.content.expected)
    let (x, y) = (try #require(file.inputs["x"]).tensor, try #require(file.inputs["y"]).tensor)
    let (time, rows) = (x.shape[0], x.shape[1])
    let tokens = concatenated(
      [x, concatenated([.zeros([1, rows, y.shape[2]]), y.slice(0..<time - 1)])], axis: 2)
    let shape = SequenceShape(
      kind: .gru, inputs: tokens.shape[2], encoder: [], hidden: file.parameters[1].shape[1], head: [],
      outputs: y.shape[2])
    try #require(file.parameters.map(\.shape) == shape.layout.map(\.shape))
    let p = Parameters(zip(shape.layout, file.parameters).map { ($0.name, $1.tensor) })
    #expect(relativeError(shape(tokens, p).outputs.values, want.output) < 1e-4)
    let hessian = HessianOperator(
      of: { (shape(tokens, $0).outputs - y.reshaped([time * rows, -1])).square().mean() }, at: p)
    #expect(relativeError([hessian.value.scalar], [want.loss]) < 1e-4)
    #expect(relativeError(hessian.gradient.flattened(), Array(want.gradient.joined())) < 1e-4)
    let product = hessian(p.unflattened(Array(want.vector.joined())))
    #expect(relativeError(product.flattened(), Array(want.hessianVector.joined())) < 1e-4)
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = SequenceShape(kind: .gru, inputs: 3, encoder: [0], hidden: 2, head: [], outputs: 1)
    }
    await #expect(processExitsWith: .failure) {
      let shape = SequenceShape(kind: .gru, inputs: 3, encoder: [], hidden: 2, head: [], outputs: 1)
      _ = shape(.zeros([2, 1, 4]), shape.initialParameters(using: RandomStream(seed: 1)))
    }
  }
}
