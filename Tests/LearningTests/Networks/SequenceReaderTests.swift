import Autodiff
import Randomness
import TestSupport
import Testing

@testable import Learning

/// What reads h with weights of its own, or with weights that h generates.
@Suite struct SequenceReaderTests {
  private static let sizes: [[Int]] = [[], [4], [5, 3]]
  private func generating(_ sizes: [Int]) -> SequenceReader {
    SequenceReader(hidden: 6, generated: 2, sizes: sizes, outputs: 3)
  }
  private func parameters(_ reader: SequenceReader, outputScale: Float = 1) -> Parameters {
    Parameters(
      reader.layout.map { name, shape in
        (name, reader.initial(name, shape, outputScale: outputScale, using: RandomStream(seed: 4)))
      })
  }
  private let h = Tensor(noise(5 * 6, seed: 1), shape: [5, 6])
  private let x = Tensor(noise(5 * 4, seed: 2), shape: [5, 4])

  /// y = f(s; φ) with φ = W h + b, a number at a time.
  private func loop(_ sizes: [Int], _ weight: [Double], _ bias: [Double]) -> [Double] {
    (0..<5).flatMap { row in
      let own = h.slice(row..<row + 1).values.map(Double.init)
      let weights = bias.indices.map { i in
        bias[i] + own.indices.reduce(0) { $0 + weight[i * 6 + $1] * own[$1] }
      }
      var (y, place) = (x.slice(row..<row + 1).values[..<2].map(Double.init), 0)
      for (layer, outputs) in (sizes + [3]).enumerated() {
        let inputs = y
        y = (0..<outputs).map { unit in
          let sum = inputs.indices.reduce(weights[place + outputs * inputs.count + unit]) {
            $0 + weights[place + unit * inputs.count + $1] * inputs[$1]
          }
          return layer < sizes.count ? max(sum, 0) : sum
        }
        place += outputs * inputs.count + outputs
      }
      return y
    }
  }

  /// θ with no number that is zero.
  private func moved(_ reader: SequenceReader) -> Parameters {
    let initial = parameters(reader)
    return initial.adding(initial.unflattened(noise(initial.elementCount, seed: 3)), scaledBy: 0.4)
  }

  @Test(arguments: sizes) func generatedWeightsAreTheFormulas(_ sizes: [Int]) {
    let (reader, p) = (generating(sizes), moved(generating(sizes)))
    let want = loop(sizes, p[0].values.map(Double.init), p[1].values.map(Double.init))
    #expect(relativeError(reader(h, x, p, from: 0).values, want) < 1e-6)
  }

  /// With W = 0 it is the perceptron of the weights in b, whatever h is: as it begins.
  @Test(arguments: sizes) func itBeginsAsAPlainNetwork(_ sizes: [Int]) {
    let reader = generating(sizes)
    let p = parameters(reader, outputScale: 0.5)
    #expect(p[0].values.allSatisfy { $0 == 0 })
    var place = 0
    let plain = Parameters(
      reader.network.layout.map { name, shape in
        let count = shape.reduce(1, *)
        defer { place += count }
        return (name, p[1].slice(place..<place + count).reshaped(shape))
      })
    #expect(place == p[1].count)
    for (name, tensor) in zip(plain.names, plain.tensors) {
      // A matrix's lesser side is orthogonal: the sum of squares tells its gain.
      let gain: Float = name == "head.weight" ? 0.25 : 2
      let want = tensor.rank == 2 ? gain * Float(min(tensor.shape[0], tensor.shape[1])) : 0
      #expect(abs(tensor.square().sum().scalar - want) < 1e-4, "\(name)")
    }
    let want = MLP(reader.network, plain)(x.slice(0..<2, axis: 1)).values.map(Double.init)
    #expect(relativeError(reader(h, x, p, from: 0).values, want) < 1e-6)
    #expect(reader(h * 3, x, p, from: 0).values == reader(h, x, p, from: 0).values)
    #expect(reader(h * 3, x, moved(reader), from: 0).values != reader(h, x, moved(reader), from: 0).values)
  }

  @Test(arguments: sizes) func derivativesObeyTheirLaw(_ sizes: [Int]) {
    let reader = generating(sizes)
    let own = moved(reader)
    let h = Tensor(noise(2 * 6, seed: 1).map { 0.2 * $0 }, shape: [2, 6])
    // Biases of hidden layers, which stand behind their weights, keep rectifiers open.
    var (bias, place, inputs) = (own[1].values, 0, 2)
    for size in sizes {
      for i in 0..<size { bias[place + size * inputs + i] += 4 }
      (place, inputs) = (place + size * inputs + size, size)
    }
    let p = Parameters([("weight", own[0]), ("bias", Tensor(bias)), ("h", h)])
    checkGradient(at: p, step: 0.01, tolerance: 2e-3) { reader($0[2], x.slice(0..<2), $0, from: 0) }
  }

  /// A step at a time, as few rows or many, is the whole within rounding; rows depend on no other, to the bit.
  @Test(arguments: [true, false], sizes) func aStepperReadsTheSame(_ generates: Bool, sizes: [Int]) {
    let reader = SequenceReader(hidden: 6, generated: generates ? 2 : nil, sizes: sizes, outputs: 3)
    let p = moved(reader)
    var stepper = reader.stepper(p, from: 0)
    func says(_ rows: Range<Int>) -> [Float] {
      var out = [Float](repeating: .nan, count: rows.count * 3)
      var target = out.mutableSpan
      stepper(h.slice(rows).values.span, x.slice(rows).values.span, rows: rows.count, into: &target)
      return out
    }
    let all = says(0..<5)
    #expect(relativeError(all, reader(h, x, p, from: 0).values.map(Double.init)) < 1e-6)
    #expect((0..<5).flatMap { says($0..<$0 + 1) } == all)
    #expect(says(0..<5) == all)
  }
}
