import Autodiff
import Learning
import MetaLearning
import Randomness
import Synchronization
import TestSupport
import Testing

/// What the meta-gradient costs in memory does not grow with the number of inner steps.
@Suite struct MemoryTests {
  private func peak(steps: Int) throws -> Int {
    let criterion = RegressionCriterion(
      Regressor(network: MLPShape(inputs: 10, hidden: [64, 64], outputs: 2)))
    let examples = Examples(
      inputs: Tensor(noise(20_000, seed: 1), shape: [2_000, 10]),
      targets: Tensor(noise(4_000, seed: 2), shape: [2_000, 2]))
    let batch = criterion.batch(examples)
    let theta = criterion.initialParameters(using: RandomStream(seed: 1))
    let inner = InnerLoop(rates: Array(repeating: .scalar(0.01), count: steps))
    return TensorMemory.peakBytes {
      var adaptation = Adaptation(from: theta)
      for _ in 0..<steps {
        adaptation.limitCurvatures(toBytes: 0)
        inner.step(&adaptation, linearising: true) { criterion.supportLoss($0, on: batch) }
      }
      let outer = valueAndGradient(
        of: { criterion.queryLoss($0, on: batch) }, at: adaptation.parameters)
      _ = inner.metaGradient(through: adaptation, outer: (outer.value.scalar, outer.gradient))
    }.bytes
  }

  @Test func tenInnerStepsNeedAtMostTwiceTheMemoryOfOne() throws {
    let (one, ten) = (try peak(steps: 1), try peak(steps: 10))
    #expect(ten <= 2 * one, "\(ten) bytes for ten steps, \(one) for one")
    // Activations of two hidden layers and what leads back through them.
    #expect(one > 2 * 2_000 * 64 * 4 && one < 40 * 2_000 * 64 * 4, "\(one) bytes")
  }

  /// Buffers that one thread takes and another gives back return to those who need them.
  @Test func memoryThatChangesThreadsGoesRound() throws {
    func round() throws {
      let started = Atomic(0)
      let made = try parallelMap(count: 2, threads: 2) { index in
        // Neither thread takes both tasks.
        started.add(1, ordering: .relaxed)
        let deadline = ContinuousClock.now + .seconds(1)
        while started.load(ordering: .relaxed) < 2, ContinuousClock.now < deadline {}
        return (0..<4).map { _ in Tensor.full([1 << 20], Float(index)) }
      }
      #expect(made.map { $0[3].values[7] } == [0, 1])
    }
    for _ in 0..<4 { try round() }
    let before = TensorMemory.heldBytes
    for _ in 0..<20 { try round() }
    #expect(TensorMemory.heldBytes <= before + (64 << 20), "20 rounds of 32 MB each")
  }
}
