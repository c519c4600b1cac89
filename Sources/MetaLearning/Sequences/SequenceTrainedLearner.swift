public import Autodiff
public import Learning
import Randomness

// Learners of functions that are trained on sequences of their examples, without an inner step. Loss: the mean over all
// places of a sequence, functions and components of (prediction of y_t from x_t and the examples before it − y_t)², so that
// every number of examples is trained for.

/// A learner of functions whose every prediction in a sequence is trained.
public protocol SequenceTrainedLearner: MetaLearner, ExampleLearner
where TrainingExperience == ExampleSequences, Mapping: ScaledPredictor {
  /// What a target is to the network: (target − mean) · scale.
  var targetScale: ObservationNormalization { get }

  /// Squared errors of the predictions of every target from what stands before it, scaled, time by time: as many numbers as
  /// targets, those of one time together.
  func squaredErrors(_ sequences: ExampleSequences, _ theta: Parameters) -> Tensor
}

/// A predictor that says what its network says, too.
public protocol ScaledPredictor: Predictor {
  var targetScale: ObservationNormalization { get }

  /// `[rows, inputs]` to `[rows, outputs]`, in the network's scale; each row for itself.
  func scaledPredictions(_ inputs: Tensor) -> Tensor
}

extension ScaledPredictor {
  public func callAsFunction(_ inputs: Tensor) -> Tensor { targetScale.inverse(scaledPredictions(inputs)) }
}

extension SequenceTrainedLearner {
  /// `error`: the mean squared error over all components, each in the network's scale.
  public func measures(of experience: Examples, by mapping: Mapping) -> Measures {
    let errors = mapping.scaledPredictions(experience.inputs) - targetScale(experience.targets)
    return Measures(["error": Double(errors.square().mean().scalar)])
  }

  public func amount(of experience: Examples) -> Int { experience.count }

  public func refusal(of update: OuterUpdate) -> String? {
    switch update {
    case .adam, .sgd, .rmsProp: nil
    case .proximal, .trustRegion:
      "adam, sgd or rmsprop, since examples are the same whoever looks at them"
    }
  }

  public func objective<Family: TaskFamily>(
    on tasks: TaskBatch<Family>, at theta: Parameters, for demand: ObjectiveDemand
  ) throws -> Objective where Family.Task.Mapping == Mapping, Family.Task.Experience == ExampleSequences {
    let mapping = mapping(begin(theta), theta)
    let reports = try tasks.map { task, _, stream in
      let sequences = try task.gather(with: mapping, for: .query, using: stream.split("query"))
      var errors: [Float] = []
      let (value, gradient) = valueAndGradient(
        of: { theta in
          let squares = squaredErrors(sequences, theta)
          errors = squares.detached().reshaped([sequences.time, -1]).mean(axis: 1).values
          return squares.mean()
        }, at: theta)
      guard value.scalar.isFinite, gradient.allFinite else { throw NonFinite("gradient") }
      return Report(
        value: value.scalar, gradient: gradient, errors: errors, amount: sequences.time * sequences.rows)
    }
    let count = Float(reports.count)
    func error(_ place: ([Float]) -> Float) -> Measures {
      Measures(["error": reports.reduce(0.0) { $0 + Double(place($1.errors)) } / Double(count)])
    }
    return Objective(
      value: reports.reduce(0) { $0 + $1.value } / count, gradient: .mean(reports.map(\.gradient)),
      measures: [error { $0[0] }, error { $0[$0.count - 1] }], amount: reports.reduce(0) { $0 + $1.amount })
  }
}

/// What all ranks are told of a block of functions.
private struct Report: Codable, Sendable {
  var value: Float
  var gradient: Parameters
  /// Mean squared error by place in the sequence.
  var errors: [Float]
  var amount: Int
}
