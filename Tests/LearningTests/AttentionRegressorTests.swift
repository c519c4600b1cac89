import Autodiff
import Learning
import Randomness
import TestSupport
import Testing

@Suite struct AttentionRegressorTests {
  static func model(
    encoder: [Int] = [], blocks: Int = 1, hidden: Int = 0, head: [Int] = [], inputs: Int = 3
  ) -> AttentionRegressor {
    AttentionRegressor(
      encoder: encoder, width: 6, heads: encoder.isEmpty ? 1 : 2, blocks: blocks, hidden: hidden, head: head,
      inputs: .identity(count: inputs), outputs: .identity(count: 1))
  }

  /// Examples in context, the last one's target hidden. Against PyTorch within 1e-4.
  @Test(
    arguments: try Golden<GoldenEpisodeLoss>.files(ofKind: "episode-loss", variant: "in-context-attention"))
  func golden(_ golden: Golden<GoldenEpisodeLoss>) throws {
    let (file, want) = (golden.content, golden.content.expected)
    let (x, y) = (try #require(file.inputs["x"]).tensor, try #require(file.inputs["y"]).tensor)
    let (rows, time) = (x.shape[0], x.shape[1])
    let seen = concatenated([y.slice(0..<time - 1, axis: 1), .zeros([rows, 1, 1])], axis: 1)
    let tokens = concatenated([x, seen], axis: 2)
    let model = Self.model()
    try #require(file.parameters.map(\.shape) == model.layout.map(\.shape))
    let p = Parameters(zip(model.layout, file.parameters).map { ($0.name, $1.tensor) })
    #expect(relativeError(model(tokens, mask: nil, p).values, want.output) < 1e-4)
    let last = time - 1..<time
    let hessian = HessianOperator(
      of: {
        (model(tokens, mask: nil, $0).slice(last, axis: 1) - y.slice(last, axis: 1)).square().mean()
      }, at: p)
    #expect(relativeError([hessian.value.scalar], [want.loss]) < 1e-4)
    #expect(relativeError(hessian.gradient.flattened(), Array(want.gradient.joined())) < 1e-4)
    let product = hessian(p.unflattened(Array(want.vector.joined())))
    #expect(relativeError(product.flattened(), Array(want.hessianVector.joined())) < 1e-4)
  }

  /// In a sequence each prediction is the one of a query behind the examples before it, and of those alone.
  @Test(arguments: [(1, 0), (2, 5)]) func aPlaceSeesWhatIsBeforeIt(_ blocks: Int, hidden: Int) {
    let model = Self.model(encoder: [7], blocks: blocks, hidden: hidden, head: [4], inputs: 2)
    let theta = model.initialParameters(using: RandomStream(seed: 1))
    #expect(
      theta.names == model.layout.map(\.name) && theta.tensors.map(\.shape) == model.layout.map(\.shape))
    var random = RandomStream(seed: 2)
    let x = Tensor.normal([1, 5, 2], deviation: 1, using: &random)
    let y = Tensor.normal([1, 5, 1], deviation: 1, using: &random)
    let all = model.predictions(x, y, theta).values
    for place in 0..<5 {
      let tokens = concatenated([x, y], axis: 2).slice(0..<place + 1, axis: 1)
      let query = concatenated([x.slice(place..<place + 1, axis: 1), .zeros([1, 1, 1])], axis: 2)
      let own = place == 0 ? query : concatenated([tokens.slice(0..<place, axis: 1), query], axis: 1)
      let said = model(own, mask: nil, theta).values[place]
      #expect(abs(said - all[place]) < 1e-5 * max(1, abs(said)), "place \(place)")
    }
  }
}
