import Autodiff
import Foundation
import Randomness
import TestSupport
import Testing

@testable import Learning

/// A network of attention over sequences, whole or a step at a time.
@Suite struct AttentionShapeTests {
  private static func shape(
    encoder: [Int] = [], heads: Int = 2, blocks: Int = 1, window: Int = 40, head: [Int] = []
  ) -> AttentionShape {
    AttentionShape(
      inputs: 3, encoder: encoder, width: 6, heads: heads, blocks: blocks, inner: 5, window: window,
      head: head, outputs: 2)
  }
  private static let shapes = [
    shape(), shape(encoder: [5], heads: 3, blocks: 2, head: [4]),
    shape(encoder: [9, 4], blocks: 2, window: 4, head: [3, 7]),
  ]
  private static let stream = RandomStream(seed: 4)

  private func sequence(_ time: Int, _ rows: Int, seed: UInt64 = 1) -> Tensor {
    Tensor(noise(time * rows * 3, seed: seed), shape: [time, rows, 3])
  }

  /// Initial ones with biases, also those of distances, that are not zero.
  private func parameters(_ shape: AttentionShape) -> Parameters {
    let initial = shape.initialParameters(using: Self.stream)
    return initial.adding(initial.unflattened(noise(initial.elementCount, seed: 2)), scaledBy: 0.3)
  }

  @Test(arguments: shapes)
  func theLayoutIsThatOfInitialParameters(_ shape: AttentionShape) {
    let p = shape.initialParameters(outputScale: 0.01, using: Self.stream)
    #expect(p.names == shape.layout.map(\.name))
    #expect(p.tensors.map(\.shape) == shape.layout.map(\.shape))
    for (name, tensor) in zip(p.names, p.tensors) {
      let isZero = name.hasSuffix(".bias") || name.hasSuffix(".distance")
      #expect(tensor.values.allSatisfy { $0 == 0 } == isZero, "\(name)")
    }
    #expect(abs(p["head.head.weight"].slice(0..<1).square().sum().scalar - 1e-4) < 1e-6)
    #expect(p.flattened() != shape.initialParameters(using: Self.stream.split(1)).flattened())
  }

  /// A matrix's lesser side is orthogonal: the sum of squares tells its gain.
  @Test func whatIsAddedUpBeginsSmall() throws {
    let p = Self.shape(encoder: [5], blocks: 3).initialParameters(using: Self.stream)
    for (name, square) in [
      ("encoder.0.weight", 2 * 3), ("embed.weight", 5), ("blocks.1.project.weight", 3 * 6),
      ("blocks.1.output.weight", 6 / 6), ("blocks.1.inner.weight", 2 * 5), ("blocks.1.outer.weight", 5 / 6),
    ] as [(String, Float)] {
      #expect(abs(p[name].square().sum().scalar - square) < 1e-4, "\(name)")
    }
  }

  /// Its parts as networks of their own: the whole is what the head of its file says.
  @Test func theWholeIsItsParts() {
    let shape = Self.shape(encoder: [5], blocks: 2, head: [4])
    let (p, x) = (parameters(shape), sequence(7, 2))
    func layer(_ name: String, _ x: Tensor) -> Tensor { linear(x, p["\(name).weight"], p["\(name).bias"]) }
    let norm = LayerNorm(width: 6)
    var y = layer("embed", layer("encoder.0", x.reshaped([14, 3])).relu())
    for i in 0..<2 {
      let block = "blocks.\(i)"
      let parts = layer("\(block).project", norm(y)).reshaped([7, 2, 18])
      // Seven steps back no two distances share a bias.
      let bias = p["\(block).distance"].gathered([6, 5, 4, 3, 2, 1, 0], axis: 1)
      y = y + layer("\(block).output", causalAttention(parts, bias: bias, window: 40).reshaped([14, 6]))
      y = y + layer("\(block).outer", layer("\(block).inner", norm(y)).relu())
    }
    let got = shape(x, p)
    #expect(relativeError(got.hidden.values, norm(y).values.map(Double.init)) < 1e-6)
    let said = layer("head.head", layer("head.layers.0", norm(y)).relu())
    #expect(relativeError(got.outputs.values, said.values.map(Double.init)) < 1e-6)
  }

  /// Distances share a bias the more, the farther they are; beyond the last all do.
  @Test func farDistancesShareABias() {
    let places = (0..<1000).map(AttentionShape.place)
    #expect(Array(places[..<9]) == Array(0...8))
    #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 == 0 || $1 - $0 == 1 })
    #expect(places[430] == 30 && places[431] == 31 && places[999] == 31)
    for octave in 3..<8 {
      for quarter in 0..<4 {
        let edge = pow(2, Double(octave) + Double(quarter) / 4)
        #expect(places[Int(edge.rounded(.up))] == 8 + 4 * (octave - 3) + quarter)
        #expect(places[Int(edge.rounded(.up)) - 1] == 7 + 4 * (octave - 3) + quarter)
      }
    }
  }

