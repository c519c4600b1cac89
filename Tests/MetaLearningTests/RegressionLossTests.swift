import Autodiff
import Learning
import Randomness
import Testing

@testable import MetaLearning

/// What disturbs a regression's training, and nothing else of it.
@Suite struct RegressionLossTests {
  private let network = MLPShape(inputs: 2, hidden: [6, 5], outputs: 1, activation: .tanh)
  private let examples = Examples(
    inputs: Tensor([0.1, -0.4, 0.7, 0.2, -0.9, 0.5], shape: [3, 2]),
    targets: Tensor([0.3, -0.2, 0.8], shape: [3, 1]))
  private let stream = RandomStream(seed: 3)

  private func criterion(_ change: (inout RegressionLoss) -> Void) -> RegressionCriterion {
    var loss = RegressionLoss()
    change(&loss)
    return RegressionCriterion(Regressor(network: network), loss: loss)
  }

  private func parameters() -> Parameters {
    MLP(network, using: RandomStream(seed: 1)).parameters
  }

  @Test func noiseMovesSupportInputsOfTrainingOnly() {
    let criterion = criterion { $0.inputNoise = 0.1 }
    let support = criterion.trainingBatch(examples, for: .support(0), using: stream)
    let query = criterion.trainingBatch(examples, for: .query, using: stream)
    #expect(support.inputs.values != examples.inputs.values)
    #expect(support.targets.values == examples.targets.values)
    #expect(query.inputs.values == examples.inputs.values)
    #expect(criterion.batch(examples).inputs.values == examples.inputs.values)
    let moved = zip(support.inputs.values, examples.inputs.values).map { abs($0 - $1) }
    #expect(moved.max()! < 0.5 && moved.allSatisfy { $0 > 0 })
  }

  /// x′ = x + ε sign ∂L/∂x raises the loss as its slope says: by ε Σ|∂L/∂x| to first order.
  @Test func anAdversaryGoesUphill() {
    let theta = parameters()
    let epsilon: Float = 1e-3
    let plain = criterion { _ in }
    let hard = criterion { $0.adversary = epsilon }
    func loss(_ criterion: RegressionCriterion) -> Float {
      criterion.queryLoss(theta, on: criterion.trainingBatch(examples, for: .query, using: stream)).scalar
    }
    let slope = gradient(
      of: { [network, examples] in
        (network($0[0], theta) - examples.targets).square().mean()
      },
      at: Parameters([("x", examples.inputs)]))
    let expected = 0.5 * epsilon * slope.flattened().reduce(0) { $0 + abs($1) }
    #expect(abs(loss(hard) - loss(plain) - expected) < 0.05 * expected)
    let support = hard.trainingBatch(examples, for: .support(0), using: stream)
    #expect(hard.supportLoss(theta, on: support).scalar == loss(plain))
  }

  @Test func dropoutLeavesUnitsOutOfTheOuterLossOnly() {
    let theta = parameters()
    let criterion = criterion { $0.dropout = 0.5 }
    let batch = criterion.trainingBatch(examples, for: .query, using: stream)
    let masks = batch.masks ?? []
    #expect(masks.map(\.shape) == [[6], [5]])
    #expect(Set(masks.flatMap(\.values)) == [0, 2])
    #expect(criterion.queryLoss(theta, on: batch).scalar != batch.error(of: network, theta).scalar)
    #expect(criterion.trainingBatch(examples, for: .support(0), using: stream).masks == nil)
    // A dropped unit has no gradient.
    let slope = gradient(of: { criterion.queryLoss($0, on: batch) }, at: theta)
    for (unit, factor) in masks[0].values.enumerated() {
      #expect((slope[1].values[unit] == 0) == (factor == 0))
    }
  }
}
