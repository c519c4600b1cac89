import Autodiff
import Foundation
import TestSupport
import Testing

/// Attention is its formula, its derivatives are those of the formula, and a step at a time is the whole.
@Suite struct CausalAttentionTests {
  /// Sequences side by side, some of which begin anew.
  struct Problem: CustomTestStringConvertible, Sendable {
    var time: Int
    var rows = 2
    var heads: Int
    var size: Int
    var window: Int
    var isCut = true

    var testDescription: String {
      "\(time) steps of \(rows), \(heads) × \(size), window \(window), \(isCut ? "cut" : "whole")"
    }
    var width: Int { heads * size }
    var span: Int { min(time, window) }
    func starts(_ time: Int, _ row: Int) -> Bool { isCut && (time + 2 * row) % 9 == 4 }
    var starts: Tensor? {
      isCut
        ? Tensor(
          (0..<time).flatMap { t in (0..<rows).map { starts(t, $0) ? 1 : 0 } }, shape: [time, rows]) : nil
    }
    var parameters: Parameters {
      let projected = Tensor(
        noise(time * rows * 3 * width, seed: 1).map { 2 * $0 }, shape: [time, rows, 3 * width])
      return Parameters([
        ("projected", projected), ("bias", Tensor(noise(heads * span, seed: 2), shape: [heads, span])),
      ])
    }
    func said(_ p: Parameters) -> Tensor { causalAttention(p[0], bias: p[1], window: window, starts: starts) }

    /// The formula, a number at a time.
    func loop(_ projected: [Double], _ bias: [Double]) -> [Double] {
      var out = [Double](repeating: 0, count: time * rows * width)
      func part(_ index: Int, _ t: Int, _ row: Int, _ head: Int, _ i: Int) -> Double {
        projected[(t * rows + row) * 3 * width + index * width + head * size + i]
      }
      for row in 0..<rows {
        var first = 0
        for t in 0..<time {
          if starts(t, row) { first = t }
          for head in 0..<heads {
            let seen = Array(max(first, t - window + 1)...t)
            let weights = seen.map { s in
              let product = (0..<size).reduce(0.0) {
                $0 + part(0, t, row, head, $1) * part(1, s, row, head, $1)
              }
              return exp(product / Double(size).squareRoot() + bias[head * span + span - 1 - (t - s)])
            }
            let sum = weights.reduce(0, +)
            for i in 0..<size {
              out[(t * rows + row) * width + head * size + i] =
                zip(seen, weights).reduce(0) { $0 + $1.1 / sum * part(2, $1.0, row, head, i) }
            }
          }
        }
      }
      return out
    }
  }

  /// Shorter and longer than a register, a block of queries, and the window.
  static let problems = [
    Problem(time: 1, heads: 1, size: 1, window: 3), Problem(time: 5, heads: 2, size: 3, window: 9),
    Problem(time: 21, heads: 1, size: 8, window: 4), Problem(time: 40, heads: 3, size: 5, window: 7),
    Problem(time: 90, heads: 2, size: 16, window: 200, isCut: false),
    Problem(time: 90, rows: 3, heads: 1, size: 17, window: 40, isCut: false),
    Problem(time: 90, heads: 2, size: 16, window: 90),
  ]

  @Test(arguments: problems) func saysWhatTheFormulaSays(_ problem: Problem) {
    let p = problem.parameters
    let want = problem.loop(p[0].values.map(Double.init), p[1].values.map(Double.init))
    #expect(relativeError(problem.said(p).values, want) < 1e-6)
  }

