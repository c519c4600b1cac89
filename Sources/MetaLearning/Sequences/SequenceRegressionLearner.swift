public import Autodiff
public import Learning
public import Randomness

// A network that learns a function from a sequence of its examples without taking a gradient step: what it makes of them
// is its state (Hochreiter, Younger and Conwell 2001).

/// The recurrent network as a learner of functions.
public struct SequenceRegressionLearner: SequenceTrainedLearner {
  public typealias Mapping = SequencePredictor

  public let model: SequenceRegressor

  public init(_ model: SequenceRegressor) { self.model = model }

  // MARK: The fold

  /// φ: the network's state, and the target that it sees next; scaled.
  public struct State: Sendable, Equatable {
    var memory: [Float]
    var target: [Float]
  }

  public func begin(_ theta: Parameters) -> State {
    State(
      memory: Array(repeating: 0, count: model.network.memory),
      target: Array(repeating: 0, count: model.outputs.count))
  }

  /// One example after another.
  public func absorb(_ state: State, _ experience: Examples, _ theta: Parameters) -> State {
    var next = state
    var stepper = model.network.stepper(theta)
    let inputs = model.inputs(experience.inputs).values
    let targets = model.outputs(experience.targets).values
    let (width, outputs) = (model.inputs.count, model.outputs.count)
    var said = [Float](repeating: 0, count: outputs)
    for i in 0..<experience.count {
      let token = Array(inputs[i * width..<(i + 1) * width]) + next.target
      var memory = next.memory.mutableSpan
      var out = said.mutableSpan
      stepper(token.span, rows: 1, state: &memory, into: &out)
      next.target = Array(targets[i * outputs..<(i + 1) * outputs])
    }
    return next
  }

  public func mapping(_ state: State, _ theta: Parameters) -> SequencePredictor {
    SequencePredictor(model: model, stepper: model.network.stepper(theta), state: state)
  }

  // MARK: Training

  public var targetScale: ObservationNormalization { model.outputs }

  public func initialParameters(using stream: RandomStream) -> Parameters {
    model.network.initialParameters(using: stream)
  }

  public func squaredErrors(_ sequences: ExampleSequences, _ theta: Parameters) -> Tensor {
    let targets = model.outputs(sequences.targets)
    let predictions = model.predictions(model.inputs(sequences.inputs), targets, theta)
    return (predictions - targets.reshaped(predictions.shape)).square()
  }
}

/// A network that has seen some examples, and predicts.
public struct SequencePredictor: ScaledPredictor {
  let model: SequenceRegressor
  let stepper: RecurrentStepper
  let state: SequenceRegressionLearner.State

  public var targetScale: ObservationNormalization { model.outputs }

  public func scaledPredictions(_ inputs: Tensor) -> Tensor {
    let (rows, width, outputs) = (inputs.shape[0], model.inputs.count, model.outputs.count)
    let scaled = model.inputs(inputs).values
    var tokens: [Float] = []
    var memory: [Float] = []
    for row in 0..<rows {
      tokens += scaled[row * width..<(row + 1) * width] + state.target
      memory += state.memory
    }
    var stepper = stepper
    var said = [Float](repeating: 0, count: rows * outputs)
    var span = memory.mutableSpan
    var out = said.mutableSpan
    stepper(tokens.span, rows: rows, state: &span, into: &out)
    return Tensor(said, shape: [rows, outputs])
  }
}
