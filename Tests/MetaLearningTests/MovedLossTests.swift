import Autodiff
import Gym
import Learning
import MetaLearning
import TestSupport
import Testing
import Randomness

/// An update that retraces the inner steps at other parameters has to differentiate to the meta-gradient that it
/// follows: to the second order, the loss that it retraces is the loss that was differentiated.
@Suite struct MovedLossTests {
  @Test(arguments: Surrogate.allCases)
  func hasTheDerivativesOfTheLossWhereNothingHasMoved(surrogate: Surrogate) throws {
    let policy = GaussianPolicy(network: MLP(inputs: 2, hidden: [8], outputs: 2))
    var settings = PolicyTaskSettings()
    settings.episodesPerTask = 6
    settings.innerSurrogate = surrogate
    let task = try PolicyTaskDistribution(PointFamily(), policy: policy, settings: settings)
      .task(from: .train, using: RandomStream(seed: 3))
    let theta = policy.initialParameters(using: RandomStream(seed: 5))
    let support = try task.gather(with: theta, stage: 0, using: RandomStream(seed: 4))
    let old = task.logProbability(theta, on: support).detached()
    let vector = policy.initialParameters(logStd: 0.3, using: RandomStream(seed: 6))
    func derivatives(_ loss: @escaping (Parameters) -> Tensor) -> (gradient: [Float], product: [Float]) {
      (
        gradient(of: loss, at: theta).flattened(),
        hessianVectorProduct(of: loss, at: theta, times: vector).flattened()
      )
    }
    let plain = derivatives { task.loss($0, on: support) }
    let moved = derivatives { task.movedLoss($0, on: support, old: old) }
    #expect(relativeError(moved.gradient, plain.gradient.map(Double.init)) < 1e-5)
    #expect(relativeError(moved.product, plain.product.map(Double.init)) < 1e-4)

    // Away from there, a gradient of `loss` forgets who gathered the data; that of `movedLoss` does not.
    let away = theta.adding(vector, scaledBy: 0.05)
    func gradientAway(_ loss: (Parameters) -> Tensor) -> [Float] { gradient(of: loss, at: away).flattened() }
    let difference = relativeError(
      gradientAway { task.movedLoss($0, on: support, old: old) },
      gradientAway { task.loss($0, on: support) }.map(Double.init))
    #expect(surrogate == .score ? difference < 1e-6 : difference > 1e-3, "\(difference)")
  }
}
