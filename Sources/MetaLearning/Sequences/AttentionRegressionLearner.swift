public import Autodiff
public import Learning
public import Randomness

// Attention as a learner of functions: φ is the examples themselves, and a prediction looks at all of them.

/// Attention over examples as a learner of functions.
public struct AttentionRegressionLearner: SequenceTrainedLearner {
  public typealias Mapping = AttentionPredictor

  public let model: AttentionRegressor

  public init(_ model: AttentionRegressor) { self.model = model }

  /// φ: the examples seen, scaled, one token each.
  public struct State: Sendable, Equatable {
    /// `[examples, tokenCount]`
    var tokens: [Float] = []
  }

  public func begin(_ theta: Parameters) -> State { State() }

  /// Examples that it has seen already are not taken in again: they would only count twice.
  public func absorb(_ state: State, _ experience: Examples, _ theta: Parameters) -> State {
    let tokens = concatenated(
      [model.inputs(experience.inputs), model.outputs(experience.targets)], axis: 1
    ).values
    let (width, seen) = (model.tokenCount, state.tokens)
    var next = state
    for i in 0..<experience.count {
      let token = tokens[i * width..<(i + 1) * width]
      let isKnown = stride(from: 0, to: seen.count, by: width).contains { seen[$0..<$0 + width] == token }
      if !isKnown { next.tokens += token }
    }
    return next
  }

  public func mapping(_ state: State, _ theta: Parameters) -> AttentionPredictor {
    AttentionPredictor(model: model, parameters: theta, state: state)
  }

  public var targetScale: ObservationNormalization { model.outputs }

  public func initialParameters(using stream: RandomStream) -> Parameters {
    model.initialParameters(using: stream)
  }

  public func squaredErrors(_ sequences: ExampleSequences, _ theta: Parameters) -> Tensor {
    let targets = model.outputs(sequences.targets).transposed([1, 0, 2])
    let inputs = model.inputs(sequences.inputs).transposed([1, 0, 2])
    return (model.predictions(inputs, targets, theta) - targets).square().transposed([1, 0, 2])
  }
}

/// Attention over the examples seen, and predictions.
public struct AttentionPredictor: ScaledPredictor {
  let model: AttentionRegressor
  let parameters: Parameters
  let state: AttentionRegressionLearner.State

  public var targetScale: ObservationNormalization { model.outputs }

  /// Some queries at a time, as many as bounded memory holds.
  public func scaledPredictions(_ inputs: Tensor) -> Tensor {
    let rows = inputs.shape[0]
    let time = state.tokens.count / model.tokenCount + 1
    let scaled = model.inputs(inputs).values
    let block = max(1, Self.mostScores / (model.heads * time * time))
    return concatenated(
      stride(from: 0, to: max(rows, 1), by: block).map { first in
        predictions(of: scaled, rows: first..<min(first + block, rows), time: time)
      })
  }

  /// Numbers of a block's largest tensor.
  private static let mostScores = 4 << 20

  private func predictions(of scaled: [Float], rows: Range<Int>, time: Int) -> Tensor {
    let width = model.inputs.count
    var tokens: [Float] = []
    for row in rows {
      tokens += state.tokens
      tokens += scaled[row * width..<(row + 1) * width]
      tokens += [Float](repeating: 0, count: model.outputs.count)
    }
    return model(Tensor(tokens, shape: [rows.count, time, model.tokenCount]), mask: nil, parameters)
      .slice(time - 1..<time, axis: 1).reshaped([rows.count, model.outputs.count])
  }
}
