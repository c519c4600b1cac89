import Autodiff
import Gym
import Learning
import Randomness
import TestSupport
import Testing

@Suite struct NetworkTests {
  private let stream = RandomStream(seed: 11)

  @Test func namesAreThoseOfPyTorch() {
    let net = LeNet(
      image: (channels: 1, height: 12, width: 12), channels: (3, 4), sizes: (3, 2), outputs: 5, using: stream)
    #expect(
      net.parameters.names == [
        "conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "linear.weight", "linear.bias",
      ])
    #expect(net.parameters[4].shape == [5, 16])
    #expect(LSTM(inputs: 3, hidden: 4, using: stream).parameters[1].shape == [16, 4])
  }

  @Test func parametersGoOutAndBack() async {
    let net = GRU(inputs: 3, hidden: 4, using: stream)
    let doubled = net.with(net.parameters * 2)
    #expect(doubled.inputWeight.values == net.inputWeight.values.map { $0 * 2 })
    #expect(doubled.hiddenBias.values == net.hiddenBias.values.map { $0 * 2 })
    #expect(net.with(net.parameters).parameters.flattened() == net.parameters.flattened())
    await #expect(processExitsWith: .failure) {
      let net = Linear(inputs: 2, outputs: 3, using: RandomStream(seed: 1))
      _ = net.with(Parameters([("weight", .zeros([2, 3])), ("bias", .zeros([3]))]))
    }
  }

  @Test func initializersDrawFromTheirStreamAndKeepTheirBounds() {
    let (one, same) = (
      Linear(inputs: 300, outputs: 200, using: stream), Linear(inputs: 300, outputs: 200, using: stream)
    )
    #expect(one.weight.values == same.weight.values)
    #expect(Linear(inputs: 300, outputs: 200, using: stream.split(1)).weight.values != one.weight.values)
    let bound = Float(6.0 / 500).squareRoot()
    #expect(
      one.weight.values.allSatisfy { abs($0) <= bound }
        && one.weight.values.contains { abs($0) > 0.99 * bound })
    let kernels = Conv2D(inputs: 8, outputs: 100, size: 5, using: stream).weight.values
    let variance = kernels.reduce(0) { $0 + $1 * $1 } / Float(kernels.count)
    #expect(abs(variance - 2 / 200) < 0.0005)
  }

  @Test func sequencesCanBeSteppedOneByOne() {
    let x = Tensor(noise(30, seed: 1), shape: [5, 2, 3])
    func at(_ time: Int) -> Tensor { x.slice(time..<time + 1).reshaped([2, 3]) }
    let gru = GRU(inputs: 3, hidden: 4, using: stream)
    let lstm = LSTM(inputs: 3, hidden: 4, using: stream)
    var state = Tensor.zeros([2, 4])
    var both = lstm.initialState(batch: 2)
    for time in 0..<5 {
      state = gru.step(at(time), state)
      both = lstm.step(at(time), both)
    }
    let whole = lstm(x)
    #expect(relativeError(state.values, gru(x).slice(4..<5).values.map(Double.init)) < 1e-6)
    #expect(relativeError(both.output.values, whole.outputs.slice(4..<5).values.map(Double.init)) < 1e-6)
    #expect(relativeError(both.cell.values, whole.state.cell.values.map(Double.init)) < 1e-6)
    // The rest of a sequence goes on from the state after its beginning.
    let begun = lstm(x.slice(0..<2)).state
    let rest = lstm(x.slice(2..<5), initial: begun).outputs
    #expect(relativeError(rest.values, whole.outputs.slice(2..<5).values.map(Double.init)) < 1e-6)
  }

  @Test func attentionSeesThePastAndNotTheFuture() {
    let x = noise(4 * 6, seed: 2)
    var changed = x
    for i in 18..<24 { changed[i] += 1 }
    func rows(_ attention: Attention, _ values: [Float]) -> [Float] {
      attention(Tensor(values, shape: [1, 4, 6])).values
    }
    let causal = Attention(width: 6, heads: 3, using: stream)
    #expect(rows(causal, x)[..<18] == rows(causal, changed)[..<18])
    #expect(rows(causal, x)[18...] != rows(causal, changed)[18...])
    let free = Attention(width: 6, heads: 3, isCausal: false, using: stream)
    #expect(rows(free, x)[..<6] != rows(free, changed)[..<6])
  }

  @Test func layersObeyTheLawOfDerivatives() {
    let x = Tensor(noise(12, seed: 3), shape: [2, 2, 3])
    let gru = GRU(inputs: 3, hidden: 2, using: stream)
    checkGradient(at: gru.parameters) { gru.with($0)(x) }
    let lstm = LSTM(inputs: 3, hidden: 2, using: stream)
    checkGradient(at: lstm.parameters) { lstm.with($0)(x).outputs }
    let attention = Attention(width: 3, heads: 1, using: stream)
    checkGradient(at: attention.parameters) { attention.with($0)(x) }
    let norm = LayerNorm(scale: Tensor([1, -2, 0.5]), shift: Tensor([0.1, 0.2, 0.3]))
    checkGradient(at: norm.parameters) { norm.with($0)(x).tanh() }
  }

  @Test func dropoutKeepsTheMeanAndFollowsItsStream() {
    var (one, same) = (stream, stream)
    let x = Tensor.full([100, 100], 3)
    let dropped = dropout(x, probability: 0.3, using: &one)
    #expect(dropped.values == dropout(x, probability: 0.3, using: &same).values)
    #expect(dropped.values != dropout(x, probability: 0.3, using: &one).values)
    #expect(dropped.values.allSatisfy { $0 == 0 || abs($0 - 3 / 0.7) < 1e-5 })
    #expect(abs(dropped.mean().scalar - 3) < 0.1)
    #expect(dropout(x, probability: 0, using: &one).values == x.values)
    let p = Parameters([("x", Tensor(noise(20, seed: 4)))])
    checkGradient(at: p) { [stream] in
      var branch = stream
      return dropout($0[0], probability: 0.5, using: &branch).square()
    }
  }
}
