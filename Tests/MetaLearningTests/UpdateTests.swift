import Autodiff
import Learning
import Testing

@testable import MetaLearning

/// Outer updates, on objectives whose functions are written down.
@Suite struct UpdateTests {
  private let theta = Parameters([
    ("a", Tensor([1, 2])), ("b", Tensor([3])), ("c", Tensor([4, 5])),
  ])
  /// Rows of F: symmetric, positive definite, no block of it a stranger to another.
  private let matrix: [[Float]] = (0..<5).map { (i: Int) -> [Float] in
    (0..<5).map { (j: Int) -> Float in i == j ? Float(2 + i) : 0.5 / Float(1 + abs(i - j)) }
  }
  private let slope: [Float] = [1, -2, 0.5, 3, -1]

  private func inner(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  private func times(_ v: [Float]) -> [Float] { matrix.map { inner($0, v) } }

  /// Linear in θ, with the divergence ½ (θ − θ₀)ᵀ F (θ − θ₀).
  private var objective: Objective {
    let theta = theta
    var objective = Objective(
      value: 0, gradient: theta.unflattened(slope), measures: [Measures()], amount: 1)
    objective.valueAndDivergence = { [self] other in
      let step = (other - theta).flattened()
      return (inner(slope, step), inner(times(step), step) / 2)
    }
    objective.curvature = { [self] in theta.unflattened(times($0.flattened())) }
    objective.gradientAt = { other, terms in other * terms.clip }
    return objective
  }

  /// The step is the natural gradient, as long as the region allows: √(2δ / gᵀF⁻¹g) F⁻¹g.
  @Test func aTrustRegionsStepUsesUpItsDivergence() throws {
    var region = TrustRegion()
    region.damping = 0
    region.lineSearchSteps = 2
    let (next, report) = try region.update(theta, objective)
    let step = (next - theta).flattened()
    let divergence = inner(times(step), step) / 2
    let allowed = region.maxDivergence * (report.lineSearchSteps == 1 ? 1 : 0.64)
    #expect(report.accepted && report.lossAfter < report.lossBefore)
    #expect(abs(divergence - allowed) < 0.01 * allowed)
    let direction = times(step)
    let scale = direction[0] / slope[0]
    #expect(scale < 0)
    for (got, want) in zip(direction, slope) { #expect(abs(got - scale * want) < 1e-3 * abs(scale)) }
  }

  @Test func aTrustRegionKeepsWhatNoStepImproves() throws {
    var flat = objective
    flat.valueAndDivergence = { _ in (0, 0) }
    var far = objective
    far.valueAndDivergence = { _ in (-1, 1) }
    for objective in [flat, far] {
      let (next, report) = try TrustRegion().update(theta, objective)
      #expect(next.flattened() == theta.flattened() && !report.accepted && report.lineSearchSteps == 15)
    }
  }

  /// Part of θ: its own tensors move, all others stay where they were, and products keep to the block.
  @Test func aRestrictedObjectiveKnowsItsOwnTensors() throws {
    let part = objective.restricted(to: [0, 2], of: theta)
    let own = theta.selecting([0, 2])
    #expect(own.names == ["a", "c"] && own.flattened() == [1, 2, 4, 5])
    #expect(part.gradient.flattened() == [1, -2, 3, -1])
    let moved = own.unflattened([1.1, 2.2, 4.3, 5.4])
    let all = theta.unflattened([1.1, 2.2, 3, 4.3, 5.4])
    let (got, want) = (try #require(part.valueAndDivergence), try #require(objective.valueAndDivergence))
    let (told, known) = (try got(moved), try want(all))
    #expect(told.value == known.value && told.divergence == known.divergence)
    let terms = ProximalTerms(clip: 3, innerDivergenceWeight: 0)
    let (gradientAt, curvature) = (try #require(part.gradientAt), try #require(part.curvature))
    let gradient = try gradientAt(moved, terms)
    #expect(gradient.names == own.names)
    #expect(gradient.flattened() == moved.flattened().map { $0 * 3 })
    let vector = own.unflattened([1, 2, 3, 4])
    let product = try curvature(vector)
    let block = times([1, 2, 0, 3, 4])
    #expect(product.flattened() == [block[0], block[1], block[3], block[4]])
    #expect(objective.restricted(to: [0, 1, 2], of: theta).gradient.flattened() == slope)
  }

  /// One update along a gradient, and what it remembers.
  private func step(
    _ update: OuterUpdate, along gradient: Parameters
  ) throws -> (parameters: [Float], moments: OptimizerState) {
    var objective = objective
    objective.gradient = gradient
    let outcome = try update(theta, nil, objective)
    return (outcome.parameters.flattened(), try #require(outcome.moments))
  }

  @Test func adamDecaysWeightsApartFromItsStep() throws {
    var update = AdamUpdate()
    update.rate = 0.1
    update.weightDecay = 0.5
    let still = try step(.adam(update), along: theta.zeros())
    for (got, want) in zip(still.parameters, theta.flattened()) { #expect(abs(got - 0.95 * want) < 1e-6) }
    let moved = try step(.adam(update), along: theta.unflattened(slope)).parameters
    let start = theta.flattened()
    for i in moved.indices {
      let want: Float = 0.95 * start[i] - (slope[i] > 0 ? 0.1 : -0.1)
      #expect(abs(moved[i] - want) < 1e-5)
    }
    #expect(still.moments.count == 1)
  }

  /// Every kind descends as the optimizer of its name does with the same figures.
  @Test func descentsAreTheirOptimizers() throws {
    let gradient = theta.unflattened(slope)
    var (sgd, rmsProp) = (SGDUpdate(), RMSPropUpdate())
    (sgd.rate, sgd.momentum) = (0.25, 0.5)
    (rmsProp.rate, rmsProp.smoothing) = (0.25, 0.75)
    func next<O: Optimizer>(_ optimizer: O) -> (parameters: Parameters, state: OptimizerState) {
      optimizer.update(theta, gradient: gradient, state: optimizer.initialState(for: theta))
    }
    let pairs = [
      (try step(.sgd(sgd), along: gradient), next(SGD(rate: 0.25, momentum: 0.5))),
      (try step(.rmsProp(rmsProp), along: gradient), next(RMSProp(rate: 0.25, smoothing: 0.75))),
      (try step(.adam(AdamUpdate()), along: gradient), next(Adam(rate: 0.001))),
    ]
    for (got, want) in pairs {
      #expect(got.parameters == want.parameters.flattened() && got.parameters != theta.flattened())
      #expect(got.moments.moments.map(\.name) == want.state.moments.map(\.name))
      #expect(
        got.moments.moments.map { $0.values.flattened() } == want.state.moments.map { $0.values.flattened() })
    }
  }

  /// A limit shortens the meta-gradient that an optimizer remembers; 0 is none.
  @Test func limitsAreOnTheMetaGradient() throws {
    let gradient = theta.unflattened(slope)
    for (limit, factor) in [(Float(0), Float(1)), (100, 1), (1, 1 / gradient.norm)] {
      var (adam, sgd, rmsProp) = (AdamUpdate(), SGDUpdate(), RMSPropUpdate())
      (adam.maxGradientNorm, sgd.maxGradientNorm, rmsProp.maxGradientNorm) = (limit, limit, limit)
      sgd.momentum = 0.5
      func moment(_ update: OuterUpdate) throws -> Float {
        try step(update, along: gradient).moments.moments[0].values.norm
      }
      let norm = factor * gradient.norm
      #expect(abs(try moment(.adam(adam)) - 0.1 * norm) < 1e-5)
      #expect(abs(try moment(.sgd(sgd)) - norm) < 1e-5)
      let square = (gradient * gradient).norm * factor * factor * 0.01
      #expect(abs(try moment(.rmsProp(rmsProp)) - square) < 1e-5)
    }
  }

  @Test func aScaleIsOfTheUpdatesOwnSize() {
    let scaled = [
      OuterUpdate.adam(AdamUpdate()), .sgd(SGDUpdate()), .rmsProp(RMSPropUpdate()),
      .proximal(ProximalUpdate()), .trustRegion(TrustRegion()),
    ].map { $0.scaled(by: 0.5) }
    var (adam, proximal, region) = (AdamUpdate(), ProximalUpdate(), TrustRegion())
    var (sgd, rmsProp) = (SGDUpdate(), RMSPropUpdate())
    sgd.rate *= 0.5
    rmsProp.rate *= 0.5
    adam.rate *= 0.5
    proximal.rate *= 0.5
    region.maxDivergence *= 0.5
    #expect(scaled == [.adam(adam), .sgd(sgd), .rmsProp(rmsProp), .proximal(proximal), .trustRegion(region)])
  }

  /// Nothing is kept that no update asks for.
  @Test func updatesDemandWhatTheyUse() {
    var region = TrustRegion()
    #expect(OuterUpdate.adam(AdamUpdate()).demand(tasks: 9) == ObjectiveDemand())
    // Its first step asks for the gradient at the θ that gathered as its later ones do.
    #expect(
      OuterUpdate.proximal(ProximalUpdate()).demand(tasks: 9)
        == ObjectiveDemand(comparesModels: true, descends: false))
    #expect(
      OuterUpdate.trustRegion(region).demand(tasks: 9)
        == ObjectiveDemand(curvatureTasks: 9, comparesModels: true))
    region.curvatureTasks = 4
    #expect(OuterUpdate.trustRegion(region).demand(tasks: 9).curvatureTasks == 4)
  }
}