  /// The kernel's way back, along a random direction, by differences of the formula.
  @Test(arguments: problems) func theWayBackIsTheFormulas(_ problem: Problem) {
    let p = problem.parameters
    let weights = noise(problem.time * problem.rows * problem.width, seed: 5)
    let slope = gradient(
      of: { (problem.said($0) * Tensor(weights, shape: problem.said(p).shape)).sum() }, at: p)
    for (place, name) in p.names.enumerated() {
      let direction = noise(p[place].count, seed: 6).map(Double.init)
      func value(_ h: Double) -> Double {
        var points = p.tensors.map { $0.values.map(Double.init) }
        points[place] = zip(points[place], direction).map { $0 + h * $1 }
        return zip(problem.loop(points[0], points[1]), weights).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      let want = (value(1e-5) - value(-1e-5)) / 2e-5
      let got = zip(slope[place].values, direction).reduce(0) { $0 + Double($1.0) * $1.1 }
      let size = Double(slope[place].square().sum().scalar).squareRoot()
      #expect(abs(got - want) < 1e-5 * size * Double(direction.count).squareRoot() + 1e-6, "\(name)")
    }
  }

  @Test(arguments: [
    Problem(time: 4, rows: 1, heads: 1, size: 2, window: 2), Problem(time: 3, heads: 2, size: 1, window: 5),
    Problem(time: 6, rows: 1, heads: 2, size: 2, window: 4),
  ])
  func derivativesObeyTheirLaw(_ problem: Problem) {
    checkGradient(at: problem.parameters, of: problem.said)
  }

  /// To the bit, forward and backward.
  @Test func aRowDependsOnNoOther() {
    let problem = Problem(time: 50, rows: 3, heads: 2, size: 8, window: 20)
    let p = problem.parameters
    func slope(_ x: Tensor, _ starts: Tensor?) -> Tensor {
      gradient(
        of: { causalAttention($0[0], bias: p[1], window: 20, starts: starts).square().sum() },
        at: Parameters([("x", x)]))[0]
    }
    let (all, back) = (problem.said(p), slope(p[0], problem.starts))
    for row in 0..<3 {
      let (x, starts) = (
        p[0].slice(row..<row + 1, axis: 1), problem.starts?.slice(row..<row + 1, axis: 1)
      )
      let alone = causalAttention(x, bias: p[1], window: 20, starts: starts)
      #expect(alone.values == all.slice(row..<row + 1, axis: 1).values)
      #expect(slope(x, starts).values == back.slice(row..<row + 1, axis: 1).values)
    }
  }

  /// A step at a time from a cache is the whole sequence within rounding, also where the oldest steps make room; rows
  /// depend on no other, to the bit.
  @Test(arguments: [(1, 4), (3, 5), (7, 16), (20, 8), (64, 17)])
  func aCacheIsTheWholeSequence(_ window: Int, _ size: Int) {
    let problem = Problem(time: 45, rows: 3, heads: 2, size: size, window: window, isCut: false)
    let (rows, width) = (problem.rows, problem.width)
    let bias = Tensor(noise(2 * window, seed: 2), shape: [2, window])
    let projected = problem.parameters[0]
    let want = causalAttention(
      projected, bias: bias.slice(window - problem.span..<window, axis: 1), window: window)
    let cache = Kernels.AttentionCache(width: width, bias: bias)
    #expect(cache.memory >= 2 * width * window && cache.window == window)
    /// Rows from `first` on, with room for other numbers around their caches.
    func steps(_ rows: Range<Int>) -> [Float] {
      let pitch = cache.memory + 5
      var state = [Float](repeating: 0, count: rows.count * pitch)
      var said: [Float] = []
      for t in 0..<problem.time {
        var out = [Float](repeating: .nan, count: rows.count * width)
        var target = out.mutableSpan
        var states = state.mutableSpan
        cache(
          projected.slice(t..<t + 1).slice(rows, axis: 1).values.span, rows: rows.count, state: &states,
          pitch: pitch, place: 3, into: &target)
        for row in 0..<rows.count {
          let count = Int(state[row * pitch]) + 1
          // As long as it leaves the same rest, the count may be any.
          state[row * pitch] = Float(count < 2 * window ? count : window)
          #expect(state[row * pitch + 1] == 0 && state[(row + 1) * pitch - 1] == 0)
        }
        said += out
      }
      return said
    }
    let all = steps(0..<rows)
    #expect(relativeError(all, want.values.map(Double.init)) < 1e-6)
    for row in 0..<rows {
      let own = Tensor(all, shape: want.shape).slice(row..<row + 1, axis: 1).values
      #expect(steps(row..<row + 1) == own)
    }
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = causalAttention(.zeros([4, 1, 6]), bias: .zeros([2, 4]), window: 3)
    }
    await #expect(processExitsWith: .failure) {
      _ = causalAttention(.zeros([4, 1, 9]), bias: .zeros([2, 3]), window: 3)
    }
    await #expect(processExitsWith: .failure) {
      _ = causalAttention(.zeros([4, 1, 6]), bias: .zeros([2, 3]), window: 3, starts: .zeros([4, 2]))
    }
    await #expect(processExitsWith: .failure) { _ = Kernels.AttentionCache(width: 3, bias: .zeros([2, 3])) }
    await #expect(processExitsWith: .failure) {
      let cache = Kernels.AttentionCache(width: 2, bias: .zeros([1, 3]))
      var (state, out) = ([Float](repeating: 0, count: cache.memory), [Float](repeating: 0, count: 2))
      var states = state.mutableSpan
      var target = out.mutableSpan
      let x: [Float] = [0, 0, 0, 0, 0, 0]
      cache(x.span, rows: 1, state: &states, pitch: cache.memory, place: 1, into: &target)
    }
  }
}
