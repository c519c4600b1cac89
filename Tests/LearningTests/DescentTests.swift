import Autodiff
import Learning
import Testing

/// Optimizers by their formulas, worked out by hand, and all by one law: they find the minimum of a bowl.
@Suite struct DescentTests {
  private func parameters(_ values: [Float]) -> Parameters { Parameters([("x", Tensor(values))]) }

  private func close(_ p: Parameters, _ values: [Float], sourceLocation: SourceLocation = #_sourceLocation) {
    for (a, b) in zip(p[0].values, values) {
      #expect(abs(a - b) < 1e-5, "\(p[0].values)", sourceLocation: sourceLocation)
    }
  }

  private func twoSteps<O: Optimizer>(_ optimizer: O) -> Parameters {
    var p = parameters([1, -2])
    var state = optimizer.initialState(for: p)
    (p, state) = optimizer.update(p, gradient: parameters([0.5, -3]), state: state)
    return optimizer.update(p, gradient: parameters([1, 1]), state: state).parameters
  }

  @Test func formulas() {
    close(twoSteps(SGD(rate: 0.1)), [1 - 0.05 - 0.1, -2 + 0.3 - 0.1])
    // Momenta 0.5, −3 and then 1.45, −1.7.
    close(twoSteps(SGD(rate: 0.1, momentum: 0.9)), [1 - 0.05 - 0.145, -2 + 0.3 + 0.17])
    // Directions 0.95, −5.7 and then 2.305, −0.53.
    close(
      twoSteps(SGD(rate: 0.1, momentum: 0.9, isNesterov: true)), [1 - 0.095 - 0.2305, -2 + 0.57 + 0.053])
    // Running squares 0.125, 4.5 and then 0.5625, 2.75.
    let roots: [Float] = [0.35355339, 2.12132034, 0.75, 1.6583124]
    close(
      twoSteps(RMSProp(rate: 0.1, smoothing: 0.5)),
      [1 - 0.05 / roots[0] - 0.1 / roots[2], -2 + 0.3 / roots[1] - 0.1 / roots[3]])
  }

  /// ε stands beside the root, not under it: a gradient as large as ε moves by half a step.
  @Test func epsilonStandsBesideTheRoot() {
    func step<O: Optimizer>(_ optimizer: O, _ gradient: Float) -> Parameters {
      let start = parameters([1])
      return optimizer.update(
        start, gradient: parameters([gradient]), state: optimizer.initialState(for: start)
      ).parameters
    }
    close(step(Adam(rate: 0.1), 1e-8), [0.95])
    close(step(RMSProp(rate: 0.1, smoothing: 0, epsilon: 0.5), 0.5), [0.95])
    for still in [step(Adam(rate: 0.1), 0), step(RMSProp(rate: 0.1), 0), step(SGD(rate: 0.1), 0)] {
      close(still, [1])
    }
  }

  @Test func weightDecayIsApartFromTheStep() {
    let start = parameters([2, -4])
    func step<O: Optimizer>(_ optimizer: O, _ gradient: [Float]) -> Parameters {
      optimizer.update(
        start, gradient: parameters(gradient), state: optimizer.initialState(for: start)
      ).parameters
    }
    close(step(AdamW(rate: 0.1, decay: 0.5), [0, 0]), [1.9, -3.8])
    close(step(AdamW(rate: 0.1, decay: 0.5), [7, -0.1]), [1.9 - 0.1, -3.8 + 0.1])
    close(step(AdamW(rate: 0.1, decay: 0), [7, -0.1]), step(Adam(rate: 0.1), [7, -0.1])[0].values)
  }

  private func minimum<O: Optimizer>(_ optimizer: O, schedule: Schedule) -> Float {
    var optimizer = optimizer
    var p = parameters([3, -4])
    var state = optimizer.initialState(for: p)
    for update in 0..<500 {
      optimizer.rate = schedule(update)
      let gradient = gradient(of: { ($0[0] * Tensor([1, 3])).square().sum() }, at: p)
      (p, state) = optimizer.update(p, gradient: gradient.clipped(toNorm: 5), state: state)
    }
    return p.norm
  }

  @Test func allFindTheMinimumOfABowl() {
    let schedule = sequence(
      linearRamp(from: 0, to: 0.05, over: 20), until: 20, then: cosineDecay(from: 0.05, over: 480))
    #expect(minimum(SGD(rate: 0), schedule: schedule) < 1e-3)
    #expect(minimum(SGD(rate: 0, momentum: 0.8), schedule: schedule) < 1e-3)
    #expect(minimum(SGD(rate: 0, momentum: 0.8, isNesterov: true), schedule: schedule) < 1e-3)
    #expect(minimum(Adam(rate: 0), schedule: schedule) < 0.01)
    #expect(minimum(AdamW(rate: 0), schedule: schedule) < 0.01)
    #expect(minimum(RMSProp(rate: 0), schedule: schedule) < 0.01)
  }

  @Test func schedules() {
    #expect(constant(0.3)(7) == 0.3)
    #expect([0, 5, 10, 99].map(linearRamp(from: 1, to: 2, over: 10)) == [1, 1.5, 2, 2])
    let cosine = cosineDecay(from: 1, to: 0.2, over: 10)
    for (update, value) in zip([0, 5, 10, 20], [Float(1), 0.6, 0.2, 0.2]) {
      #expect(abs(cosine(update) - value) < 1e-6)
    }
    let decay = exponentialDecay(from: 2, factor: 0.25, every: 10)
    for (update, value) in zip([0, 5, 10, 20], [Float(2), 1, 0.5, 0.125]) {
      #expect(abs(decay(update) - value) < 1e-6)
    }
    let both = sequence(constant(1), until: 3, then: linearRamp(from: 5, to: 6, over: 2))
    #expect((0..<6).map(both) == [1, 1, 1, 5, 5.5, 6])
  }

  @Test func clippingShortensAndNeverTurns() {
    let p = parameters([3, -4])
    close(p.clipped(toNorm: 1), [0.6, -0.8])
    #expect(p.clipped(toNorm: 5).flattened() == [3, -4])
    #expect(p.clipped(toNorm: 9).flattened() == [3, -4])
    #expect(parameters([0, 0]).clipped(toNorm: 1).flattened() == [0, 0])
  }
}
