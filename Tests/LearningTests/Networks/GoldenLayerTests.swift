import Autodiff
import Gym
import Learning
import Randomness
import TestSupport
import Testing

/// Layers against PyTorch in float64: output, loss, gradient and Hessian-vector product within 1e-4, in PyTorch's
/// layouts and gate orders.
@Suite struct GoldenLayerTests {
  @Test(arguments: try Golden<GoldenLayer>.files(ofKind: "layer"))
  func layer(_ golden: Golden<GoldenLayer>) throws {
    let file = golden.content
    let p = Parameters(file.parameters.map { ($0.name, Tensor($0.values, shape: $0.shape)) })
    func input(_ name: String) throws -> Tensor {
      let input = try #require(file.inputs[name])
      return Tensor(input.values, shape: input.shape)
    }
    let stream = RandomStream(seed: 0)
    switch file.layer {
    case "lenet":
      let net = LeNet(
        image: (channels: 1, height: 12, width: 12), channels: (3, 4), sizes: (3, 2), outputs: 5,
        using: stream)
      let (images, labels) = (try input("images"), try input("labels").values.map { Int($0) })
      expect(file, p, output: { net.with($0)(images) }, loss: { crossEntropy($0, labels: labels) })
    case "gru":
      let net = GRU(inputs: 3, hidden: 4, using: stream)
      let (x, target) = (try input("x"), try input("target"))
      expect(file, p, output: { net.with($0)(x) }, loss: { ($0 - target).square().mean() })
    case "lstm":
      let net = LSTM(inputs: 3, hidden: 4, using: stream)
      let (x, target) = (try input("x"), try input("target"))
      expect(file, p, output: { net.with($0)(x).outputs }, loss: { ($0 - target).square().mean() })
    case "attention":
      let net = Attention(width: 6, heads: 2, using: stream)
      let (x, target) = (try input("x"), try input("target"))
      expect(file, p, output: { net.with($0)(x) }, loss: { ($0 - target).square().mean() })
    case "layer-norm":
      let net = NormalizedHead(
        norm: LayerNorm(width: 5), linear: Linear(inputs: 5, outputs: 4, using: stream))
      let (x, target) = (try input("x"), try input("target"))
      expect(file, p, output: { net.with($0)(x) }, loss: { ($0 * target).mean() })
    default: Issue.record("no layer is called \(file.layer)")
    }
  }

  private func expect(
    _ file: GoldenLayer, _ p: Parameters, output: (Parameters) -> Tensor, loss: (Tensor) -> Tensor
  ) {
    let want = file.expected
    #expect(relativeError(output(p).values, want.output) < 1e-4)
    let hessian = HessianOperator(of: { loss(output($0)) }, at: p)
    #expect(relativeError([hessian.value.scalar], [want.loss]) < 1e-4)
    #expect(relativeError(hessian.gradient.flattened(), Array(want.gradient.joined())) < 1e-4)
    let vector = p.unflattened(Array(want.vector.joined()))
    #expect(relativeError(hessian(vector).flattened(), Array(want.hessianVector.joined())) < 1e-4)
  }
}

/// The network of the layer-norm file: fields of the norm without a prefix, then those of `linear`.
private struct NormalizedHead: Network {
  var norm: LayerNorm
  var linear: Linear

  var fields: [NetworkField<Self>] {
    [NetworkField("scale", \.norm.scale), NetworkField("shift", \.norm.shift)]
      + fields(of: "linear", \.linear)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { linear(norm(x * 2).softplus()).logSoftmax(axis: 1) }
}
