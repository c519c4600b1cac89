import Autodiff
import Foundation
import Gym
import Learning
import MetaLearning
import PolicyLearning
import Randomness
import TestSupport
import Testing

/// An update that retraces the inner steps at other parameters has to differentiate to the meta-gradient that it
/// follows: to the second order, the loss that it retraces is the loss that was differentiated.
@Suite struct PolicyCriterionTests {
  private func gathered(
    _ criterion: PolicyCriterion<GaussianPolicy>, at theta: Parameters
  ) throws -> PolicyBatch {
    let task = PointLearner.tasks(episodes: 6).task(from: .train, using: RandomStream(seed: 3))
    return criterion.batch(
      try task.gather(
        with: criterion.mapping(theta), for: .support(0), using: RandomStream(seed: 4)))
  }

  @Test(arguments: Surrogate.allCases)
  func theMovedLossHasTheDerivativesOfTheLossWhereNothingHasMoved(surrogate: Surrogate) throws {
    let criterion = PointLearner.criterion(logStd: 0, surrogate: surrogate)
    let theta = criterion.initialParameters(using: RandomStream(seed: 5))
    let support = try gathered(criterion, at: theta)
    let reference = criterion.reference(theta, on: support)
    let vector = criterion.policy.initialParameters(logStd: 0.3, using: RandomStream(seed: 6))
    func derivatives(_ loss: @escaping (Parameters) -> Tensor) -> [Parameters] {
      [gradient(of: loss, at: theta), hessianVectorProduct(of: loss, at: theta, times: vector)]
    }
    let plain = derivatives { criterion.supportLoss($0, on: support) }
    let moved = derivatives { criterion.supportLoss($0, on: support, since: reference) }
    #expect(relativeError(moved[0], plain[0]) < 1e-5)
    #expect(relativeError(moved[1], plain[1]) < 1e-4)

    // Away from there, a gradient of the plain loss forgets who gathered the data; that of the moved one does not.
    let away = theta.adding(vector, scaledBy: 0.05)
    let difference = relativeError(
      gradient(of: { criterion.supportLoss($0, on: support, since: reference) }, at: away),
      gradient(of: { criterion.supportLoss($0, on: support) }, at: away))
    #expect(surrogate == .score ? difference < 1e-6 : difference > 1e-3, "\(difference)")
  }

  /// Where nothing has moved, every form of the query loss has one value and one gradient.
  @Test func queryLossesAgreeWhereNothingHasMoved() throws {
    let criterion = PointLearner.criterion()
    let theta = criterion.initialParameters(using: RandomStream(seed: 5))
    let batch = try gathered(criterion, at: theta)
    let reference = criterion.reference(theta, on: batch)
    let plain = valueAndGradient(of: { criterion.queryLoss($0, on: batch) }, at: theta)
    #expect(abs(criterion.queryValue(theta, reference, on: batch) - plain.value.scalar) < 1e-5)
    for clip in [nil, 0.2] as [Float?] {
      let moved = valueAndGradient(
        of: { criterion.queryLoss($0, on: batch, since: reference, clip: clip) }, at: theta)
      #expect(abs(moved.value.scalar - plain.value.scalar) < 1e-5)
      #expect(relativeError(moved.gradient, plain.gradient) < 1e-4)
    }
  }

  /// KL(old ‖ new) by its formula in double precision: the reversed one is another number.
  @Test func theDivergenceIsFromWhatGatheredToWhatIs() throws {
    let criterion = PointLearner.criterion()
    let theta = criterion.initialParameters(using: RandomStream(seed: 5))
    let batch = try gathered(criterion, at: theta)
    let other = criterion.policy.initialParameters(logStd: 0.2, using: RandomStream(seed: 6))
    let (old, new) = (
      criterion.policy(batch.observations, theta), criterion.policy(batch.observations, other)
    )
    func divergence(_ p: DiagonalGaussian, _ q: DiagonalGaussian) -> Double {
      let (a, b) = (p.mean.values, q.mean.values)
      return a.indices.reduce(0.0) { sum, i in
        let (s, t) = (Double(p.logStd.values[i % 2]), Double(q.logStd.values[i % 2]))
        let shift = Double(a[i] - b[i])
        return sum + t - s + (exp(2 * s) + shift * shift) / (2 * exp(2 * t)) - 0.5
      } / Double(a.count / 2)
    }
    let got = Double(
      criterion.divergence(since: criterion.reference(theta, on: batch), to: other, on: batch).scalar)
    let want = divergence(old, new)
    #expect(abs(got - want) < 1e-4 * want)
    #expect(abs(divergence(new, old) - want) > 0.1 * want)
  }

  @Test func measuresAreReturnAndSuccess() throws {
    func episode(_ rewards: [Float], success: Bool) -> Trajectory {
      Trajectory(
        observationCount: 1, actionCount: 1, observations: rewards, actions: rewards, rewards: rewards,
        finalObservation: [0], terminated: false, success: success)
    }
    let episodes = [
      episode([1, 2], success: true), episode([4, 5], success: false), episode([0], success: false),
    ]
    let measures = Measures(episodes)
    #expect(measures["return"] == 4)
    #expect(abs((measures["success"] ?? 0) - 1.0 / 3) < 1e-12)
    #expect(episodes.stepCount == 5)
  }
}
