import Autodiff
import Learning
import Randomness
import Testing

@Suite struct GaussianPolicyTests {
  let policy = GaussianPolicy(
    network: MLPShape(inputs: 3, hidden: [5, 4], outputs: 2),
    normalization: ObservationNormalization(mean: [0, 0.3, -0.1], scale: [1, 2, 0.5]))
  var parameters: Parameters { policy.initialParameters(logStd: -0.5, using: RandomStream(seed: 3)) }
  let observations: [Float] = [0.1, -0.2, 0.3, 1, 0, -1]

  @Test func layoutIsWeightThenBiasThenLogStd() {
    #expect(
      parameters.names == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "head.weight",
        "head.bias", "log_std",
      ])
    #expect(parameters[0].shape == [5, 3])
  }

  @Test func logProbabilityIsSummedOverComponents() {
    let distribution = policy(Tensor(observations, shape: [2, 3]), parameters)
    let actions = Tensor([0.3, -0.4, 0.9, 0.1], shape: [2, 2])
    let got = policy.logProbability(of: actions, given: Tensor(observations, shape: [2, 3]), parameters)
      .values
    let mean = distribution.mean.values
    for row in 0..<2 {
      var want: Float = 0
      for i in 0..<2 {
        let z = (actions.values[2 * row + i] - mean[2 * row + i]) / Float(0.6065307)
        want += -0.5 * z * z + 0.5 - 0.9189385
      }
      #expect(abs(got[row] - want) < 1e-5)
    }
  }

  /// The divergence has the Fisher metric as its Hessian with respect to the other distribution's outputs.
  @Test func fisherMetricIsTheDivergencesHessian() {
    let p = DiagonalGaussian(
      mean: Tensor([0, 1, -0.5, 0.3, 2, 0.1], shape: [3, 2]), logStd: Tensor([-0.3, 0.5], shape: [2]))
    let at = Parameters([("mean", p.mean), ("log_std", p.logStd)])
    let vector = Parameters([
      ("mean", Tensor([1, 2, -1, 0.5, 0.3, -2], shape: [3, 2])), ("log_std", Tensor([0.7, -1])),
    ])
    let hessian = hessianVectorProduct(
      of: { p.meanDivergence(to: DiagonalGaussian(mean: $0[0], logStd: $0[1])) }, at: at, times: vector)
    let metric = p.fisherMetric(vector.tensors)
    for (got, want) in zip(metric.flatMap(\.values), hessian.flattened()) { #expect(abs(got - want) < 1e-5) }
  }

  @Test func divergenceIsZeroToItselfAndMatchesTheFormula() {
    let p = DiagonalGaussian(mean: Tensor([0, 1], shape: [1, 2]), logStd: Tensor([0, 0.5], shape: [2]))
    let q = DiagonalGaussian(mean: Tensor([0.5, 1], shape: [1, 2]), logStd: Tensor([0.2, 0.5], shape: [2]))
    #expect(abs(p.meanDivergence(to: p).scalar) < 1e-6)
    // log σ₂/σ₁ + (σ₁² + Δ²) / 2σ₂² − ½ with σ₁ = 1, σ₂ = e^0.2, Δ = 0.5
    let want: Float = 0.2 + 1.25 / (2 * 1.4918247) - 0.5
    #expect(abs(p.meanDivergence(to: q).scalar - want) < 1e-5)
  }
}