  /// Before anything was learned about distances, the order of earlier steps tells nothing to one block; then it does.
  @Test func orderMattersByDistanceOnly() {
    let shape = Self.shape()
    let p = parameters(shape)
    let x = sequence(6, 1)
    let turned = x.gathered([3, 0, 4, 1, 2, 5])
    let without = Parameters(
      zip(p.names, p.tensors).map { ($0, $0.hasSuffix(".distance") ? .zeros($1.shape) : $1) })
    func last(_ x: Tensor, _ p: Parameters) -> [Float] { shape(x, p).outputs.slice(5..<6).values }
    #expect(relativeError(last(turned, without), last(x, without).map(Double.init)) < 1e-6)
    #expect(relativeError(last(turned, p), last(x, p).map(Double.init)) > 1e-3)
  }

  /// What begins anew says what it would say alone, and what came before the window is as if it had never been.
  @Test func nothingBeforeIsSeen() {
    let shape = Self.shape(window: 4)
    let (p, x) = (parameters(shape), sequence(12, 1))
    var starts = [Float](repeating: 0, count: 12)
    starts[5] = 1
    let cut = shape(x, p, starts: Tensor(starts, shape: [12, 1])).outputs
    let alone = shape(x.slice(5..<12), p).outputs
    #expect(relativeError(cut.slice(5..<12).values, alone.values.map(Double.init)) < 1e-6)
    let late = shape(x.slice(8..<12), p).outputs.slice(3..<4)
    #expect(relativeError(alone.slice(6..<7).values, late.values.map(Double.init)) < 1e-6)
    #expect(
      relativeError(shape(x, p).outputs.slice(5..<6).values, cut.slice(5..<6).values.map(Double.init)) > 1e-3)
  }

  /// A step at a time is the whole sequence within rounding, also beyond the window; rows depend on no other, to the
  /// bit; and a row that forgets is as new.
  @Test(arguments: shapes)
  func aStepperGoesThroughTheSequence(_ shape: AttentionShape) {
    let (p, x) = (parameters(shape), sequence(15, 3))
    let want = shape(x, p)
    func steps(_ rows: Range<Int>, state: inout [Float], by stepper: inout AttentionStepper) -> [[Float]] {
      var said = [Float](repeating: 0, count: rows.count * 2)
      return (0..<15).map { t in
        var memory = state.mutableSpan
        var out = said.mutableSpan
        stepper(
          x.slice(t..<t + 1).slice(rows, axis: 1).values.span, rows: rows.count, state: &memory, into: &out)
        return said
      }
    }
    var stepper = shape.stepper(p)
    #expect(stepper.memory == shape.memory)
    let fresh = [Float](repeating: 0, count: 3 * shape.memory)
    var state = fresh
    let all = steps(0..<3, state: &state, by: &stepper)
    #expect(relativeError(all.flatMap { $0 }, want.outputs.values.map(Double.init)) < 1e-5)
    for row in 0..<3 {
      var own = [Float](repeating: 0, count: shape.memory)
      // The same stepper, now of one row: what its buffers hold of more does not matter.
      #expect(steps(row..<row + 1, state: &own, by: &stepper) == all.map { Array($0[row * 2..<row * 2 + 2]) })
      #expect(own == Array(state[row * shape.memory..<(row + 1) * shape.memory]))
      #expect(own[1...].contains { $0 != 0 })
      var span = own.mutableSpan
      shape.forget(&span)
      #expect(own.allSatisfy { $0 == 0 })
    }
  }

  @Test func derivativesObeyTheirLaw() {
    let shape = AttentionShape(
      inputs: 2, encoder: [], width: 2, heads: 1, blocks: 1, inner: 2, window: 2, head: [], outputs: 1)
    let p = parameters(shape)
    // Away from the kinks of its rectifiers, which are all open.
    let open = Parameters(
      zip(p.names, p.tensors).map { ($0, $0 == "blocks.0.inner.bias" ? $1 + 4 : $1) })
    let x = Tensor(noise(6, seed: 1), shape: [3, 1, 2])
    checkGradient(at: open, step: 0.005) { p in
      shape(x, p, starts: Tensor([1, 0, 0], shape: [3, 1])).outputs
    }
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Self.shape(heads: 4) }
    await #expect(processExitsWith: .failure) { _ = Self.shape(window: 0) }
    await #expect(processExitsWith: .failure) {
      let shape = Self.shape()
      _ = shape(.zeros([2, 1, 4]), shape.initialParameters(using: RandomStream(seed: 1)))
    }
  }
}
