import Autodiff
import Foundation
import TestSupport
import Testing

/// A scan is the recurrence written out, and its derivatives are those of what is written.
@Suite struct RecurrenceTests {
  /// Sequences side by side, some of which begin anew, one at step 0 where there are two.
  struct Problem: CustomTestStringConvertible, Sendable {
    var kind: Recurrence
    var time = 5
    var rows: Int
    var hidden: Int
    var isCut = true

    var testDescription: String { "\(kind), \(rows) rows of \(hidden), \(isCut ? "cut" : "whole")" }
    var memory: Int { kind.memories * hidden }
    var width: Int { kind.gates * hidden }

    private func tensor(_ shape: [Int], _ seed: UInt64, _ size: Float = 1) -> Tensor {
      Tensor(noise(shape.reduce(1, *), seed: seed).map { $0 * size }, shape: shape)
    }
    var parameters: Parameters {
      Parameters([
        ("gates", tensor([time, rows, width], 1, 2)),
        ("weight", tensor([width, hidden], 2, 2 / Float(hidden).squareRoot())),
        ("bias", tensor([width], 3)), ("initial", tensor([rows, memory], 4)),
      ])
    }
    func starts(_ time: Int, _ row: Int) -> Bool { isCut && (time + 2 * row) % 4 == 2 }
    var starts: Tensor? {
      isCut
        ? Tensor(
          (0..<time).flatMap { t in (0..<rows).map { starts(t, $0) ? 1 : 0 } }, shape: [time, rows]) : nil
    }
    func states(_ p: Parameters) -> Tensor {
      scan(kind, gates: p[0], weight: p[1], bias: p[2], initial: p[3], starts: starts)
    }
    /// One row of it.
    func row(_ row: Int, _ p: Parameters) -> Parameters {
      Parameters([
        ("gates", p[0].slice(row..<row + 1, axis: 1)), ("weight", p[1]), ("bias", p[2]),
        ("initial", p[3].slice(row..<row + 1)),
      ])
    }
    func states(ofRow row: Int, _ p: Parameters) -> Tensor {
      scan(
        kind, gates: p[0], weight: p[1], bias: p[2], initial: p[3],
        starts: starts?.slice(row..<row + 1, axis: 1))
    }

    /// PyTorch's equations, a number at a time.
    func loop(_ p: [[Double]]) -> [Double] {
      func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
      var states: [Double] = []
      var state = p[3]
      for t in 0..<time {
        for row in 0..<rows {
          var old = Array(state[row * memory..<(row + 1) * memory])
          if starts(t, row) { old = Array(repeating: 0, count: memory) }
          func own(_ gate: Int, _ i: Int) -> Double { p[0][(t * rows + row) * width + gate * hidden + i] }
          func recurrent(_ gate: Int, _ i: Int) -> Double {
            let unit = gate * hidden + i
            var sum = p[2][unit]
            for j in 0..<hidden { sum += p[1][unit * hidden + j] * old[j] }
            return sum
          }
          func sum(_ gate: Int, _ i: Int) -> Double { own(gate, i) + recurrent(gate, i) }
          for i in 0..<hidden {
            let place = row * memory + i
            switch kind {
            case .gru:
              let (reset, update) = (sigmoid(sum(0, i)), sigmoid(sum(1, i)))
              let new = tanh(own(2, i) + reset * recurrent(2, i))
              state[place] = (1 - update) * new + update * old[i]
            case .lstm:
              let cell = sigmoid(sum(1, i)) * old[hidden + i] + sigmoid(sum(0, i)) * tanh(sum(2, i))
              state[place] = sigmoid(sum(3, i)) * tanh(cell)
              state[place + hidden] = cell
            }
          }
        }
        states += state
      }
      return states
    }
  }

