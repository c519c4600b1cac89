import Autodiff
import Learning
import PolicyLearning
import TestSupport
import Testing

/// A recurrent policy's loss on masked sequences against PyTorch in float64, within 1e-4.
@Suite struct GoldenSequenceTests {
  @Test(arguments: try Golden<GoldenRecurrentPolicy>.files(ofKind: "recurrent-policy-gradient"))
  func recurrentPolicyGradient(_ golden: Golden<GoldenRecurrentPolicy>) throws {
    let (file, want) = (golden.content, golden.content.expected)
    func input(_ name: String) throws -> Tensor { try #require(file.inputs[name]).tensor }
    let (observations, actions) = (try input("observations"), try input("actions"))
    let (time, rows) = (observations.shape[0], observations.shape[1])
    // Of step t − 1, zero before the first.
    func before(_ x: Tensor) -> Tensor {
      concatenated([
        .zeros([1, rows, x.count / (time * rows)]), x.reshaped([time, rows, -1]).slice(0..<time - 1),
      ])
    }
    let tokens = concatenated(
      [observations, before(actions), before(try input("rewards")), before(try input("ended"))], axis: 2)
    let shape = SequenceShape(
      kind: .gru, inputs: tokens.shape[2], encoder: [], hidden: file.parameters[1].shape[1], head: [],
      outputs: actions.shape[2])
    let p = Parameters(file.parameters.map { ($0.name, $0.tensor) })
    try #require(p.tensors[..<6].map(\.shape) == shape.layout.map(\.shape))

    let mask = try input("mask").values
    let valid = mask.indices.filter { mask[$0] != 0 }
    func rowsOf(_ x: Tensor) -> Tensor { x.reshaped([time * rows, -1]).gathered(valid) }
    func numbersOf(_ x: Tensor) -> Tensor { rowsOf(x).reshaped([valid.count]) }
    let old = numbersOf(try input("old_log_probabilities"))
    let (advantages, returns) = (numbersOf(try input("advantages")), numbersOf(try input("returns")))

    func parts(_ p: Parameters) -> (log: Tensor, value: Tensor, entropy: Tensor) {
      let (mean, hidden) = shape(tokens, p)
      let policy = DiagonalGaussian(mean: rowsOf(mean), logStd: p["log_std"])
      return (
        gaussianLogDensity(of: rowsOf(actions), mean: policy.mean, logStd: policy.logStd),
        numbersOf(linear(hidden, p["value.weight"], p["value.bias"])), policy.entropy
      )
    }
    func surrogate(_ log: Tensor) -> Tensor {
      clippedLoss(logProbability: log, old: old, advantages: advantages, clip: file.clip)
    }
    let own = parts(p)
    func kept(_ numbers: [Double]) -> [Double] { valid.map { numbers[$0] } }
    #expect(relativeError(own.log.values, kept(want.logProbabilities)) < 1e-4)
    #expect(relativeError(own.value.values, kept(want.values)) < 1e-4)
    #expect(relativeError([own.entropy.mean().scalar], [want.entropy]) < 1e-4)
    #expect(relativeError([surrogate(own.log).scalar], [want.surrogateLoss]) < 1e-4)
    #expect(relativeError([(own.value - returns).square().mean().scalar], [want.valueLoss]) < 1e-4)
    let ratios = (own.log - old).exp().values
    let clipped = ratios.count { abs($0 - 1) > file.clip }
    #expect(relativeError([Double(clipped) / Double(valid.count)], [want.clipFraction]) < 1e-4)

    let hessian = HessianOperator(
      of: { p in
        let (log, value, entropy) = parts(p)
        return surrogate(log) + (value - returns).square().mean() * file.valueCoefficient
          - entropy.mean() * file.entropyCoefficient
      }, at: p)
    #expect(relativeError([hessian.value.scalar], [want.loss]) < 1e-4)
    #expect(relativeError(hessian.gradient.flattened(), Array(want.gradient.joined())) < 1e-4)
    let product = hessian(p.unflattened(Array(want.vector.joined())))
    #expect(relativeError(product.flattened(), Array(want.hessianVector.joined())) < 1e-4)
  }
}
