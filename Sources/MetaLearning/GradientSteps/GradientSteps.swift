/// How a learner adapts by gradient steps: the settings `learner`.
public struct GradientSteps: Sendable, Hashable, Codable {
  /// What stands for the derivative through the adaptation.
  public enum Derivative: String, Sendable, Codable, CaseIterable {
    /// The exact one (MAML).
    case exact
    /// Inner steps as if their gradients were constant (FOMAML).
    case firstOrder = "first-order"
    /// How far the adaptation went (Reptile).
    case displacement
    /// No inner steps in training: a model of all tasks, which adapts all the same (fine-tuning).
    case none
  }

  /// Size of each inner step, in order; their number is the number of inner steps. Steps beyond repeat the last.
  public var rates: [Float]
  public var derivative = Derivative.exact
  /// Which tensors the steps change.
  public var adapting = TensorSelection.all
  /// Whether the outer loop learns the step sizes, beginning at `rates`, and what shares one.
  public var learnedRates = RateGranularity.fixed
  /// What the outer objective gives the mapping after 0, 1, … inner steps, in proportion; empty where only the one
  /// after the last step counts.
  public var stageWeights: [Float] = []
  /// Step sizes on held-out tasks, the last one repeated; empty for `rates`. Where sizes are learned, these count
  /// only for steps beyond the trained ones.
  public var evaluationRates: [Float] = []

  public init(rates: [Float], derivative: Derivative = .exact) {
    self.rates = rates
    self.derivative = derivative
  }

  /// Inner steps taken in training.
  public var trainedSteps: Int { derivative == .none ? 0 : rates.count }

  /// Weights of stages 0 … K, of sum 1.
  var weights: [Float] {
    guard !stageWeights.isEmpty, derivative != .none else {
      return [Float](repeating: 0, count: trainedSteps) + [1]
    }
    precondition(
      stageWeights.count == rates.count + 1,
      "\(stageWeights.count) stage weights for \(rates.count) inner steps")
    let sum = stageWeights.reduce(0, +)
    return stageWeights.map { $0 / sum }
  }
}

extension GradientSteps {
  /// What no learner can use, as "KEY: is VALUE, expected …"; nil where nothing is wrong.
  public var problem: String? {
    func problem(_ key: String, _ value: Any, _ expected: String) -> String {
      "learner.\(key): is \(value), expected \(expected)"
    }
    guard (1...100).contains(rates.count), rates.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      return problem("rates", rates, "1 to 100 step sizes, none negative")
    }
    guard learnedRates == .fixed || rates.allSatisfy({ $0 > 0 }) else {
      return problem(
        "rates", rates, "positive step sizes to begin learning from (or learner.learnedRates=fixed)")
    }
    guard
      stageWeights.isEmpty
        || stageWeights.count == rates.count + 1
          && stageWeights.allSatisfy({ $0 >= 0 && $0.isFinite }) && stageWeights.contains(where: { $0 > 0 })
    else {
      return problem(
        "stageWeights", stageWeights, "nothing, or one weight for 0, 1, … \(rates.count) inner steps")
    }
    guard evaluationRates.count <= 100, evaluationRates.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      return problem("evaluationRates", evaluationRates, "at most 100 step sizes, none negative")
    }
    guard !adapting.patterns.isEmpty else { return problem("adapting", "[]", "names of tensors, or *") }
    return nil
  }
}