  /// Units that fill registers, that end beyond one, that are fewer than one holds; an even and an odd number of rows.
  private static let problems = Recurrence.allCases.flatMap { kind in
    [1, 3, 5, 16, 17, 64].flatMap { hidden in
      [1, 2, 5].flatMap { rows in
        [true, false].map { Problem(kind: kind, rows: rows, hidden: hidden, isCut: $0) }
      }
    }
  }

  private func doubles(_ p: Parameters) -> [[Double]] { p.tensors.map { $0.values.map(Double.init) } }
  private func weights(_ problem: Problem) -> Tensor {
    let shape = [problem.time, problem.rows, problem.memory]
    return Tensor(noise(shape.reduce(1, *), seed: 5), shape: shape)
  }

  @Test(arguments: problems)
  func statesAreThoseOfALoop(_ problem: Problem) {
    let p = problem.parameters
    let error = relativeError(problem.states(p).values, problem.loop(doubles(p)))
    #expect(error < 2e-6, "off by \(error)")
    // What is kept for the way back changes nothing of the way there.
    let kept = valueAndGradient(of: { (problem.states($0) * weights(problem)).sum() }, at: p).value.scalar
    #expect(kept == (problem.states(p) * weights(problem)).sum().scalar)
  }

  /// Along the gradient with respect to each input, and along some direction, a weighed sum of states rises as the
  /// loop's does.
  @Test(arguments: problems.filter { $0.isCut && $0.rows * $0.hidden <= 64 })
  func gradientsAreSlopesOfTheLoop(_ problem: Problem) {
    let (p, weights) = (problem.parameters, weights(problem))
    let gradient = gradient(of: { (problem.states($0) * weights).sum() }, at: p)
    let (point, weighing) = (doubles(p), weights.values.map(Double.init))
    for i in p.names.indices {
      let own = gradient[i].values.map(Double.init)
      let size = own.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(size > 1e-3, "\(p.names[i]): a gradient of length \(size) tells nothing")
      for direction in [own.map { $0 / size }, noise(own.count, seed: 6).map(Double.init)] {
        func value(_ h: Double) -> Double {
          var moved = point
          for j in own.indices { moved[i][j] += h * direction[j] }
          return zip(problem.loop(moved), weighing).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let slope = (value(1e-5) - value(-1e-5)) / 2e-5
        let expected = zip(own, direction).reduce(0) { $0 + $1.0 * $1.1 }
        let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(
          abs(slope - expected) < 1e-5 * size * length, "\(p.names[i]): \(expected), by differences \(slope)")
      }
    }
  }

  /// The kernels' gradient, and the operations that second derivatives come from.
  @Test(arguments: Recurrence.allCases, [true, false])
  func derivativesObeyTheirLaw(_ kind: Recurrence, isCut: Bool) {
    let problem = Problem(kind: kind, time: 4, rows: 2, hidden: 3, isCut: isCut)
    checkGradient(at: problem.parameters) { problem.states($0) }
  }

  /// Only of some inputs: what is constant stays so.
  @Test(arguments: Recurrence.allCases)
  func derivativesOfOneInputAreAmongThoseOfAll(_ kind: Recurrence) {
    let problem = Problem(kind: kind, rows: 3, hidden: 5)
    let (p, weights) = (problem.parameters, weights(problem))
    let all = gradient(of: { (problem.states($0) * weights).sum() }, at: p)
    for (i, name) in p.names.enumerated() {
      let one = gradient(
        of: { own in
          let whole = Parameters(p.names.enumerated().map { ($1, $0 == i ? own[0] : p[$0]) })
          return (problem.states(whole) * weights).sum()
        }, at: Parameters([(name, p[i])]))
      #expect(one.flattened() == all[i].values, "\(name)")
    }
  }

  @Test(arguments: Recurrence.allCases)
  func nothingFlowsAcrossAStart(_ kind: Recurrence) {
    // Row 0 starts at step 2, row 1 at steps 0 and 4.
    let problem = Problem(kind: kind, rows: 2, hidden: 3)
    let p = problem.parameters
    func slope(_ time: Int, _ row: Int) -> Parameters {
      gradient(
        of: { problem.states($0).slice(time..<time + 1).slice(row..<row + 1, axis: 1).sum() }, at: p)
    }
    for (row, begin) in [(0, 2), (1, 4)] {
      let slope = slope(4, row)
      for t in 0..<5 {
        let part = slope[0].slice(t..<t + 1).slice(row..<row + 1, axis: 1).values
        #expect(part.contains { $0 != 0 } == (t >= begin), "row \(row), step \(t)")
      }
      #expect(
        slope[0].slice(1 - row..<2 - row, axis: 1).values.allSatisfy { $0 == 0 }, "the other row's gates")
      #expect(slope[3].values.allSatisfy { $0 == 0 }, "the initial state")
    }
    // Before its start, row 0 comes from the initial state; row 1 never does.
    let early = [slope(1, 0)[3], slope(1, 1)[3]].map(\.values)
    #expect(early[0][..<problem.memory].allSatisfy { $0 != 0 } && early[1].allSatisfy { $0 == 0 })
    // Nor is anything of it seen: what stood before a start changes no bit behind it.
    let other = Parameters([
      ("gates", concatenated([p[0].slice(0..<2) * 3, p[0].slice(2..<5)])), ("weight", p[1]), ("bias", p[2]),
      ("initial", p[3] * -2),
    ])
    func late(_ p: Parameters) -> [Float] { problem.states(p).slice(2..<5).slice(0..<1, axis: 1).values }
    #expect(late(p) == late(other))
    #expect(problem.states(p).values != problem.states(other).values)
  }

