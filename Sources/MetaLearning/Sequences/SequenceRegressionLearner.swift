public import Autodiff
public import Learning
public import Randomness

// A network that learns a function from a sequence of its examples without taking a gradient step: what it makes of them
// is its state (Hochreiter, Younger and Conwell 2001). Loss: the mean over all steps, functions and components of
// (prediction of y_t from x_t and what stands before it − y_t)², so that every number of examples is trained for.

/// The recurrent network as a learner of functions.
public struct SequenceRegressionLearner: MetaLearner {
  public typealias Experience = Examples
  public typealias TrainingExperience = ExampleSequences
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
    let inputs = model.scaled(inputs: experience.inputs).values
    let targets = model.scaled(targets: experience.targets).values
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

  /// `error`: the mean squared error over all components, each in the network's scale.
  public func measures(of experience: Examples, by mapping: SequencePredictor) -> Measures {
    let targets = model.scaled(targets: experience.targets)
    let error = (mapping.scaledPredictions(experience.inputs) - targets).square().mean().scalar
    return Measures(["error": Double(error)])
  }

  public func amount(of experience: Examples) -> Int { experience.count }

  // MARK: Training

  public func initialParameters(using stream: RandomStream) -> Parameters {
    model.network.initialParameters(using: stream)
  }

  public func refusal(of update: OuterUpdate) -> String? { refusalOfExamples(update) }

  public func objective<Family: TaskFamily>(
    on tasks: TaskBatch<Family>, at theta: Parameters, for demand: ObjectiveDemand
  ) throws -> Objective
  where Family.Task.Mapping == SequencePredictor, Family.Task.Experience == ExampleSequences {
    try sequenceObjective(on: tasks, at: theta, with: mapping(begin(theta), theta)) { sequences, theta in
      let inputs = model.scaled(inputs: sequences.inputs)
      let targets = model.scaled(targets: sequences.targets)
      let rows = [sequences.time * sequences.rows, -1]
      return (model.predictions(inputs, targets, theta) - targets.reshaped(rows)).square()
    }
  }
}

/// What cannot update a learner of sequences of examples.
func refusalOfExamples(_ update: OuterUpdate) -> String? {
  switch update {
  case .adam, .sgd, .rmsProp: nil
  case .proximal, .trustRegion:
    "adam, sgd or rmsprop, since examples are the same whoever looks at them"
  }
}

/// The mean squared error over all places of all sequences, as an objective.
/// - Parameter squares: of the errors, time by time: `[time, …]`, or with rows of one time together.
func sequenceObjective<Family: TaskFamily>(
  on tasks: TaskBatch<Family>, at theta: Parameters, with mapping: Family.Task.Mapping,
  _ squares: @Sendable (ExampleSequences, Parameters) -> Tensor
) throws -> Objective where Family.Task.Experience == ExampleSequences {
  let samples = try tasks.map { task, _, stream in
    let sequences = try task.gather(with: mapping, for: .query, using: stream.split("query"))
    var errors: [Float] = []
    let (value, gradient) = valueAndGradient(
      of: { theta in
        let error = squares(sequences, theta)
        errors = error.detached().reshaped([sequences.time, -1]).mean(axis: 1).values
        return error.mean()
      }, at: theta)
    guard value.scalar.isFinite, gradient.allFinite else { throw NonFinite("gradient") }
    return (value.scalar, gradient, errors, sequences.time * sequences.rows)
  }
  let count = Float(samples.count)
  func error(_ place: (([Float]) -> Float)) -> Measures {
    Measures(["error": samples.reduce(0.0) { $0 + Double(place($1.2)) } / Double(count)])
  }
  return Objective(
    value: samples.reduce(0) { $0 + $1.0 } / count, gradient: mean(samples.map(\.1)),
    measures: [error { $0[0] }, error { $0[$0.count - 1] }], amount: samples.reduce(0) { $0 + $1.3 })
}

/// A network that has seen some examples, and predicts.
public struct SequencePredictor: Sendable {
  let model: SequenceRegressor
  let stepper: SequenceStepper
  let state: SequenceRegressionLearner.State

  /// `[rows, inputs]` to `[rows, outputs]`, in the targets' units; each row for itself.
  public func callAsFunction(_ inputs: Tensor) -> Tensor {
    model.outputs.inverse(scaledPredictions(inputs))
  }

  /// The same in the network's scale.
  func scaledPredictions(_ inputs: Tensor) -> Tensor {
    let (rows, width, outputs) = (inputs.shape[0], model.inputs.count, model.outputs.count)
    let scaled = model.scaled(inputs: inputs).values
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