  /// States, and gradients with respect to a row's own gates and initial state, to the bit.
  @Test(arguments: problems.filter(\.isCut))
  func aRowDependsOnNoOther(_ problem: Problem) {
    let (p, weights) = (problem.parameters, weights(problem))
    let states = problem.states(p)
    let slopes = gradient(of: { (problem.states($0) * weights).sum() }, at: p)
    for row in 0..<problem.rows {
      let own = problem.row(row, p)
      #expect(problem.states(ofRow: row, own).values == states.slice(row..<row + 1, axis: 1).values)
      let alone = gradient(
        of: { (problem.states(ofRow: row, $0) * weights.slice(row..<row + 1, axis: 1)).sum() }, at: own)
      #expect(alone[0].values == slopes[0].slice(row..<row + 1, axis: 1).values)
      #expect(alone[3].values == slopes[3].slice(row..<row + 1).values)
    }
  }

  /// The rest of a sequence goes on from the state after its beginning, to the bit.
  @Test(arguments: Recurrence.allCases)
  func aSequenceMayBeCutAndGoOn(_ kind: Recurrence) {
    let problem = Problem(kind: kind, rows: 3, hidden: 17, isCut: false)
    let p = problem.parameters
    let whole = problem.states(p)
    let rest = scan(
      kind, gates: p[0].slice(2..<5), weight: p[1], bias: p[2],
      initial: whole.slice(1..<2).reshaped([3, problem.memory]))
    #expect(rest.values == whole.slice(2..<5).values)
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = scan(
        .gru, gates: .zeros([2, 1, 9]), weight: .zeros([9, 2]), bias: .zeros([9]), initial: .zeros([1, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = scan(
        .gru, gates: .zeros([2, 1, 12]), weight: .zeros([12, 3]), bias: .zeros([12]), initial: .zeros([1, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = scan(
        .lstm, gates: .zeros([2, 1, 12]), weight: .zeros([12, 3]), bias: .zeros([12]),
        initial: .zeros([1, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = scan(
        .gru, gates: .zeros([2, 2, 9]), weight: .zeros([9, 3]), bias: .zeros([9]), initial: .zeros([2, 3]),
        starts: .zeros([2, 1]))
    }
  }
}
